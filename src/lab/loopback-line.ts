// Our exchange on a port of this machine, and the line to it: what `run` trades over in mode sim, with faults before the exchange. The port is taken first,
// because whoever trades must know where; until the exchange is there nobody is served.
import type { Clock } from '#domain/ports.ts';
import { LoopbackServer } from '#infra/exchange/server/loopback.ts';
import type { Served } from '#infra/exchange/server/served.ts';
import { DistantCarriers } from '#infra/venue/transport/distant-carriers.ts';
import { HttpConnections } from '#infra/venue/transport/http.ts';
import { WebSockets } from '#infra/venue/transport/socket.ts';
import type { WireOptions } from './wire-link.ts';

const HOST = '127.0.0.1';
const NOT_YET = { status: 503, headers: {}, body: '{"error":"not open yet"}' };

export interface LoopbackLine {
  readonly origin: string;
  readonly port: number;
  readonly wire: WireOptions;
  /** After whoever traded over it. */
  close(): Promise<void>;
}

/** `port` 0 takes any free one. `onFault`: a defect that ended one request. Rejects with Unavailable naming the port. */
export async function loopbackLine(
  clock: Clock,
  port: number,
  onFault: (error: unknown) => void,
): Promise<LoopbackLine> {
  let served: Served | null = null;
  const door: Served = {
    answer: (request) => served?.answer(request) ?? NOT_YET,
    connect: (path, peer, from) => served?.connect(path, peer, from) ?? null,
  };
  const server = new LoopbackServer(door, { host: HOST, port });
  const taken = await server.start();
  const origin = `http://${HOST}:${taken}`;
  const http = new HttpConnections(clock);
  const sockets = new WebSockets(clock);
  let distant: DistantCarriers | null = null;
  return {
    origin,
    port: taken,
    wire: {
      origin,
      onFault,
      struck: true,
      onServer(opened) {
        served = opened;
      },
      carrying(_, __, way) {
        distant = new DistantCarriers({ http, sockets, clock, ...way });
        return { http: distant, sockets: distant };
      },
    },
    async close() {
      distant?.close();
      sockets.close();
      await Promise.all([http.close(), server.close()]);
    },
  };
}
