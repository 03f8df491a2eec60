// Those who inspect the machines over `WS /inspect`, in the wire format of @statelyai/inspect. The server has looked at Host,
// Origin and right before it hands a socket over. Each inspector has a filter (`?filter=market:wide-1`) and hears of what fits;
// who comes is told everybody who lives. The trading thread is asked through `hands` and never waited for.
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { addressPattern } from '#domain/operator/address-pattern.ts';
import type { InspectionMessage } from '#domain/operator/door-news.ts';
import type { Clock } from '#domain/ports.ts';
import { reasonOf } from '../unavailable.ts';
import { InspectionClient } from './inspection-client.ts';
import { INSPECTION_PROTOCOL } from './inspection-protocol.ts';

export interface HubHands {
  /** Whoever inspects has changed: a filter for each. */
  watched(filters: readonly string[]): void;
  /** Inspector `to` needs everybody who fits. */
  roster(to: number, filter: string): void;
}

const CLIENTS_MAX = 16;
/** Of what an inspector may send. */
const MESSAGE_MAX_BYTES = 4_096;
/** Who has not answered a ping when the next one is due is gone. */
const PROBE_MS = 30_000;
const GOING_AWAY = 1001;

export class InspectionHub {
  readonly #hands: HubHands;
  readonly #clock: Clock;
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MESSAGE_MAX_BYTES,
    handleProtocols: (offered) => (offered.has(INSPECTION_PROTOCOL) ? INSPECTION_PROTOCOL : false),
  });
  readonly #clients = new Map<number, InspectionClient>();
  #lastId = 0;
  #probing: unknown = null;

  constructor(hands: HubHands, clock: Clock) {
    this.#hands = hands;
    this.#clock = clock;
  }

  get inspectors(): number {
    return this.#clients.size;
  }

  /** Messages that those who are here were too slow for. */
  get dropped(): number {
    return [...this.#clients.values()].reduce((sum, client) => sum + client.dropped, 0);
  }

  /** Answers a socket that asks to be upgraded; refused ones are answered and closed. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const filter = filterOf(request);
    if (filter === null) refuse(socket, 400, 'the address of this page does not read', 'path');
    else if (typeof filter !== 'string') refuse(socket, 400, filter.error, 'filter');
    else if (this.#clients.size >= CLIENTS_MAX)
      refuse(socket, 503, `${CLIENTS_MAX} inspectors are here already`, 'inspectors');
    else this.#server.handleUpgrade(request, socket, head, (open) => this.#admit(open, filter));
  }

  take(to: number | null, messages: readonly InspectionMessage[]): void {
    if (to !== null) this.#clients.get(to)?.tell(messages);
    else for (const client of this.#clients.values()) client.tell(messages);
  }

  /** The trading thread has forgotten everything, or has changed: everybody is told from the beginning. */
  resync(): void {
    this.#told();
    for (const client of this.#clients.values()) client.begin();
  }

  close(): void {
    for (const client of this.#clients.values()) client.close(GOING_AWAY, 'the service ends');
    this.#clients.clear();
    this.#clock.clearTimeout(this.#probing);
    this.#server.close();
  }

  #admit(socket: WebSocket, filter: string): void {
    this.#lastId += 1;
    const id = this.#lastId;
    const client = new InspectionClient(id, socket, filter, {
      resync: () => this.#hands.roster(id, client.filter),
      filtered: () => this.#told(),
      closed: () => {
        if (this.#clients.delete(id)) this.#told();
      },
    });
    this.#clients.set(id, client);
    if (this.#clients.size === 1) this.#probe();
    this.#told();
    client.begin();
  }

  #told(): void {
    this.#hands.watched([...this.#clients.values()].map(({ filter }) => filter));
  }

  #probe(): void {
    this.#clock.clearTimeout(this.#probing);
    this.#probing = this.#clock.setTimeout(() => {
      for (const client of this.#clients.values()) client.probe();
      if (this.#clients.size > 0) this.#probe();
    }, PROBE_MS);
  }
}

/** null: there is no reading its address. */
function filterOf({ url }: IncomingMessage): string | { readonly error: string } | null {
  if (!URL.canParse(url ?? '/', 'http://door')) return null;
  const filter = new URL(url ?? '/', 'http://door').searchParams.get('filter') ?? '';
  try {
    addressPattern(filter);
    return filter;
  } catch (error) {
    return { error: reasonOf(error) };
  }
}

/** As every page of the door refuses. */
function refuse(socket: Duplex, status: number, error: string, field: string): void {
  const body = `${JSON.stringify({ error, field })}\n`;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
