// One page that watches, without the page: reads the stream of a door on this machine and throws it away.
import { get } from 'node:http';

export class DoorReader {
  readonly opened: Promise<void>;
  #end: () => void = () => {};
  bytes = 0;

  constructor(port: number) {
    this.opened = new Promise((done, fail) => {
      const request = get({ host: '127.0.0.1', port, path: '/api/stream' }, (response) => {
        if (response.statusCode === 200) done();
        else fail(new Error(`the door answered ${response.statusCode}`));
        response.on('data', (chunk) => {
          this.bytes += chunk.length;
        });
      });
      request.on('error', fail);
      this.#end = () => request.destroy();
    });
  }

  close(): void {
    this.#end();
  }
}
