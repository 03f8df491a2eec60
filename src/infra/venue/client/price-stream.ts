// Reference prices as the venue tells them (venue websocket page §4): one socket with our API key, and for each symbol that somebody
// asks about its prices and the averages that settle. Promises: a frame that cannot be read, a gap or a refusal changes no price
// and is counted; a key that is refused is not tried again; without a socket prices age, and whoever reads them sees that.
import { ReferenceTrack } from '#domain/pricing/reference-track.ts';
import type { ApiCredentials } from '../signing/l2-auth.ts';
import { type Of, readText, writeText } from '../wire/codec.ts';
import { BOLT_AUTH, BOLT_FRAME, BOLT_REPLY, BOLT_SUBSCRIBE } from '../wire/price-streams.ts';
import { LiveSocket, type SocketParts } from './live-socket.ts';

export type PriceStreamParts = Omit<SocketParts, 'pings' | 'pingMs'> & {
  readonly key: ApiCredentials;
  /** For people: what went wrong, once for each kind. */
  readonly onProblem: (what: string) => void;
};

type Frame = Of<typeof BOLT_FRAME>;

/** Symbols at a time, each with two channels; the venue takes 64 in all. */
export const SYMBOLS_MAX = 30;
const PING_MS = 10_000;
const AVERAGES = 'price.crypto.twap';
const PRICES = 'price.crypto';
/** The only length of an average that is told. */
const WINDOW_S = 60;
/** Kinds of problems told; further ones are only counted. */
const TOLD_MAX = 20;
/** The key is not good: trying again does not make it so. */
const FINAL = ['auth_invalid', 'auth_attempts'];
const FINAL_CLOSE = 'closed with 4001';

export class PriceStream {
  /** Frames that could not be read, and those that the venue left out because we were slow. */
  unread = 0;
  dropped = 0;
  readonly #parts: PriceStreamParts;
  readonly #socket: LiveSocket;
  readonly #tracks = new Map<string, ReferenceTrack>();
  readonly #told = new Set<string>();
  #isIn = false;
  #isOver = false;

  constructor(parts: PriceStreamParts) {
    this.#parts = parts;
    const pings = { ask: '{"op":"ping"}', isAnswer: (text: string) => text.includes('"pong"') };
    this.#socket = new LiveSocket(
      { ...parts, pingMs: PING_MS, pings },
      {
        opened: () => this.#socket.send(writeText(BOLT_AUTH, { rid: 'auth', auth: parts.key.inClear() })),
        text: (text) => this.#read(text),
        lost: (reason) => this.#lost(reason),
      },
    );
  }

  /** What is known of it. Who asks for the first time makes it be told from then on; null: too many are asked for. */
  track(symbol: string): ReferenceTrack | null {
    const known = this.#tracks.get(symbol);
    if (known) return known;
    if (this.#tracks.size >= SYMBOLS_MAX) return null;
    const track = new ReferenceTrack();
    this.#tracks.set(symbol, track);
    if (this.#isIn) this.#subscribe([symbol]);
    else if (!this.#isOver) this.#socket.open();
    return track;
  }

  close(): void {
    this.#isOver = true;
    this.#socket.close();
  }

  #subscribe(symbols: readonly string[]): void {
    const subscriptions = symbols.flatMap((symbol) => [
      { channel: AVERAGES, filter: { symbol, windowSeconds: WINDOW_S } },
      { channel: PRICES, filter: { symbol, windowSeconds: null } },
    ]);
    this.#socket.send(writeText(BOLT_SUBSCRIBE, { rid: symbols.join(' '), subscriptions }));
  }

  #lost(reason: string): void {
    this.#isIn = false;
    this.#problem(reason);
    if (reason.startsWith(FINAL_CLOSE)) this.close();
  }

  #read(text: string): void {
    const frame = readText(BOLT_FRAME, text);
    if (frame.ok) {
      this.#take(frame.value);
      return;
    }
    const reply = readText(BOLT_REPLY, text);
    if (!reply.ok) {
      this.unread += 1;
      this.#problem(`${frame.problem.field} cannot be read`);
      return;
    }
    const { op, code, channel, rid } = reply.value;
    if (op === 'authed') {
      this.#isIn = true;
      this.#subscribe([...this.#tracks.keys()]);
    } else if (code !== null || op === 'error') {
      this.#problem(`${code ?? op}${channel === null ? '' : ` on ${channel}`}${rid === null ? '' : ` (${rid})`}`);
      if (code !== null && FINAL.includes(code)) this.close();
    }
  }

  #take({ channel, dropped, prices }: Frame): void {
    this.dropped += dropped ?? 0;
    const track = this.#tracks.get(prices.symbol);
    if (!track) return;
    const points = [...(prices.points ?? [])];
    if (prices.atMs !== null && prices.value !== null)
      points.push({ atMs: prices.atMs, value: prices.value, exact: null });
    for (const { atMs, value } of points) {
      if (channel === AVERAGES) track.average(atMs, value);
      else if (channel === PRICES) track.price(atMs, value);
    }
  }

  #problem(what: string): void {
    if (this.#told.has(what) || this.#told.size >= TOLD_MAX) return;
    this.#told.add(what);
    this.#parts.onProblem(`reference prices: ${what}`);
  }
}
