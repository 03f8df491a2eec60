// The private stream under faults: its socket drops or falls silent, news of an order is kept back or never told. Promises:
// without a fault everything is told at once and in order; whoever listened when the socket dropped hears nothing until they
// listen anew, and whoever does so while it is down is through when it is back. Nothing is told twice or out of order, except
// what somebody asked to hold.
import type { OrderId } from '#domain/ids.ts';
import { Recent } from '#domain/money/recent.ts';
import type { AccountNews, Clock, Venue } from '#domain/ports.ts';
import type { ActiveFault, ChaosBoard } from './chaos-board.ts';
import { blockedMs } from './slow-loop.ts';
import { WaitingLine } from './waiting-line.ts';

interface Ear {
  readonly listener: (news: AccountNews) => void;
  state: 'open' | 'dialing' | 'cut';
}

/** Orders whose removal is not told. */
const HUSHED_MAX = 10_000;

export class ChaosAccountStream {
  /** Called before the news is told. */
  onTold: (news: AccountNews) => void = () => {};
  readonly #venue: Pick<Venue, 'listen' | 'newsHeardMs'>;
  readonly #board: ChaosBoard;
  readonly #clock: Clock;
  readonly #line: WaitingLine<AccountNews>;
  readonly #ears = new Set<Ear>();
  readonly #hushed = new Recent<OrderId, true>(HUSHED_MAX);
  readonly #held = new Map<OrderId, AccountNews[]>();
  #hangUp: () => void = () => {};
  #heardMs = Number.NEGATIVE_INFINITY;

  /** `clock`: the world's. */
  constructor(venue: Pick<Venue, 'listen' | 'newsHeardMs'>, board: ChaosBoard, clock: Clock) {
    this.#venue = venue;
    this.#board = board;
    this.#clock = clock;
    this.#line = new WaitingLine(clock, (news) => this.#tell(news));
  }

  /** News on their way. */
  get waiting(): number {
    let held = 0;
    for (const news of this.#held.values()) held += news.length;
    return held + this.#line.waiting;
  }

  listen(listener: (news: AccountNews) => void): () => void {
    const ear: Ear = { listener, state: this.#isDown() ? 'dialing' : 'open' };
    if (this.#ears.size === 0) this.#hangUp = this.#venue.listen((news) => this.#receive(news));
    this.#ears.add(ear);
    return () => {
      if (this.#ears.delete(ear) && this.#ears.size === 0) this.#hangUp();
    };
  }

  /** As far as anybody looked: what the stream beneath heard at the last look at which the socket was well. */
  heardMs(): number {
    const isWell = this.#ears.size > 0 && [...this.#ears].every(({ state }) => state === 'open');
    if (isWell && !this.#active('socketSilent')) this.#heardMs = this.#venue.newsHeardMs();
    return this.#heardMs;
  }

  drop(): void {
    for (const ear of this.#ears) ear.state = 'cut';
  }

  /** The socket may be back. */
  dial(): void {
    if (this.#isDown()) return;
    for (const ear of this.#ears) if (ear.state === 'dialing') ear.state = 'open';
  }

  /** That these orders are gone is never told. */
  hush(orders: readonly OrderId[]): void {
    for (const order of orders) this.#hushed.set(order, true);
  }

  /** Fills of this order, and how they settle, wait until it is released. */
  hold(order: OrderId): void {
    if (!this.#held.has(order)) this.#held.set(order, []);
  }

  release(order: OrderId): void {
    const held = this.#held.get(order) ?? [];
    this.#held.delete(order);
    for (const news of held) this.#pass(news);
  }

  close(): void {
    this.#hangUp();
    this.#ears.clear();
    this.#held.clear();
    this.#line.close();
  }

  #receive(news: AccountNews): void {
    if (this.#active('socketSilent')) return;
    if (news.type === 'ORDER_GONE' && this.#hushed.get(news.order)) return;
    const held = this.#held.get(tradedOrder(news) ?? NO_ORDER);
    if (held) held.push(news);
    else this.#pass(news);
  }

  #pass(news: AccountNews): void {
    this.#line.push(news, blockedMs(this.#board, this.#clock.now()));
  }

  #tell(news: AccountNews): void {
    this.onTold(news);
    for (const ear of [...this.#ears]) if (ear.state === 'open' && this.#ears.has(ear)) ear.listener(news);
  }

  #isDown(): boolean {
    return this.#active('socketDropped');
  }

  #active(name: 'socketDropped' | 'socketSilent'): boolean {
    if (this.#board.idle) return false;
    return this.#board.list().some((fault) => fault.fault === name && isAccount(fault));
  }
}

/** Of the two sockets it is the private one that is struck. */
export function isAccount(fault: ActiveFault): boolean {
  return (fault.fault === 'socketDropped' || fault.fault === 'socketSilent') && fault.params.socket === 'account';
}

const NO_ORDER = '' as OrderId;

function tradedOrder(news: AccountNews): OrderId | null {
  if (news.type === 'FILL') return news.fill.order;
  return news.type === 'SETTLEMENT' ? news.order : null;
}
