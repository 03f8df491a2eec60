// The four ways to take orders out, and what each answer means for them. Promises: cancels leave before everything else that
// waits; a request never asks for more than the venue takes or its bucket holds, so a long list leaves in parts; what no answer
// settles is left out of the outcome. What a broad cancel cost is known, and paid, afterwards.
import type { VenueFailure } from '#domain/failure.ts';
import type { MarketId, OrderId } from '#domain/ids.ts';
import type { Answer, CancelOutcome, Reply } from '#domain/ports.ts';
import { writeText } from '../wire/codec.ts';
import { cancelOutcomes } from '../wire/order-outcomes.ts';
import { CANCEL_ANSWER, type CancelAnswer } from '../wire/own-orders.ts';
import { CANCEL_MARKET, CANCEL_ONE, CANCEL_SOME } from '../wire/requests.ts';
import type { OrderAliases } from './order-aliases.ts';
import type { RequestKind } from './request-budget.ts';
import { RANK, type RestClient } from './rest-client.ts';

export interface CancelParts {
  readonly rest: RestClient;
  readonly aliases: OrderAliases;
  /** The most that a request may count for. */
  readonly burst: () => number;
  /** What broad cancels took out. */
  readonly paid: (orders: number) => void;
  /** We asked for them to go: their news need not guess why. */
  readonly asked: (orders: readonly OrderId[]) => void;
}

/** The venue takes no more ids in one request. */
const IDS_MAX = 1_000;
/** Later than that somebody asks again anyway. */
const PATIENCE_MS = 8_000;

export class OrderCancel {
  readonly #parts: CancelParts;

  constructor(parts: CancelParts) {
    this.#parts = parts;
  }

  some(orders: readonly OrderId[], reply: Reply<readonly CancelOutcome[]>): void {
    this.#parts.asked(orders);
    const chunks = chunksOf(orders, Math.max(1, Math.min(IDS_MAX, this.#parts.burst())));
    const outcomes: CancelOutcome[] = [];
    let failure: VenueFailure | null = null;
    let answered = 0;
    let open = chunks.length;
    for (const chunk of chunks)
      this.#chunk(chunk, (answer) => {
        open -= 1;
        if (answer.ok) {
          answered += 1;
          for (const outcome of cancelOutcomes(chunk, this.#inOurNames(answer.value))) outcomes.push(outcome);
        } else failure ??= answer.failure;
        if (open > 0) return;
        reply(answered === 0 && failure !== null ? { ok: false, failure } : { ok: true, value: outcomes });
      });
  }

  ofMarket(market: MarketId, reply: Reply<readonly OrderId[]>): void {
    const body = writeText(CANCEL_MARKET, { market, asset: null });
    this.#broad('cancelMarket', '/cancel-market-orders', body, reply);
  }

  all(reply: Reply<readonly OrderId[]>): void {
    this.#broad('cancelAll', '/cancel-all', undefined, reply);
  }

  #chunk(orders: readonly OrderId[], reply: Reply<CancelAnswer>): void {
    const theirs = orders.map((order) => this.#parts.aliases.theirs(order));
    const [only] = theirs;
    const alone = theirs.length === 1 && only !== undefined;
    const kind: RequestKind = alone ? 'cancelOrder' : 'cancelOrders';
    const path = alone ? '/order' : '/orders';
    const body = alone ? writeText(CANCEL_ONE, { order: only }) : writeText(CANCEL_SOME, theirs);
    this.#delete(kind, path, body, theirs.length, reply);
  }

  #broad(kind: RequestKind, path: string, body: string | undefined, reply: Reply<readonly OrderId[]>): void {
    this.#delete(kind, path, body, 1, (answer: Answer<CancelAnswer>) => {
      if (!answer.ok) {
        reply(answer);
        return;
      }
      const { cancelled } = this.#inOurNames(answer.value);
      this.#parts.paid(cancelled.length);
      this.#parts.asked(cancelled);
      reply({ ok: true, value: cancelled });
    });
  }

  #delete(kind: RequestKind, path: string, body: string | undefined, orders: number, reply: Reply<CancelAnswer>): void {
    const cost = { kind, bucket: 'cancels', orders } as const;
    const text = body === undefined ? {} : { body };
    this.#parts.rest.ask(
      {
        method: 'DELETE',
        service: 'clob',
        auth: 'key',
        codec: CANCEL_ANSWER,
        rank: RANK.cancel,
        patienceMs: PATIENCE_MS,
        ...{ path, cost, ...text },
      },
      reply,
    );
  }

  #inOurNames({ cancelled, refused }: CancelAnswer): CancelAnswer {
    const { aliases } = this.#parts;
    return {
      cancelled: cancelled.map((order) => aliases.ours(order)),
      refused: refused && new Map([...refused].map(([order, why]) => [aliases.ours(order as OrderId), why])),
    };
  }
}

function chunksOf<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  const chunks: T[][] = [];
  for (let at = 0; at < all.length; at += size) chunks.push(all.slice(at, at + size));
  return chunks.length === 0 ? [[]] : chunks;
}
