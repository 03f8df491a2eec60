// Sockets of the memory pair: each has a lane of its own each way, of things to do at the other end.
import type { Clock, Random, Socket, SocketListener, SocketTransport } from '#domain/ports.ts';
import { DeliveryLane } from '#infra/exchange/delivery-lane.ts';
import { drawMs } from '#infra/exchange/latency.ts';
import type { Served, ServedPeer, ServedSocket } from '#infra/exchange/server/served.ts';
import type { PairPorts, Weather } from './memory-pair.ts';

/** Frames of one direction of one socket that may be on their way; one more is not taken. */
export const FRAMES_MAX = 20_000;
const NORMAL = 1000;
const ABNORMAL = 1006;

export class MemorySockets implements SocketTransport {
  readonly #served: Served;
  readonly #ports: PairPorts;
  readonly #open = new Set<MemoryLine>();
  #opened = 0;

  constructor(served: Served, ports: PairPorts) {
    this.#served = served;
    this.#ports = ports;
  }

  get inFlight(): number {
    let sum = 0;
    for (const line of this.#open) sum += line.inFlight;
    return sum;
  }

  open(url: string, listener: SocketListener): Socket {
    this.#opened += 1;
    const chance = this.#ports.random.fork(`socket ${this.#opened}`);
    const line = new MemoryLine(url, listener, { served: this.#served, ports: this.#ports, chance }, () =>
      this.#open.delete(line),
    );
    this.#open.add(line);
    return line;
  }

  cut(isMeant: (url: string) => boolean): void {
    for (const line of [...this.#open]) if (isMeant(line.url)) line.cut();
  }

  disconnect(): void {
    for (const line of [...this.#open]) line.disconnect();
  }
}

/** Each way is a lane of things to do over there. */
class MemoryLine implements Socket {
  readonly url: string;
  readonly #weather: Weather;
  readonly #clock: Clock;
  readonly #listener: SocketListener;
  readonly #onEnd: () => void;
  readonly #from: string;
  readonly #up: DeliveryLane<() => void>;
  readonly #down: DeliveryLane<() => void>;
  #server: ServedSocket | null = null;
  #opened = false;
  /** By either side, as seen from here. */
  #closing = false;
  #broken = false;
  #timer: unknown = null;

  constructor(
    url: string,
    listener: SocketListener,
    { served, ports, chance }: { readonly served: Served; readonly ports: PairPorts; readonly chance: Random },
    onEnd: () => void,
  ) {
    const { clock, latency, weather = {}, from } = ports;
    this.url = url;
    this.#from = from;
    this.#weather = weather;
    this.#clock = clock;
    this.#listener = listener;
    this.#onEnd = onEnd;
    const lane = (name: string) => {
      const random = chance.fork(name);
      const delay = { medianMs: latency.streamMs, sigma: latency.sigma };
      return new DeliveryLane<() => void>(
        clock,
        () => drawMs(random, delay),
        (run) => run(),
      );
    };
    this.#up = lane('up');
    this.#down = lane('down');
    this.#up.send(() => this.#connect(served, URL.parse(url), weather.connect?.(url) ?? 'fine'));
  }

  get inFlight(): number {
    return this.#up.inFlight + this.#down.inFlight;
  }

  send(text: string): boolean {
    if (!this.#opened || this.#closing || this.#up.inFlight >= FRAMES_MAX) return false;
    this.#up.send(() => {
      const arrived = this.#arrived(text, 'up');
      if (arrived !== null) this.#server?.text(arrived);
    });
    return true;
  }

  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#up.send(() => {
      this.#hangUp();
      this.#down.send(() => this.#end(this.#opened ? NORMAL : ABNORMAL, ''));
    });
  }

  /** The line breaks. */
  cut(): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#closing = true;
    this.#hangUp();
    this.#up.close();
    this.#down.close();
    this.#timer = this.#clock.setTimeout(() => this.#end(ABNORMAL, 'the line broke'), 0);
  }

  /** Nobody is told. */
  disconnect(): void {
    this.#hangUp();
    this.#finish();
  }

  #connect(served: Served, url: URL | null, fate: 'fine' | 'refused'): void {
    if (this.#closing) return;
    const opening = { refused: false };
    this.#down.send(() => {
      if (this.#closing || opening.refused) return;
      this.#opened = true;
      this.#listener.opened();
    });
    this.#server = url && fate === 'fine' ? served.connect(url.pathname, this.#peer(), this.#from) : null;
    if (this.#server) return;
    opening.refused = true;
    this.#down.send(() => this.#end(ABNORMAL, url ? 'connection refused' : 'this is no address'));
  }

  /** What the server holds of us. It says nothing before it has accepted. */
  #peer(): ServedPeer {
    return {
      send: (text) => {
        if (!this.#server || this.#down.inFlight >= FRAMES_MAX) return false;
        this.#down.send(() => {
          const arrived = this.#closing ? null : this.#arrived(text, 'down');
          if (arrived !== null) this.#listener.text(arrived);
        });
        return true;
      },
      close: (code, reason) => {
        if (!this.#server) return;
        this.#hangUp();
        this.#down.send(() => this.#end(code, reason));
      },
    };
  }

  /** As the server sees it. */
  #hangUp(): void {
    const server = this.#server;
    this.#server = null;
    server?.closed();
  }

  #end(code: number, reason: string): void {
    this.#closing = true;
    this.#finish();
    this.#listener.closed(code, reason);
  }

  #arrived(text: string, way: 'up' | 'down'): string | null {
    return this.#weather.frame ? this.#weather.frame(text, way, this.url) : text;
  }

  #finish(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#up.close();
    this.#down.close();
    this.#onEnd();
  }
}
