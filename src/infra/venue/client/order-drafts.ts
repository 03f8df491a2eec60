// Ids of our orders that are the venue's own: an order is drafted (salt, time, amounts, hash) the moment its id is asked for, and
// signed when it is really placed. So rows, facts, listings and news share one name, and an order whose answer was lost can be
// looked up. What cannot be drafted gets an id all the same; placing it is refused by name.
import type { OrderId } from '#domain/ids.ts';
import { Recent } from '#domain/money/recent.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import type { NewId, OrderTerms } from '#domain/ports.ts';
import type { OrderDraft, OrderPlan, OrderSigner } from '../signing/order-signer.ts';
import type { MarketDirectory } from './market-directory.ts';
import type { ServerClock } from './server-clock.ts';

export type Drafted = { readonly ok: true; readonly draft: OrderDraft } | { readonly ok: false; readonly text: string };

export interface DraftParts {
  readonly signer: OrderSigner;
  readonly directory: MarketDirectory;
  readonly time: ServerClock;
  /** For ids that are no order's. */
  readonly newId: NewId;
}

/** Drafts that nobody placed yet. Most that risk review denies are never placed; the oldest are forgotten. */
const DRAFTS_MAX = 10_000;

export class OrderDrafts implements NewId {
  readonly #parts: DraftParts;
  readonly #waiting = new Recent<OrderId, Drafted>(DRAFTS_MAX);

  constructor(parts: DraftParts) {
    this.#parts = parts;
  }

  order(terms: OrderTerms | null): OrderId {
    if (terms === null) return this.#parts.newId.order(null);
    const drafted = this.draft(terms);
    const id = drafted.ok ? drafted.draft.id : this.#parts.newId.order(null);
    this.#waiting.set(id, drafted);
    return id;
  }

  pairTrade() {
    return this.#parts.newId.pairTrade();
  }

  trace() {
    return this.#parts.newId.trace();
  }

  /** Each draft is given out once. */
  take(id: OrderId): Drafted {
    const drafted = this.#waiting.get(id);
    this.#waiting.delete(id);
    return drafted ?? { ok: false, text: 'an order that was never drafted, or too long ago' };
  }

  /** A new one each time, even for equal terms. */
  draft({ market, slot, price, size }: OrderTerms): Drafted {
    const { signer, directory, time } = this.#parts;
    const { outcome, side } = SLOTS[slot];
    const choice = directory.exchange(market);
    if (!choice.ok) return choice;
    const tokenId = directory.asset(market, outcome);
    const tick = directory.tick(market, price);
    if (tokenId === null || tick === null) return { ok: false, text: `no facts of market ${market}` };
    const { exchange } = choice;
    const plan: OrderPlan = { exchange, tokenId, side, price, size, tick, kind: 'GTC', postOnly: true, expiration: 0 };
    const answer = signer.draft(plan, time.nowMs());
    return answer.ok ? { ok: true, draft: answer.value } : { ok: false, text: answer.text };
  }
}
