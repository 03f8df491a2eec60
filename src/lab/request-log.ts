// How the requests of one life fared at its ports, in the plainest way: how long each answer took, which orders were turned away,
// what failed on the chain. Passes everything on as it is; only the first answer counts.
import type { Answer, Chain, Clock, PlaceOutcome, Reply, Venue } from '#domain/ports.ts';

export interface Request {
  readonly askedMs: number;
  /** null: nobody has answered. */
  answeredMs: number | null;
}

export class RequestLog {
  readonly #clock: Clock;
  /** Placements and cancels. */
  requests: Request[] = [];
  verdicts: { readonly atMs: number; readonly isRejected: boolean }[] = [];
  /** When what was asked of the chain failed. */
  failuresMs: number[] = [];

  /** `clock`: the world's. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  venue(venue: Venue): Venue {
    return {
      ...venue,
      place: (orders, reply) =>
        venue.place(
          orders,
          this.#timed(reply, (answer) => this.#judge(answer, orders.length)),
        ),
      cancel: (orders, reply) => venue.cancel(orders, this.#timed(reply)),
      cancelMarket: (market, reply) => venue.cancelMarket(market, this.#timed(reply)),
      cancelAll: (reply) => venue.cancelAll(this.#timed(reply)),
    };
  }

  chain(chain: Chain): Chain {
    const noted =
      <T>(reply: Reply<T>): Reply<T> =>
      (answer) => {
        if (!answer.ok) this.failuresMs.push(this.#clock.now());
        reply(answer);
      };
    return {
      ...chain,
      merge: (market, size, reply) => chain.merge(market, size, noted(reply)),
      split: (market, size, reply) => chain.split(market, size, noted(reply)),
      redeem: (market, reply) => chain.redeem(market, noted(reply)),
    };
  }

  /** Somebody who knows of it says that it counts no more. Who has not answered is waited for. */
  forget(): void {
    this.requests = this.requests.filter(({ answeredMs }) => answeredMs === null);
    this.verdicts = [];
    this.failuresMs = [];
  }

  #timed<T>(reply: Reply<T>, look: (answer: Answer<T>) => void = () => {}): Reply<T> {
    const request: Request = { askedMs: this.#clock.now(), answeredMs: null };
    this.requests.push(request);
    return (answer) => {
      if (request.answeredMs === null) {
        request.answeredMs = this.#clock.now();
        look(answer);
      }
      reply(answer);
    };
  }

  #judge(answer: Answer<readonly PlaceOutcome[]>, orders: number): void {
    const atMs = this.#clock.now();
    if (answer.ok)
      for (const { result } of answer.value) this.verdicts.push({ atMs, isRejected: result === 'rejected' });
    else if (answer.failure.kind === 'rejected')
      for (let each = 0; each < orders; each += 1) this.verdicts.push({ atMs, isRejected: true });
  }
}
