// What somebody asked `simulate` for, read from words: seeds, length, markets, faults and settings. Everything that can be wrong
// with it is told before the first night begins.
import { FAULTS, type FaultName } from '#domain/chaos/fault.ts';
import { readDuration } from '#domain/chaos/fault-param.ts';
import { BadInput } from '#domain/failure.ts';
import { nearest } from '#domain/settings/spelling.ts';
import { type NightPlan, timetableOf } from '#lab/night-plan.ts';
import { nightSettings } from '#lab/night-setting.ts';
import { readArguments } from './arguments.ts';

export interface SimulateRequest {
  readonly seeds: { readonly from: number; readonly to: number };
  /** For any seed. */
  readonly plan: Omit<NightPlan, 'seed'>;
  readonly pace: number;
  readonly jobs: number;
  readonly json: boolean;
  readonly canaries: boolean;
  readonly keepGoing: boolean;
  /** As it was typed, for whoever repeats it. */
  readonly words: readonly string[];
}

const SEEDS_MAX = 4_294_967_295;
const HOURS = 6;
const MARKETS = 6;
const MARKETS_MAX = 100;
const JOBS_MAX = 64;

export function readRequest(args: readonly string[], cores: number): SimulateRequest {
  const {
    flags,
    values,
    settings: typed,
  } = readArguments(args, {
    flags: ['json', 'canaries', 'keep-going'],
    values: ['seeds', 'hours', 'markets', 'faults', 'only', 'wire', 'until', 'jobs'],
    words: false,
  });
  const { seed, ...settings } = typed;
  if (settings.mode !== undefined) throw new BadInput(`--mode ${settings.mode}: simulate is a mode of its own`);
  if (flags.has('canaries')) checkHunt([...values.keys(), ...(seed === undefined ? [] : ['seed'])]);
  const seeds = readSeeds(seed, values.get('seeds'));
  const plan = {
    hours: readNumber('hours', values.get('hours'), { usual: HOURS, min: 0.01, max: 10_000, whole: false }),
    markets: readNumber('markets', values.get('markets'), { usual: MARKETS, min: 1, max: MARKETS_MAX, whole: true }),
    faults: readFaults(values.get('faults') ?? 'all'),
    settings,
    keep: readOnly(values.get('only')),
    untilMs: readUntil(values.get('until')),
    wire: readWire(values.get('wire') ?? 'events'),
  };
  const { pace } = nightSettings({ seed: seeds.from, settings }).sim;
  timetableOf(plan, pace);
  const jobs = readNumber('jobs', values.get('jobs'), {
    usual: Math.min(cores, JOBS_MAX),
    min: 1,
    max: JOBS_MAX,
    whole: true,
  });
  const again = { json: flags.has('json'), canaries: flags.has('canaries'), keepGoing: flags.has('keep-going') };
  return { seeds, plan, pace, jobs, ...again, words: wordsOf(plan) };
}

/** What one would type for the same nights. */
function wordsOf({ hours, markets, faults, settings, wire }: Omit<NightPlan, 'seed'>): readonly string[] {
  const names = faults.length === FAULTS.length ? 'all' : faults.join(',') || 'none';
  const others = Object.entries(settings).flatMap(([key, value]) => [`--${key}`, value]);
  const line = wire === 'events' ? [] : ['--wire', wire];
  return ['--hours', String(hours), '--markets', String(markets), '--faults', names, ...line, ...others];
}

/** Each defect is looked for in nights of its own: what is typed for others would say nothing. */
function checkHunt(typed: readonly string[]): void {
  const stray = typed.find((name) => name !== 'jobs' && name !== 'wire');
  if (stray !== undefined) throw new BadInput(`--${stray} does not go with --canaries, which has nights of its own`);
}

function readWire(wire: string): NightPlan['wire'] {
  if (wire === 'events' || wire === 'frames') return wire;
  throw new BadInput(`--wire ${wire}: must be events or frames`);
}

function readSeeds(seed: string | undefined, seeds: string | undefined): SimulateRequest['seeds'] {
  if (seed !== undefined && seeds !== undefined) throw new BadInput('--seed and --seeds: one of them, not both');
  const text = seed ?? seeds ?? '1..20';
  const [, from, to] = /^(\d{1,10})(?:\.\.(\d{1,10}))?$/.exec(text) ?? [];
  const range = { from: Number(from), to: Number(to ?? from) };
  if (from === undefined || range.to < range.from || range.to > SEEDS_MAX)
    throw new BadInput(
      `--${seed === undefined ? 'seeds' : 'seed'} ${text}: must be a number, or a range such as 1..200`,
    );
  return range;
}

interface Wanted {
  readonly usual: number;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

function readNumber(name: string, text: string | undefined, { usual, min, max, whole }: Wanted): number {
  if (text === undefined) return usual;
  const value = /^\d{1,9}(?:\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  throw new BadInput(`--${name} ${text}: must be a ${whole ? 'whole number' : 'number'} from ${min} to ${max}`);
}

function readFaults(text: string): readonly FaultName[] {
  const all = FAULTS.map(({ name }) => name);
  if (text === 'all') return all;
  if (text === 'none') return [];
  const asked = text.split(',');
  const stranger = asked.find((name) => !all.some((known) => known === name));
  if (stranger !== undefined) {
    const near = nearest(stranger, [...all, 'all', 'none']);
    const hint = near ? `did you mean ${near}?` : '`chaos list` shows all there are';
    throw new BadInput(`--faults: ${JSON.stringify(stranger)} is no fault; ${hint}`);
  }
  return all.filter((name) => asked.includes(name));
}

/** Ids as the schedule gives them. */
function readOnly(text: string | undefined): readonly string[] | null {
  if (text === undefined) return null;
  const ids = text.split(',');
  const stranger = ids.find((id) => !/^f\d{1,3}$/.test(id));
  if (stranger === undefined) return [...new Set(ids)];
  throw new BadInput(`--only: ${JSON.stringify(stranger)} is no id of a fault; they are as in f3,f7`);
}

function readUntil(text: string | undefined): number | null {
  if (text === undefined) return null;
  const ms = readDuration(text);
  if (ms === null || ms < 1)
    throw new BadInput(`--until ${text}: must be a time since the beginning, such as 83412ms or 90s`);
  return ms;
}
