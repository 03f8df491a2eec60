// The race for the queue after an engine restart. All orders are gone, everybody may come back at once, and whoever rests first
// stands first: eight other makers need 50 ms to 2 s each. Measured are our own delay, from the first answer of an order
// endpoint that is not 425 to the first post-only order that leaves, and who stands before us when the window ends.
// Everything runs in real time (pace 1); only the clock is virtual.
import type { Ports } from '#actors/ports.ts';
import type { Answer, Reply, Venue } from '#domain/ports.ts';
import type { MarketCharacter } from '#infra/exchange/synthetic/characters.ts';
import { SeededRandom } from '#infra/random.ts';
import type { VirtualClock } from '#infra/virtual-clock.ts';
import { type Figure, figure } from './bench-figure.ts';
import { benchTree } from './bench-tree.ts';
import { repeated } from './night-setting.ts';
import { MAKER } from './scene.ts';

export interface RaceBench {
  readonly markets: number;
  readonly seeds: readonly number[];
  /** Told with every 425; null: nothing, then we probe at our own pace. */
  readonly retryAfterMs: number | null;
}

interface Race {
  /** Virtual milliseconds; null: no order left in the window. */
  readonly delayMs: number | null;
  /** Of that, what the one read of open orders was under way. */
  readonly readMs: number | null;
  /** From the engine's return to the first answer that told us so; null: we asked for nothing while it was down. */
  readonly noticeMs: number | null;
  /** When the window ends. */
  readonly end: Standing;
  /** When every rival has quoted once. */
  readonly begin: Standing;
}

/** Of our orders: how many rest, and how many have nobody before them. */
interface Standing {
  readonly resting: number;
  readonly first: number;
}

const WARM_MS = 180_000;
const POST_ONLY_WINDOW_MS = 120_000;
/** About as long as restarts take; each seed a little different, so that no probe hits the same moment twice. */
const RESTART_MS = [60_000, 120_000] as const;
/** Far more than a minute of any market. */
const STEPS_MAX = 100_000;
/** After the engine's return: the slowest rival is there, and the market has hardly moved. */
const BEGIN_MS = 3_000;
const AIM_DELAY_MS = 250;
const AIM_FRONT = 90;
/** Half of `sim.latencyMs` as it is by default. */
const ONE_WAY_MS = 20;

/** Each seed is run twice: once with rivals who know at once that the engine is back, and once, as we then know when the first
 *  answer tells us, with rivals who have to ask as we do and whose orders take as long to the engine as ours. */
export async function benchRace({ markets, seeds, retryAfterMs }: RaceBench): Promise<readonly Figure[]> {
  const knowing: Race[] = [];
  const asking: Race[] = [];
  for (const seed of seeds) {
    const first = await race(markets, seed, retryAfterMs, 0);
    knowing.push(first);
    asking.push(await race(markets, seed, retryAfterMs, first.noticeMs ?? 0));
  }
  const how = `${markets} markets, ${retryAfterMs === null ? 'no Retry-After' : `Retry-After ${retryAfterMs} ms`}`;
  const row = (what: string, unit: string, values: readonly number[]) => {
    return { bench: 'race', what: `${what}; ${how}`, unit, values };
  };
  const front = (standings: readonly Standing[]) =>
    standings.filter(({ resting }) => resting > 0).map(({ first, resting }) => (100 * first) / resting);
  const [begins, ends] = [asking.map(({ begin }) => begin), asking.map(({ end }) => end)];
  const delays = asking.flatMap(({ delayMs }) => delayMs ?? []);
  const share = 'our orders with nobody before them';
  return [
    figure({
      ...row('first answer that is not 425 to our first order', 'virtual ms', delays),
      aim: { at: 'most', value: AIM_DELAY_MS },
    }),
    figure(
      row(
        'of that, the read of open orders',
        'virtual ms',
        asking.flatMap(({ readMs }) => readMs ?? []),
      ),
    ),
    figure(
      row(
        'the engine is back to the answer that says so',
        'virtual ms',
        asking.flatMap(({ noticeMs }) => noticeMs ?? []),
      ),
    ),
    figure(row(`${share} after 3 s, 8 rivals who have to ask`, '%', front(begins))),
    figure({
      ...row(`${share} when the window ends, 8 rivals who have to ask`, '%', front(ends)),
      aim: { at: 'least', value: AIM_FRONT },
    }),
    figure(row(`${share} when the window ends, 8 rivals who know at once`, '%', front(knowing.map(({ end }) => end)))),
    figure(
      row(
        'our orders that rest when the window ends',
        'orders',
        ends.map(({ resting }) => resting),
      ),
    ),
  ];
}

async function race(markets: number, seed: number, retryAfterMs: number | null, rivalsNoticeMs: number): Promise<Race> {
  let ears: Ears | null = null;
  const house = benchTree({
    seed,
    characters: repeated(markets).map((each) => noticing(each, rivalsNoticeMs)),
    flags: { 'sim.pace': '1' },
    between: ({ venue }: Ports, clock) => {
      ears = new Ears(venue, clock);
      return { venue: ears.venue };
    },
  });
  const heard = ears as unknown as Ears;
  const { clock, world } = house;
  house.run(WARM_MS);
  // The engine goes down while a request of ours is on its way, so that we know from the first moment.
  const { asked } = heard;
  for (let step = 0; step < STEPS_MAX && heard.asked === asked; step += 1) clock.step();
  const [least, most] = RESTART_MS;
  const forMs = Math.round(least + (most - least) * new SeededRandom(seed).fork('restart').next());
  world.exchange.operations.restart({ forMs, keepOrders: false, retryAfterMs, postOnlyMs: POST_ONLY_WINDOW_MS });
  const backMs = clock.now() + forMs;
  const standing = (): Standing => {
    const ahead = world.exchange.openOrders(MAKER).map(({ id }) => world.exchange.ahead(MAKER, id));
    return { resting: ahead.length, first: ahead.filter((shares) => shares === 0).length };
  };
  house.run(forMs + BEGIN_MS);
  const begin = standing();
  house.run(POST_ONLY_WINDOW_MS - BEGIN_MS - 1);
  const end = standing();
  await house.end();
  const { openMs, readMs, placedMs } = heard;
  return {
    delayMs: openMs === null || placedMs === null ? null : placedMs - openMs,
    readMs: openMs === null || readMs === null ? null : readMs - openMs,
    noticeMs: openMs === null ? null : openMs - backMs,
    begin,
    end,
  };
}

/** Its makers' delays count from that moment after the engine's return; zero: from the return itself, and no way to go. */
function noticing(character: MarketCharacter, noticeMs: number): MarketCharacter {
  if (noticeMs === 0) return character;
  const fromMs = noticeMs + ONE_WAY_MS;
  const [fastest, slowest] = character.makers.reopenMs;
  return { ...character, makers: { ...character.makers, reopenMs: [fastest + fromMs, slowest + fromMs] } };
}

/** Hears what passes between us and the venue, and when. */
class Ears {
  readonly venue: Venue;
  /** An order endpoint answered something else than 425, after it had. */
  openMs: number | null = null;
  /** The first listing of open orders was read after that. */
  readMs: number | null = null;
  /** The first order left after that. */
  placedMs: number | null = null;
  /** Requests to order endpoints so far. */
  asked = 0;
  #restarting = false;

  constructor(venue: Venue, clock: VirtualClock) {
    const order = <T>(reply: Reply<T>): Reply<T> => {
      this.asked += 1;
      return (answer: Answer<T>) => {
        if (!answer.ok && answer.failure.kind === 'restarting') this.#restarting = true;
        else if (this.#restarting) this.openMs ??= clock.now();
        reply(answer);
      };
    };
    this.venue = {
      place: (orders, reply) => {
        if (this.openMs !== null) this.placedMs ??= clock.now();
        venue.place(orders, order(reply));
      },
      cancel: (orders, reply) => venue.cancel(orders, order(reply)),
      cancelMarket: (market, reply) => venue.cancelMarket(market, order(reply)),
      cancelAll: (reply) => venue.cancelAll(order(reply)),
      openOrders: (reply) =>
        venue.openOrders((answer) => {
          if (this.openMs !== null) this.readMs ??= clock.now();
          reply(answer);
        }),
      order: (id, reply) => venue.order(id, reply),
      fills: (sinceMs, reply) => venue.fills(sinceMs, reply),
      account: (reply) => venue.account(reply),
      beat: (previous, reply) => venue.beat(previous, reply),
      listen: (listener) => venue.listen(listener),
      newsHeardMs: () => venue.newsHeardMs(),
    };
  }
}
