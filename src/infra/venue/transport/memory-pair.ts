// Both transports straight into a server, under one clock and without a network: what simulations run the whole client over.
// Promises: requests arrive in the order in which they were made, answers race each other, each direction of a socket keeps its
// order and delivers what was sent in one instant in one go; nothing here waits for anything but the clock. Every body of a
// transport passes the same suite. A `Weather` spoils requests and lines; without one everything arrives.
import type { Clock, HttpRequest, HttpTransport, Random, SocketTransport } from '#domain/ports.ts';
import { checkDelay } from '#infra/exchange/latency.ts';
import type { Served } from '#infra/exchange/server/served.ts';
import { MemoryRequests } from './memory-requests.ts';
import { MemorySockets } from './memory-sockets.ts';

/** Medians in milliseconds; `sigma` is the standard deviation of their logarithms. */
export interface PairLatency {
  readonly requestMs: number;
  readonly replyMs: number;
  /** Of a socket, each way. */
  readonly streamMs: number;
  readonly sigma: number;
}

export interface Weather {
  /** `refused`: nobody listens. `lost`: it never arrives. `cut`: it arrives, and its answer breaks off. `swallowed`: it
   *  arrives, and is never answered. */
  request?(request: HttpRequest): 'fine' | 'refused' | 'lost' | 'cut' | 'swallowed';
  connect?(url: string): 'fine' | 'refused';
  /** Of a frame that is about to arrive: as it is, spoilt, or null for one that is lost. */
  frame?(text: string, way: 'up' | 'down', url: string): string | null;
}

export interface PairPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly latency: PairLatency;
  readonly weather?: Weather;
  /** The visitor's address, as the server sees it. */
  readonly from: string;
}

export interface PairTraffic {
  readonly requests: number;
  readonly replies: number;
  readonly frames: number;
}

export class MemoryPair {
  readonly http: HttpTransport;
  readonly sockets: SocketTransport;
  readonly #requests: MemoryRequests;
  readonly #lines: MemorySockets;

  constructor(served: Served, ports: PairPorts) {
    const { requestMs, replyMs, streamMs, sigma } = ports.latency;
    for (const medianMs of [requestMs, replyMs, streamMs]) checkDelay({ medianMs, sigma }, 'memory pair');
    this.#requests = new MemoryRequests(served, ports);
    this.#lines = new MemorySockets(served, ports);
    this.http = this.#requests;
    this.sockets = this.#lines;
  }

  /** Messages on their way. */
  traffic(): PairTraffic {
    return { ...this.#requests.traffic(), frames: this.#lines.inFlight };
  }

  /** Breaks open lines, all or those to some address: both ends hear of it, and what was on its way is lost. */
  cut(isMeant: (url: string) => boolean = () => true): void {
    this.#lines.cut(isMeant);
  }

  /** For good: what is in flight is lost, nothing is answered or delivered any more, no timer is left. */
  disconnect(): void {
    this.#requests.disconnect();
    this.#lines.disconnect();
  }
}
