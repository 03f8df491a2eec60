// One small server for every body of the transports: it answers each path in its own way. Behind the memory pair it is asked
// directly; for the real bodies it stands on loopback.
import { createServer } from 'node:http';
import type { AddressInfo, Socket as Wire } from 'node:net';
import { WebSocketServer } from 'ws';
import type { ServedAnswer, ServedPeer, ServedRequest, ServedSocket } from '#infra/exchange/server/served.ts';

export class ScriptedServer {
  readonly asked: ServedRequest[] = [];
  readonly heard: string[] = [];

  answer(request: ServedRequest): ServedAnswer {
    this.asked.push(request);
    const headers = { 'content-type': 'text/plain', 'x-words': 'one two' };
    if (request.path === '/echo') return { status: 200, headers, body: `${request.method} ${request.body ?? '-'}` };
    if (request.path === '/refuse') return { status: 503, headers: { 'retry-after': '7' }, body: '{"error":"no"}' };
    if (request.path === '/moved') return { status: 302, headers: { location: '/echo' }, body: '' };
    return { status: 404, headers, body: '404 page not found' };
  }

  connect(path: string, peer: ServedPeer): ServedSocket | null {
    if (path !== '/ws') return null;
    return {
      text: (text) => {
        this.heard.push(text);
        if (text === 'bye') peer.close(4001, 'said bye');
        else if (text === 'many') for (let n = 0; n < 5; n++) peer.send(`frame ${n}`);
        else peer.send(`you said ${text}`);
      },
      closed() {},
    };
  }
}

export interface Loopback {
  readonly http: string;
  readonly ws: string;
  close(): Promise<void>;
}

/** `/cut` breaks off in the middle of its answer, `/silent` never answers. */
export async function loopback(server: ScriptedServer): Promise<Loopback> {
  const wires = new Set<Wire>();
  const http = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://here');
      const body = Buffer.concat(chunks).toString();
      const headers = request.headers as Record<string, string>;
      const answer = server.answer({
        method: request.method ?? '',
        path: pathname,
        query: searchParams,
        headers,
        body: body === '' ? null : body,
        from: '',
      });
      if (pathname === '/silent') return;
      response.writeHead(answer.status, answer.headers);
      if (pathname === '/cut') {
        response.write('half of');
        setImmediate(() => response.destroy());
      } else response.end(answer.body);
    });
  });
  http.on('connection', (wire) => wires.add(wire));
  const sockets = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, wire, head) => {
    if (request.url !== '/ws') {
      wire.end('HTTP/1.1 404 Not Found\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, wire, head, (socket) => {
      const peer = {
        send: (text: string) => {
          socket.send(text);
          return true;
        },
        close: (code: number, reason: string) => socket.close(code, reason),
      };
      const served = server.connect('/ws', peer);
      socket.on('message', (data) => served?.text(String(data)));
      socket.on('close', () => served?.closed());
    });
  });
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
  const { port } = http.address() as AddressInfo;
  return {
    http: `http://127.0.0.1:${port}`,
    ws: `ws://127.0.0.1:${port}`,
    close: () =>
      new Promise((done) => {
        for (const wire of wires) wire.destroy();
        http.close(() => done());
      }),
  };
}
