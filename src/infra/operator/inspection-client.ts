// One inspector on its socket: what it wants to hear of, how far it is behind, and whether it is still there. What it cannot take
// is dropped, never kept; when it has caught up it is told everything anew.
import type { WebSocket } from 'ws';
import { BadInput } from '#domain/failure.ts';
import { type AddressPattern, addressPattern } from '#domain/operator/address-pattern.ts';
import type { InspectionMessage } from '#domain/operator/door-news.ts';
import { reasonOf } from '../unavailable.ts';

/** Bytes that wait for a slow reader at most, and when it counts as having caught up. */
const BEHIND_BYTES = 4_000_000;
const CAUGHT_UP_BYTES = 64_000;
/** Close codes of RFC 6455. */
const POLICY = 1008;
const REASON_MAX_BYTES = 120;
/** Filters between two probes: each costs the trading thread a roster. */
const FILTERS_MAX = 20;

const SAYS = 'send {"filter": "…"} or nothing: this door only tells';

export interface ClientHands {
  /** It must be told everything that fits, from the beginning. */
  resync(): void;
  filtered(): void;
  closed(): void;
}

export class InspectionClient {
  readonly id: number;
  readonly #socket: WebSocket;
  readonly #hands: ClientHands;
  #filter: string;
  #pattern: AddressPattern;
  /** Actors it was told of: news of others would mean nothing to it. */
  readonly #known = new Set<string>();
  /** Bytes that the socket has not taken yet. */
  #waiting = 0;
  #isBehind = false;
  #answered = true;
  #filters = 0;
  #dropped = 0;

  constructor(id: number, socket: WebSocket, filter: string, hands: ClientHands) {
    this.id = id;
    this.#socket = socket;
    this.#hands = hands;
    this.#filter = filter;
    this.#pattern = addressPattern(filter);
    socket.on('message', (data, isBinary) => this.#hear(isBinary ? null : String(data)));
    socket.on('pong', () => {
      this.#answered = true;
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => hands.closed());
  }

  get filter(): string {
    return this.#filter;
  }

  /** Messages it was too slow for. */
  get dropped(): number {
    return this.#dropped;
  }

  tell(messages: readonly InspectionMessage[]): void {
    for (const message of messages) if (this.#means(message)) this.#send(message);
  }

  /** Since the last time it has to have answered. */
  probe(): void {
    if (!this.#answered) this.#socket.terminate();
    this.#answered = false;
    this.#filters = 0;
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  close(code: number, why: string): void {
    this.#socket.close(code, Buffer.from(why).subarray(0, REASON_MAX_BYTES).toString());
  }

  #means({ kind, actor, session }: InspectionMessage): boolean {
    if (kind === 'notice') return true;
    const isKnown = this.#known.has(session);
    return kind === 'actor' ? !isKnown && this.#pattern.matches(actor) : isKnown;
  }

  #send({ kind, session, text }: InspectionMessage): void {
    const bytes = Buffer.byteLength(text);
    if (this.#isBehind || this.#waiting + bytes > BEHIND_BYTES) {
      this.#isBehind = true;
      this.#dropped += 1;
      return;
    }
    if (kind === 'actor') this.#known.add(session);
    else if (kind === 'last') this.#known.delete(session);
    this.#waiting += bytes;
    this.#socket.send(text, () => this.#sent(bytes));
  }

  #sent(bytes: number): void {
    this.#waiting -= bytes;
    if (!this.#isBehind || this.#waiting > CAUGHT_UP_BYTES) return;
    this.#isBehind = false;
    this.begin();
  }

  /** From the beginning. */
  begin(): void {
    this.#known.clear();
    this.#hands.resync();
  }

  #hear(text: string | null): void {
    try {
      const asked = text === null ? null : (JSON.parse(text) as { readonly filter?: unknown } | null);
      if (typeof asked?.filter !== 'string') throw new SyntaxError(SAYS);
      this.#filters += 1;
      if (this.#filters > FILTERS_MAX) throw new BadInput('filter: too many changes; rest for half a minute');
      this.#pattern = addressPattern(asked.filter);
      this.#filter = asked.filter;
      this.#hands.filtered();
      this.begin();
    } catch (error) {
      this.close(POLICY, error instanceof SyntaxError ? SAYS : reasonOf(error));
    }
  }
}
