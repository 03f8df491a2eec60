// What passes between a house and its venue during a micro-test: which orders left and rested, which ids the venue named as ours,
// how long answers took, and how far apart acknowledged beats were. Stands before the venue, passes everything on as it is, and
// tells nobody anything.
import type { OrderId } from '#domain/ids.ts';
import type { MicroEvidence } from '#domain/micro-test/evidence.ts';
import type { Answer, Clock, Reply, Venue } from '#domain/ports.ts';

type Told = Pick<MicroEvidence, 'orders' | 'beats' | 'answers'>;

/** Of answers, and of refusals: more would not change the picture. */
const KEPT_MAX = 200_000;

export class MicroSightings {
  readonly #clock: Clock;
  readonly #ours = new Set<OrderId>();
  readonly #rested = new Set<OrderId>();
  /** Named by the venue; judged at the end, because news may outrun the fact that an order left. */
  readonly #named = new Set<OrderId>();
  readonly #rejected: string[] = [];
  readonly #tookMs: number[] = [];
  #sent = 0;
  #asked = 0;
  #answered = 0;
  #beats = 0;
  #gapMaxMs = 0;
  /** When the newest beat that was acknowledged had left. */
  #beatMs: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Of an earlier life. */
  recall(order: OrderId): void {
    this.#ours.add(order);
  }

  name(order: OrderId): void {
    this.#named.add(order);
  }

  before(venue: Venue): Venue {
    return {
      place: (orders, reply) => {
        for (const { id } of orders) this.#ours.add(id);
        this.#sent += orders.length;
        venue.place(
          orders,
          this.#timed(reply, (answer) => {
            if (!answer.ok) return;
            for (const outcome of answer.value) {
              if (outcome.result === 'resting') this.#rested.add(outcome.order);
              else if (this.#rejected.length < KEPT_MAX) this.#rejected.push(outcome.reason);
            }
          }),
        );
      },
      cancel: (orders, reply) => venue.cancel(orders, this.#timed(reply)),
      cancelMarket: (market, reply) => venue.cancelMarket(market, this.#timed(reply)),
      cancelAll: (reply) => venue.cancelAll(this.#timed(reply)),
      openOrders: (reply) =>
        venue.openOrders((answer) => {
          if (answer.ok) for (const { id } of answer.value) this.name(id);
          reply(answer);
        }),
      order: (id, reply) => venue.order(id, reply),
      fills: (sinceMs, reply) =>
        venue.fills(sinceMs, (answer) => {
          if (answer.ok) for (const { order } of answer.value) this.name(order);
          reply(answer);
        }),
      account: (reply) => venue.account(reply),
      beat: (previous, reply) => {
        const sentMs = this.#clock.steadyMs();
        venue.beat(previous, (answer) => {
          if (answer.ok) this.#acknowledged(sentMs);
          reply(answer);
        });
      },
      listen: (listener) =>
        venue.listen((news) => {
          if (news.type === 'ORDER_RESTING') this.name(news.order);
          if (news.type === 'FILL') this.name(news.fill.order);
          listener(news);
        }),
      newsHeardMs: () => venue.newsHeardMs(),
    };
  }

  /** The house stops beating now: what came after its last beat counts too. */
  endOfBeats(): void {
    if (this.#beatMs !== null) this.#gap(this.#clock.steadyMs());
  }

  told(): Told {
    const tookMs = Float64Array.from(this.#tookMs).sort();
    const within = (share: number) => tookMs[Math.max(0, Math.ceil(tookMs.length * share) - 1)] ?? 0;
    return {
      orders: {
        sent: this.#sent,
        rested: this.#rested.size,
        rejected: this.#rejected,
        strangers: [...this.#named].filter((id) => !this.#ours.has(id)),
      },
      beats: { acknowledged: this.#beats, gapMaxMs: this.#gapMaxMs },
      answers: {
        count: this.#answered,
        unanswered: this.#asked - this.#answered,
        medianMs: within(0.5),
        p95Ms: within(0.95),
        maxMs: within(1),
      },
    };
  }

  #timed<T>(reply: Reply<T>, look: (answer: Answer<T>) => void = () => {}): Reply<T> {
    const askedMs = this.#clock.steadyMs();
    this.#asked += 1;
    let isFirst = true;
    return (answer) => {
      if (isFirst) {
        isFirst = false;
        this.#answered += 1;
        if (this.#tookMs.length < KEPT_MAX) this.#tookMs.push(this.#clock.steadyMs() - askedMs);
        look(answer);
      }
      reply(answer);
    };
  }

  #acknowledged(sentMs: number): void {
    this.#beats += 1;
    if (this.#beatMs !== null) this.#gap(sentMs);
    this.#beatMs = Math.max(this.#beatMs ?? sentMs, sentMs);
  }

  #gap(untilMs: number): void {
    this.#gapMaxMs = Math.max(this.#gapMaxMs, untilMs - (this.#beatMs ?? untilMs));
  }
}
