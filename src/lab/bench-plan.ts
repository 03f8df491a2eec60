// From a frame to the plan that answers it, inside of one process: the frame's bytes read and judged, the book moved, and what the
// quoter wants handed to the gateway. The house lives on a virtual clock; what each frame and each timer costs is measured, and
// laid out one after the other as a single loop would have to work them off, so that whoever is due waits for whoever is at work.
// Counted is from the instant at which the market may plan: the frame's own where its last plan is long ago, else the end of
// its interval; how long a frame waits for that is told apart.
import { invariant } from '#domain/failure.ts';
import type { MarketId } from '#domain/ids.ts';
import { SeededRandom } from '#infra/random.ts';
import { processWatch, stopwatch, threadMs } from '#infra/stopwatch.ts';
import { type Figure, figure } from './bench-figure.ts';
import { type QuotedHouse, quotedHouse } from './quoted-house.ts';

export interface PlanBench {
  readonly markets: number;
  readonly perSecond: number;
  /** Of each side. */
  readonly levels: number;
  /** Virtual seconds of it that are measured, after ten that are not. */
  readonly seconds: number;
}

const SEED = 1;
const WARM_S = 10;
/** Those near the touch change more often. */
const NEARNESS = 2;
const AIM = { at: 'most', value: 1, p99: 1 } as const;

interface Arrival {
  /** With fractions. */
  readonly atMs: number;
  readonly market: MarketId;
  readonly frame: Buffer;
}

export async function benchPlan({ markets, perSecond, levels, seconds }: PlanBench): Promise<readonly Figure[]> {
  const planned: MarketId[] = [];
  const house = quotedHouse({
    ...{ markets, levels, seed: SEED, nearness: NEARNESS, hashed: true },
    onPlan: (market) => planned.push(market),
  });
  const arrivals = arrivalsOf(house, perSecond, WARM_S + seconds);
  const loop = new Loop(house, planned);
  const fromMs = house.clock.now() + WARM_S * 1_000;
  let first = 0;
  for (const [at, arrival] of arrivals.entries()) {
    if (arrival.atMs < fromMs) first = at + 1;
    else if (at === first) loop.begin();
    loop.hear(arrival);
  }
  const { venue } = house;
  invariant(venue.resting >= markets, `only ${venue.resting} orders rest in ${markets} markets`);
  await house.end();
  return figures(loop, { markets, perSecond, seconds });
}

/** At random moments, of random markets. */
function arrivalsOf(house: QuotedHouse, perSecond: number, seconds: number): readonly Arrival[] {
  const random = new SeededRandom(SEED).fork('arrivals');
  const startMs = house.clock.now();
  const arrivals: Arrival[] = [];
  let atMs = startMs;
  for (;;) {
    atMs += (-Math.log(1 - random.next()) * 1_000) / perSecond;
    if (atMs >= startMs + seconds * 1_000) return arrivals;
    const stream = house.streams[Math.floor(random.next() * house.streams.length)];
    invariant(stream, 'a house has markets');
    arrivals.push({ atMs, market: stream.market, frame: Buffer.from(stream.changeText(Math.floor(atMs))) });
  }
}

interface Reaction {
  /** From the instant at which the market may plan to its plan handed over. */
  readonly tookMs: number;
  /** Of that: for whoever was at work. */
  readonly queuedMs: number;
  /** The whole, had every step taken what the processor worked for it and no longer. */
  readonly workedMs: number;
}

/** One loop: nothing begins before it is due, nor before what was due earlier is done. */
class Loop {
  readonly atOnce: Reaction[] = [];
  readonly later: Reaction[] = [];
  /** From a market's first frame since its last plan to the end of its interval. */
  readonly waits: number[] = [];
  busyMs = 0;
  /** Milliseconds for which processors worked since it began. */
  worked = processWatch();
  readonly #house: QuotedHouse;
  readonly #planned: MarketId[];
  /** Of each market the first frame that no plan has seen. */
  readonly #unseen = new Map<MarketId, number>();
  #freeMs = 0;
  /** The same, had every step taken what the processor worked for it. */
  #freeWorkedMs = 0;

  constructor(house: QuotedHouse, planned: MarketId[]) {
    this.#house = house;
    this.#planned = planned;
  }

  /** What came before only warmed up. */
  begin(): void {
    for (const list of [this.atOnce, this.later, this.waits]) list.length = 0;
    this.busyMs = 0;
    this.worked = processWatch();
  }

  hear({ atMs, market, frame }: Arrival): void {
    const { clock, lines } = this.#house;
    const wholeMs = Math.floor(atMs);
    for (let due = clock.nextDueMs(); due !== null && due <= wholeMs; due = clock.nextDueMs())
      this.#serve(due, () => clock.step());
    clock.advanceTo(wholeMs);
    if (!this.#unseen.has(market)) this.#unseen.set(market, atMs);
    this.#serve(atMs, () => lines.hear(frame));
  }

  #serve(dueMs: number, work: () => void): void {
    this.#planned.length = 0;
    const startMs = threadMs();
    const took = stopwatch();
    work();
    const tookMs = took();
    this.#freeWorkedMs = Math.max(this.#freeWorkedMs, dueMs) + threadMs() - startMs;
    const queuedMs = Math.max(0, this.#freeMs - dueMs);
    this.#freeMs = dueMs + queuedMs + tookMs;
    this.busyMs += tookMs;
    const reaction = { tookMs: queuedMs + tookMs, queuedMs, workedMs: this.#freeWorkedMs - dueMs };
    for (const market of this.#planned) this.#note(market, dueMs, reaction);
  }

  /** Plans that only time asked for answer no frame. */
  #note(market: MarketId, dueMs: number, reaction: Reaction): void {
    const heardMs = this.#unseen.get(market);
    if (heardMs === undefined) return;
    this.#unseen.delete(market);
    if (heardMs === dueMs) this.atOnce.push(reaction);
    else {
      this.later.push(reaction);
      this.waits.push(dueMs - heardMs);
    }
  }
}

function figures(loop: Loop, { markets, perSecond, seconds }: Omit<PlanBench, 'levels'>): readonly Figure[] {
  const how = `${markets} markets, ${perSecond} frames a second`;
  const row = (what: string, unit: string, values: readonly number[]) => ({
    ...{ bench: 'plan', what: `${what}; ${how}`, unit, values },
  });
  const workedMs = loop.worked();
  const all = [...loop.atOnce, ...loop.later];
  const of = (reactions: readonly Reaction[], key: keyof Reaction) => reactions.map((each) => each[key]);
  return [
    figure({ ...row('the market may plan, to the plan handed over', 'ms', of(all, 'tookMs')), aim: AIM }),
    figure(row('of that: waiting for what was at work', 'ms', of(all, 'queuedMs'))),
    figure(
      row(
        'of that: the step that plans',
        'ms',
        all.map(({ tookMs, queuedMs }) => tookMs - queuedMs),
      ),
    ),
    figure(
      row('of those in the step of their frame: frame in, to the plan handed over', 'ms', of(loop.atOnce, 'tookMs')),
    ),
    figure(row('the first again, laid out in processor time of the loop', 'ms', of(all, 'workedMs'))),
    figure(row('apart from that: a frame waits until its market may plan', 'ms', loop.waits)),
    figure(row('plans that answer frames', 'a second', [all.length / seconds])),
    figure(row('the loop is at work', '%', [loop.busyMs / (10 * seconds)])),
    figure(
      row('the same in processor time: what else the machine does hardly shows', '%', [workedMs / (10 * seconds)]),
    ),
  ];
}
