// Which faults happen in a night, to whom, when and for how long: drawn from the seed before the night begins, so that leaving
// some out changes nothing about the others. Each night draws from a few kinds of fault only; over many seeds every mix comes.
import {
  FAULTS,
  type FaultCommand,
  type FaultName,
  type FaultParams,
  type FaultSpec,
  parseFault,
} from '#domain/chaos/fault.ts';
import type { Param } from '#domain/chaos/fault-param.ts';
import { invariant } from '#domain/failure.ts';
import type { Random } from '#domain/ports.ts';

type CrashPlace = FaultParams<'crash'>['where'];

export interface ScheduledFault {
  /** Since the beginning of the night. */
  readonly atMs: number;
  readonly command: FaultCommand;
}

export interface ScheduleParts {
  readonly random: Random;
  readonly pool: readonly FaultName[];
  /** Names of the markets there are when the night begins. */
  readonly markets: readonly string[];
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Kinds of fault in one night. */
const KINDS_MIN = 2;
const KINDS_MAX = 9;
/** Between two faults, on average: nights are as different in this as in everything. */
const GAP_MIN_MS = 4_000;
const GAP_MAX_MS = 30_000;
/** Of the time for faults: what ends a night for good comes after this share of it. */
const LATE_SHARE = 1 / 3;
const FAULTS_MAX = 150;
/** Nights of a wide choice that have room for one of these. */
const FINAL_SHARE = 0.3;

/** After these a house rightly stays closed, or ends: they come once and not at first, so that the night has something to show. */
const FINAL: ReadonlySet<FaultName> = new Set([
  'balanceDrift',
  'holdingDrift',
  'stateUnwritable',
  'diskFull',
  'transactionLost',
]);

/** Who may crash or go deaf, by kind, and what is in a market. */
const SHARED = ['order-gateway', 'heartbeat', 'account-feed', 'market-feed', 'chain', 'reconciler', 'ledger'] as const;
const OF_A_MARKET = ['', '/quoter', '/queue-tracker', '/complete-set'] as const;
const KINDS = ['quoter', 'market', 'complete-set', 'queue-tracker', 'pair-trade'] as const;
const GROUPS = ['venue', 'shard-0'] as const;
/** Whose crash ends the house, so they are rare. */
const FATAL = ['kill-switch', 'root'] as const;
const FATAL_SHARE = 0.012;

/** Where each kind of actor can crash: most are statecharts. What does not fit is refused, and a night of refusals proves nothing. */
const PLACES: readonly CrashPlace[] = ['action', 'guard', 'entry'];
const PLACES_OF: Readonly<Record<string, readonly CrashPlace[]>> = { 'account-feed': ['action', 'callback'] };

/** Some of these take much longer, in a night that has room for it: from the least to the most, in milliseconds. */
const LONG: Partial<Record<FaultName, readonly [number, number]>> = {
  engineRestart: [120_000, 720_000],
  // The private stream, perhaps: nobody is told of fills, and only listings know.
  socketSilent: [60_000, 240_000],
  // Longer than a gateway may trade without one listing.
  readsFail: [70_000, 240_000],
  // Longer than a transaction is waited for: it is looked up in the account, and answers all the same.
  transactionStuck: [70_000, 120_000],
};
/** The same of parameters. */
const LONG_VALUES: Partial<Record<FaultName, Readonly<Record<string, readonly [number, number]>>>> = {
  settlementRetrying: { retryMs: [60_000, 300_000] },
};
const LONG_SHARE = 0.06;

/** Where the catalogue's range is wider than what a short night has room for: from the least to the most, evenly. */
const RANGES: Partial<Record<FaultName, Readonly<Record<string, readonly [number, number]>>>> = {
  engineRestart: { postOnlyMs: [10_000, 120_000], retryAfterMs: [0, 3_000] },
  settlementRetrying: { retryMs: [3_000, 45_000] },
  replyLate: { delayMs: [300, 8_000] },
  midnightPayouts: { depositUsd: [-50, 200] },
  clockJump: { byMs: [-60_000, 60_000] },
  framesDelayed: { delayMs: [100, 6_000] },
  wrongBeat: { times: [1, 4] },
  // Half of the time every read: one that succeeds now and then is another trouble.
  readsFail: { share: [0.4, 1.6] },
};
const TICKS = [0.01, 0.01, 0.005, 0.0025, 0.001] as const;

export function scheduleFaults(parts: ScheduleParts): readonly ScheduledFault[] {
  const { random, pool, fromMs, untilMs } = parts;
  const kinds = kindsOf(pool, random.fork('kinds'));
  if (kinds.length === 0) return [];
  const chance = random.fork('times');
  const gapMs = GAP_MIN_MS + (GAP_MAX_MS - GAP_MIN_MS) * chance.next() ** 2;
  const scheduled: ScheduledFault[] = [];
  const lateMs = fromMs + (untilMs - fromMs) * LATE_SHARE;
  for (const spec of kinds.filter(({ name }) => FINAL.has(name)))
    scheduled.push(draw(parts, spec, lateMs + chance.next() * (untilMs - lateMs), scheduled.length));
  const usual = kinds.filter(({ name }) => !FINAL.has(name));
  let atMs = fromMs;
  while (usual.length > 0 && scheduled.length < FAULTS_MAX) {
    // The first comes soon: a short night is not an idle one.
    atMs += -Math.log(1 - chance.next()) * (atMs === fromMs ? gapMs / 4 : gapMs);
    if (atMs >= untilMs) break;
    const spec = usual[Math.floor(chance.next() * usual.length)];
    if (spec) scheduled.push(draw(parts, spec, atMs, scheduled.length));
  }
  return scheduled.sort((a, b) => a.atMs - b.atMs);
}

function kindsOf(pool: readonly FaultName[], random: Random): readonly FaultSpec[] {
  const left = FAULTS.filter(
    ({ name }) => pool.includes(name) && (!FINAL.has(name) || random.next() < FINAL_SHARE || pool.length <= KINDS_MAX),
  );
  if (left.length <= KINDS_MIN) return left;
  const count = KINDS_MIN + Math.floor(random.next() * (KINDS_MAX - KINDS_MIN + 1));
  const kinds: FaultSpec[] = [];
  while (kinds.length < count && left.length > 0)
    kinds.push(...left.splice(Math.floor(random.next() * left.length), 1));
  return kinds;
}

function draw(parts: ScheduleParts, spec: FaultSpec, timeMs: number, index: number): ScheduledFault {
  const id = `f${index}`;
  const random = parts.random.fork(`fault ${index}`);
  const atMs = Math.round(timeMs);
  const forMs = spec.lasting ? lengthMs(spec, random, parts.untilMs - atMs) : null;
  const drawn = Object.fromEntries(
    Object.entries(spec.params).map(([name, param]) => [name, valueFor(spec.name, name, param, random)]),
  );
  const target = targetOf(spec, parts.markets, random);
  const params = spec.name === 'crash' ? { ...drawn, where: placeFor(target ?? '', random) } : drawn;
  const reading = parseFault({ fault: spec.name, target, ...(forMs === null ? {} : { forMs }), params }, id);
  invariant('command' in reading, `a fault that was drawn does not read: ${JSON.stringify(reading)}`);
  return { atMs, command: reading.command };
}

/** Over by the time all faults are. */
function lengthMs({ name, forMs }: FaultSpec, random: Random, leftMs: number): number {
  const usualMs = forMs * (0.2 + 1.3 * random.next());
  const [leastMs, mostMs] = LONG[name] ?? [Number.POSITIVE_INFINITY, 0];
  const isLong = random.next() < LONG_SHARE && leastMs <= leftMs;
  const wantedMs = isLong ? leastMs + (mostMs - leastMs) * random.next() : usualMs;
  return Math.max(1, Math.min(Math.round(wantedMs), leftMs));
}

function placeFor(target: string, random: Random): CrashPlace {
  return pick(PLACES_OF[target] ?? PLACES, random);
}

function targetOf({ target, name }: FaultSpec, markets: readonly string[], random: Random): string | null {
  if (target === 'actor') return actorFor(name, markets, random);
  if (target !== 'market' && target !== 'stream') return null;
  return random.next() < 0.4 ? null : pick(markets, random);
}

function actorFor(name: FaultName, markets: readonly string[], random: Random): string {
  const dice = random.next();
  // A kill switch that hears nothing is not dead: it looks at the money on its own timer.
  if (dice < FATAL_SHARE) return pick(name === 'crash' ? FATAL : SHARED, random);
  if (dice < 0.35) return pick(SHARED, random);
  if (dice < 0.42) return name === 'crash' ? pick(GROUPS, random) : pick(KINDS, random);
  if (dice < 0.6) return pick(KINDS, random);
  return `market:${pick(markets, random)}${pick(OF_A_MARKET, random)}`;
}

function valueFor(fault: FaultName, name: string, param: Param, random: Random): number | string {
  if (param.kind === 'word') return pick(param.words, random);
  if (fault === 'tickChange') return pick(TICKS, random);
  const long = LONG_VALUES[fault]?.[name];
  const range = long && random.next() < LONG_SHARE ? long : RANGES[fault]?.[name];
  const [least = 0, most = 0] = range ?? usualRange(param.default, param.unit === 'share');
  const value = Math.min(param.max, Math.max(param.min, least + (most - least) * random.next()));
  const isFine = param.unit === 'dollars' || param.unit === 'shares' || param.unit === 'share';
  const drawn = isFine ? Math.round(value * 100) / 100 : Math.round(value);
  return param.nonzero && drawn === 0 ? param.default : drawn;
}

/** Around what is usual; a share is anything from a little to all. */
function usualRange(written: number, share: boolean): readonly [number, number] {
  return share ? [0.05, 1] : [written * 0.3, written * 2];
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[Math.floor(random.next() * items.length)] as Item;
}
