// What we want of the venue, on the disk before it leaves, and what came of it: reads what an earlier life left and makes its
// open orders rows again, so that whatever rests has an owner. Intents wait for the disk; everything else follows when something
// waits anyway, or with the next batch of facts. Bounded: when the file has grown, it begins anew with what still matters.
import type { OrderId } from '#domain/ids.ts';
import type { Fact, FillFact, OrderFact } from '#domain/money/fact.ts';
import type { TradeMemory } from '#domain/money/trade-memory.ts';
import {
  type FillRow,
  INTENTS_FILE,
  type IntentRow,
  intentLine,
  type OpenIntent,
  type ReadIntents,
  readIntents,
} from '#domain/orders/intent-row.ts';
import type { OrderIntent } from '#domain/orders/order.ts';
import type { OrderStore } from '#domain/orders/order-store.ts';
import type { Clock, IntentFile } from '#domain/ports.ts';
import type { Shares } from '#domain/units.ts';
import type { Desk } from './desk.ts';

/** Lines that do not wait, in memory while the disk takes nothing. The oldest go: a listing tells what they would have told. */
export const STORY_MAX = 20_000;
/** Characters after which the file begins anew; the one before stays beside it. */
export const COMPACT_AT = 8_000_000;
/** Trades that a listing after a restart may tell again. */
const FILLS_KEPT_MS = 1_200_000;
const FILLS_MAX = 20_000;

const NOTHING: ReadIntents = { open: [], fills: [], torn: null };

/** Of an order whose end is not written. Steady times. */
interface Course {
  leftMs: number | null;
  rested: boolean;
}

export class IntentJournal {
  readonly #file: IntentFile;
  readonly #clock: Clock;
  readonly #orders: OrderStore;
  readonly #courses = new Map<OrderId, Course>();
  #story: string[] = [];
  #fills: FillRow[] = [];
  readonly #compactAt: number;
  #grown = 0;
  /** What keeps the file from beginning anew; nobody hears it before the house begins. */
  #complain: (problem: string) => void = () => {};

  constructor(file: IntentFile, clock: Clock, orders: OrderStore, compactAt = COMPACT_AT) {
    this.#compactAt = compactAt;
    this.#file = file;
    this.#clock = clock;
    this.#orders = orders;
  }

  /** Rows of what an earlier life may have left resting; what they became is for a listing to tell. `trades`: those that the
   *  facts have. Throws when the file cannot be read. */
  restore(trades: TradeMemory): ReadIntents {
    const content = this.#file.read();
    if (content === null) return NOTHING;
    const found = readIntents(content, INTENTS_FILE);
    for (const { intent, filled, atMs } of found.open) {
      // A fill that the facts have lost is told again by a listing, and booked then.
      const lost = found.fills.filter(
        ({ order, trade }) => order === intent.id && trades.marketOf(trade, order) === null,
      );
      const booked = filled - lost.reduce((sum, { size }) => sum + size, 0);
      this.#orders.restore(intent, Math.max(0, booked) as Shares, atMs);
      this.#courses.set(intent.id, { leftMs: null, rested: false });
    }
    this.#fills = [...found.fills];
    this.#compact();
    return found;
  }

  /** The same for a house that begins, which is told. */
  begin(desk: Pick<Desk, 'trades' | 'fault' | 'log'>): void {
    this.#complain = (problem) =>
      desk.fault('desk', 'growing file', `${INTENTS_FILE} could not begin anew: ${problem}`);
    const { open, torn } = this.restore(desk.trades);
    if (torn !== null) desk.fault('desk', 'torn line', `the last intent is cut off and left out: ${torn}`);
    if (open.length > 0) desk.log.warn({ orders: open.map(({ intent }) => intent.id) }, 'orders of an earlier life');
  }

  /** One reply, later: null when all of them are on the disk, else none is. `ahead`: what stands at each one's price. */
  intend(
    intents: readonly OrderIntent[],
    ahead: (intent: OrderIntent) => Shares | null,
    reply: (problem: string | null) => void,
  ): void {
    const atMs = this.#clock.now();
    for (const { id } of intents) this.#courses.set(id, { leftMs: null, rested: false });
    const lines = intents.map((intent) => intentLine(intentRow({ intent, filled: 0 as Shares, atMs }, ahead(intent))));
    this.#append(lines, (problem) => {
      if (problem !== null) for (const { id } of intents) this.#courses.delete(id);
      reply(problem);
    });
  }

  /** Orders and fills tell their story as facts. */
  take(fact: Fact): void {
    if (fact.fact === 'fill') this.#filled(fact);
    else if (fact.fact === 'order') this.#moved(fact);
  }

  /** Hands over what waits for nobody. */
  flush(): void {
    if (this.#story.length > 0) this.#append([], () => {});
  }

  #moved({ order, status, reason: why, atMs }: OrderFact): void {
    const course = this.#courses.get(order);
    if (!course) return;
    const tookMs = course.leftMs === null ? null : this.#clock.steadyMs() - course.leftMs;
    switch (status) {
      case 'sent':
        course.leftMs = this.#clock.steadyMs();
        return;
      case 'resting':
        if (!course.rested && tookMs !== null) this.#tell({ row: 'rests', atMs, order, tookMs });
        course.rested = true;
        return;
      case 'cancelling':
        this.#tell({ row: 'cancel', atMs, order, why });
        return;
      case 'unknown':
        this.#tell({ row: 'unknown', atMs, order, why });
        return;
      case 'proposed':
      case 'intended':
        return;
      default:
        this.#courses.delete(order);
        this.#tell({ row: 'end', atMs, order, status, why, tookMs: course.rested ? null : tookMs });
    }
  }

  #filled({ order, market, trade, size, fee, role, queueAhead, atMs }: FillFact): void {
    const filled = this.#orders.get(order)?.filled ?? null;
    const row: FillRow = { row: 'fill', atMs, order, market, trade, size, filled, fee, role, ahead: queueAhead };
    this.#fills.push(row);
    if (this.#fills.length > FILLS_MAX) this.#fills.shift();
    this.#tell(row);
  }

  #tell(row: IntentRow): void {
    this.#story.push(intentLine(row));
    if (this.#story.length > STORY_MAX) this.#story.shift();
  }

  #append(lines: readonly string[], reply: (problem: string | null) => void): void {
    const story = this.#story;
    this.#story = [];
    const text = [...story, ...lines].join('');
    this.#file.append(text, (problem) => {
      if (problem !== null) this.#story = [...story, ...this.#story].slice(-STORY_MAX);
      reply(problem);
    });
    this.#grown += text.length;
    if (this.#grown > this.#compactAt) this.#compact();
  }

  /** What follows a file that is read from its beginning: the orders that live, and trades that may be told again. */
  #compact(): void {
    this.#grown = 0;
    const sinceMs = this.#clock.now() - FILLS_KEPT_MS;
    this.#fills = this.#fills.filter(({ atMs }) => atMs >= sinceMs);
    const live = this.#orders
      .allLive()
      .map((row) => intentRow({ intent: row, filled: row.filled, atMs: row.sentMs }, null));
    // One that fails is tried again when as much has come on top.
    this.#file.replace([...this.#fills, ...live].map(intentLine).join(''), (problem) => {
      if (problem !== null) this.#complain(problem);
    });
  }
}

function intentRow({ intent, filled, atMs }: OpenIntent, ahead: Shares | null): IntentRow {
  const { id: order, market, slot, price, size, trace } = intent;
  return { row: 'intent', atMs, order, market, slot, price, size, filled, ahead, trace };
}
