// What happens, as server-sent events for pages that watch: snapshots, conflated to what a reader takes, and every event and pair trade
// that changed. A reader that does not keep up misses snapshots first; one that falls far behind is dropped, and comes again.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EventView, PairTradeView, Snapshot } from '#domain/operator/views.ts';
import type { ReplicaListener } from './replica.ts';

export const READERS_MAX = 64;
/** Bytes waiting for one reader: beyond the first it gets no snapshots, beyond the second it is dropped. */
const BEHIND_BYTES = 512 * 1024;
const LOST_BYTES = 2 * 1024 * 1024;
const PULSE_MS = 5_000;

export class DoorStream implements ReplicaListener {
  readonly #readers = new Set<ServerResponse>();
  readonly #changed: (readers: number) => void;
  readonly #pulse: NodeJS.Timeout;
  #newest: string | null = null;

  /** `changed`: how many read now. */
  constructor(changed: (readers: number) => void) {
    this.#changed = changed;
    this.#pulse = setInterval(() => this.#send(': pulse\n\n'), PULSE_MS).unref();
  }

  get hasRoom(): boolean {
    return this.#readers.size < READERS_MAX;
  }

  get readers(): number {
    return this.#readers.size;
  }

  attend(request: IncomingMessage, response: ServerResponse, headers: Readonly<Record<string, string>>): void {
    request.socket.setTimeout(0);
    response.on('error', () => response.destroy());
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      connection: 'keep-alive',
    });
    response.write(`retry: 2000\n\n${this.#newest ?? ''}`);
    this.#readers.add(response);
    this.#changed(this.#readers.size);
    response.once('close', () => {
      if (this.#readers.delete(response)) this.#changed(this.#readers.size);
    });
  }

  snapshot(snapshot: Snapshot): void {
    this.#newest = this.#readers.size > 0 ? framed('snapshot', snapshot) : null;
    if (this.#newest !== null) this.#send(this.#newest, BEHIND_BYTES);
  }

  events(events: readonly EventView[]): void {
    if (this.#readers.size > 0) this.#send(framed('events', events));
  }

  pairTrades(pairTrades: readonly PairTradeView[]): void {
    if (this.#readers.size > 0) this.#send(framed('pairTrades', pairTrades));
  }

  close(): void {
    clearInterval(this.#pulse);
    for (const reader of this.#readers) reader.destroy();
  }

  #send(text: string, behind = LOST_BYTES): void {
    for (const reader of this.#readers) {
      if (reader.writableLength > LOST_BYTES) reader.destroy();
      else if (reader.writableLength <= behind) reader.write(text);
    }
  }
}

function framed(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
