// Everything the house knows about one market while it trades, in plain RAM: facts, book, tape, queue estimates and mark.
// The feed writes it in place; everybody else reads it by reference. It survives a crash of the market's actors.
import type { OrderId } from '#domain/ids.ts';
import { type OrderRow, remaining } from '#domain/orders/order.ts';
import { SLOTS, type Slot, yesPrice } from '#domain/orders/slot.ts';
import { microMark, type OwnLevel, withoutOwn } from '#domain/pricing/features.ts';
import type { Regime } from '#domain/pricing/regime.ts';
import { judgedBy, type QueueSetting } from '#domain/quoting/queue.ts';
import { type LevelSize, QueueEstimates } from '#domain/quoting/queue-estimates.ts';
import { QueueRateWatch } from '#domain/quoting/queue-rates.ts';
import { RewardRivals } from '#domain/quoting/reward-rivals.ts';
import type { Price, Shares } from '#domain/units.ts';
import { Book, type BookChange } from './book.ts';
import { NEAR } from './ladder.ts';
import type { Market } from './market.ts';
import type { BookSide, Level, MarketEvent } from './market-event.ts';
import { NO_AIM, type RewardAim } from './reward-aim.ts';
import { Tape } from './tape.ts';

/** The mark of a market that never had two sides. */
export const UNSEEN_MARK = 500_000 as Price;
/** Levels a side that a view carries, after our own orders are taken out. */
const VIEW_DEPTH = 10;
const MARK_DEPTH = 3;
const NOBODY: readonly OrderRow[] = [];
const NOTHING: readonly OwnLevel[] = [];

export class MarketState {
  readonly tape: Tape;
  readonly queue: QueueEstimates;
  /** How fast the queues at the touch move. */
  readonly rates = new QueueRateWatch();
  /** The quoter has been told and has not planned since. */
  moved = false;
  /** What people see: the market's phase, the quoter's last distance from fair (dollars), and why it is silent. */
  phase = 'warming';
  halfSpread: number | null = null;
  silence: string | null = 'not started';
  /** Who competes for the market's rewards, as far as the venue lets us know. */
  readonly rewardRivals = new RewardRivals();
  /** What the quoter's last plan wants of the reward programme; its own. */
  rewardAim: RewardAim & { readonly plannedMs: number } = { ...NO_AIM, plannedMs: 0 };
  /** What kind of market the quoter's last plan saw, and which of our rules held each slot's order where it is. */
  regime: Regime | null = null;
  heldBy: Readonly<Partial<Record<Slot, string>>> = {};
  events = 0;
  #facts: Market;
  #book: Book;
  readonly #own: () => readonly OrderRow[];
  readonly #revalued: () => void;
  #mark: Price = UNSEEN_MARK;
  #marked = false;
  /** What the last look at the touch found, and of what: nearly all changes of a busy book are deeper. */
  #touch: { readonly bid: Level | null; readonly ask: Level | null } = { bid: null, ask: null };
  #seenOwn: readonly OrderRow[] | null = null;
  #seenMoves = -1;
  readonly #size: LevelSize = (side, price) => this.#book.size(side, price);

  /** `own`: our live orders in this market, read at every look; another list whenever one of them changed. `revalued`: told
   *  whenever a share is worth something else than before. */
  constructor(
    facts: Market,
    own: () => readonly OrderRow[],
    queue: { readonly model: QueueSetting; readonly windowMs: number },
    revalued: () => void = () => {},
  ) {
    this.#facts = facts;
    this.#own = own;
    this.#revalued = revalued;
    this.#book = new Book(facts.id, facts.tick);
    this.tape = new Tape(facts.id);
    this.queue = new QueueEstimates({ ...queue, model: judgedBy(queue.model) }, queue.model === 'calibrated');
    if (facts.payout !== null) this.#mark = facts.payout;
  }

  get facts(): Market {
    return this.#facts;
  }

  get book(): Book {
    return this.#book;
  }

  /** The payout once resolved, else the last two-sided micro-price without our own orders. */
  get mark(): Price {
    return this.#facts.payout ?? this.#mark;
  }

  /** False until the book had two sides once: then `mark` is only a convention. */
  get marked(): boolean {
    return this.#marked || this.#facts.payout !== null;
  }

  amend(facts: Market): void {
    this.#know(facts);
  }

  /** Empty again until a snapshot comes, as after a crash of the feed. */
  forgetBook(): void {
    this.#book = new Book(this.#facts.id, this.#book.tick);
    this.#seenMoves = -1;
  }

  apply(event: MarketEvent, receivedMs: number): BookChange | null {
    this.events += 1;
    if (event.type === 'PRINT') {
      const print = this.tape.add(event, receivedMs) ? this.tape.last : null;
      if (!print) return null;
      this.queue.onPrint(print.side, print.price, print.size, receivedMs);
      this.rates.onPrint(print.side, print.price, print.size, receivedMs);
      return null;
    }
    if (event.type === 'RESOLVED') this.#know({ ...this.#facts, payout: event.payout });
    const coming = this.#coming();
    this.queue.expect(coming, this.#size);
    const change = this.#book.apply(event, receivedMs);
    if (!change.changed) return change;
    if (this.queue.waits || coming.length > 0) this.queue.onBook(this.#size, receivedMs, coming);
    this.#lookAtTouch(receivedMs);
    return change;
  }

  /** One side as if we were not in it, best first, in YES terms. */
  others(side: BookSide, depth = VIEW_DEPTH): readonly Level[] {
    const own = this.#ownOn(side);
    const levels = this.#book.levels(side, depth + own.length);
    if (own.length === 0) return levels;
    const others = withoutOwn(levels, own);
    return others.length > depth ? others.slice(0, depth) : others;
  }

  /** The price of the first of `others`; null for none. */
  bestOther(side: BookSide): Price | null {
    if (this.#isTouchSeen()) return this.#touch[side]?.price ?? null;
    const own = this.#ownOn(side);
    if (own.length === 0) return this.#book.bestPrice(side);
    return withoutOwn(this.#book.levels(side, 1 + own.length), own)[0]?.price ?? null;
  }

  /** Our order that rests on a side and is not on its way out, the oldest of them; null for none. */
  resting(side: BookSide): OrderRow | null {
    return this.#own().find(({ slot, status }) => status === 'resting' && SLOTS[slot].economic === side) ?? null;
  }

  ahead(order: OrderId): Shares | null {
    return this.queue.ahead(order);
  }

  /** Our orders that have no answer yet. */
  #coming(): readonly OrderRow[] {
    const own = this.#own();
    return own.some(isComing) ? own.filter(isComing) : NOBODY;
  }

  #lookAtTouch(nowMs: number): void {
    if (!this.#isTouchSeen()) this.#lookAtMark();
    this.rates.onTouch(this.#touch.bid, this.#touch.ask, nowMs);
  }

  /** Neither what is near the touch nor our own orders changed since. */
  #isTouchSeen(): boolean {
    const own = this.#own();
    return own === this.#seenOwn && this.#book.nearMoves === this.#seenMoves && own.length + MARK_DEPTH <= NEAR;
  }

  #lookAtMark(): void {
    this.#seenOwn = this.#own();
    this.#seenMoves = this.#book.nearMoves;
    const [bids, asks] = [this.others('bid', MARK_DEPTH), this.others('ask', MARK_DEPTH)];
    this.#touch = { bid: bids[0] ?? null, ask: asks[0] ?? null };
    const mark = microMark(bids, asks);
    if (mark === null || (mark === this.#mark && this.#marked)) return;
    this.#mark = mark;
    this.#marked = true;
    this.#revalued();
  }

  #know(facts: Market): void {
    const isDecided = facts.payout !== this.#facts.payout;
    this.#facts = facts;
    if (isDecided) this.#revalued();
  }

  #ownOn(side: BookSide): readonly OwnLevel[] {
    let own: OwnLevel[] | null = null;
    for (const order of this.#own()) {
      if (SLOTS[order.slot].economic !== side || order.restingMs === null) continue;
      own ??= [];
      own.push({ price: yesPrice(order.slot, order.price), remaining: remaining(order) });
    }
    return own ?? NOTHING;
  }
}

function isComing({ restingMs }: OrderRow): boolean {
  return restingMs === null;
}
