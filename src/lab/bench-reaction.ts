// From a frame of the public stream to the order that answers it, in real time over loopback sockets: our process alone, beside one in
// which an exchange and a crowd keep many markets moving. Measured is what happens between the bytes of the frame coming into this
// process and the last byte of the signed order leaving it, of plans that are made in the step in which the frame is read; how
// long a plan waits for its turn where there is more to plan is told apart.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '#domain/ports.ts';
import { machineMs, processWatch } from '#infra/stopwatch.ts';
import { type Figure, figure } from './bench-figure.ts';
import type { Return } from './reaction-crowd.ts';
import { type ReactionHouse, reactionHouse } from './reaction-house.ts';
import type { Reaction } from './reaction-marks.ts';
import { ReactionRivals } from './reaction-rivals.ts';

export interface ReactionBench {
  readonly clock: Clock;
  /** What the other process runs. */
  readonly worker: URL;
  readonly markets: number;
  /** Of them, the ones whose answers are looked at. */
  readonly calm: number;
  readonly perSecond: number;
  readonly warmMs: number;
  readonly forMs: number;
}

const BANKROLL_USD = 1_000_000;
/** Returns of one market are further apart: a frame that is on its way for so long is of another one. */
const WAY_MAX_MS = 1_000;

/** `journal`: one that takes no time, or one on the disk of that folder. */
export async function benchReaction(
  bench: ReactionBench,
  journal: 'instant' | { readonly folder: string },
): Promise<readonly Figure[]> {
  const { clock, markets, calm, perSecond, warmMs, forMs } = bench;
  const folder = journal === 'instant' ? null : mkdtempSync(join(journal.folder, 'bench-'));
  const rivals = new ReactionRivals(bench.worker);
  let house: ReactionHouse | null = null;
  try {
    const origin = await rivals.open({ markets, calm, perSecond, grantUsd: BANKROLL_USD });
    house = await reactionHouse(clock, { origin, bankrollUsd: BANKROLL_USD, journal: folder });
    rivals.start();
    await pause(clock, warmMs);
    const before = await rivals.report();
    const { marks, desk } = house;
    marks.reactions.length = 0;
    const [startedMs, processor, plans] = [machineMs(), processWatch(), desk.counters.plans];
    await pause(clock, forMs);
    const tookMs = machineMs() - startedMs;
    const load = {
      busy: (100 * processor()) / tookMs,
      plans: ((desk.counters.plans - plans) * 1_000) / tookMs,
    };
    const reactions = [...marks.reactions];
    const after = await rivals.report();
    const frames = ((after.frames - before.frames) * 1_000) / tookMs;
    const how = `${markets} markets, ${folder === null ? 'no journal wait' : 'with the journal'}`;
    return figures(how, { reactions, returns: after.returns, frames, ...load });
  } finally {
    await house?.close();
    rivals.close();
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
}

interface Measured {
  readonly reactions: readonly Reaction[];
  readonly returns: readonly Return[];
  readonly frames: number;
  readonly busy: number;
  readonly plans: number;
}

function figures(how: string, { reactions, returns, frames, busy, plans }: Measured): readonly Figure[] {
  const atOnce = reactions.filter((each) => each.atOnce);
  const waited = reactions.filter((each) => !each.atOnce);
  const row = (what: string, unit: string, values: readonly number[]) => ({
    bench: 'reaction',
    what: `${what}; ${how}`,
    unit,
    values,
  });
  const ms = (what: string, of: readonly Reaction[], from: keyof Times, to: keyof Times) =>
    figure(
      row(
        what,
        'ms',
        of.map((each) => each[to] - each[from]),
      ),
    );
  return [
    figure({
      ...row(
        'bytes of a frame in to bytes of a signed order out',
        'ms',
        atOnce.map(({ frameMs, leftMs }) => leftMs - frameMs),
      ),
      aim: { at: 'most', value: 0.3, p99: 2 },
    }),
    figure(
      row(
        'the same in processor time: what our loop worked meanwhile',
        'ms',
        atOnce.map(({ workedMs }) => workedMs),
      ),
    ),
    ms('of that: the frame read and judged', atOnce, 'frameMs', 'heardMs'),
    ms('of that: the book, and the plan begins', atOnce, 'heardMs', 'plannedMs'),
    ms('of that: the plan, until its first order has an id', atOnce, 'plannedMs', 'draftedMs'),
    ms('of that: drafted and reviewed, until the journal has it', atOnce, 'draftedMs', 'intendedMs'),
    ms('of that: the journal', atOnce, 'intendedMs', 'writtenMs'),
    ms('of that: reviewed again, signed and posted', atOnce, 'writtenMs', 'leftMs'),
    figure(row('frame written elsewhere to bytes of a signed order out', 'ms', fromElsewhere(atOnce, returns))),
    ms('planned later: the frame waits for its plan', waited, 'frameMs', 'plannedMs'),
    ms('planned later: the plan begins to bytes of a signed order out', waited, 'plannedMs', 'leftMs'),
    figure(row('frames of the public stream', 'a second', [frames])),
    figure(row('plans', 'a second', [plans])),
    figure(row('processor time of our process', '%', [busy])),
  ];
}

type Times = Pick<Reaction, 'frameMs' | 'heardMs' | 'plannedMs' | 'draftedMs' | 'intendedMs' | 'writtenMs' | 'leftMs'>;

/** What waits in the system until our loop comes to it counts here. */
function fromElsewhere(reactions: readonly Reaction[], returns: readonly Return[]): readonly number[] {
  const byMarket = Map.groupBy(returns, ({ market }) => market);
  return reactions.flatMap(({ market, frameMs, leftMs }) => {
    const wrote = byMarket.get(market)?.findLast(({ atMs }) => atMs <= frameMs);
    return wrote && frameMs - wrote.atMs < WAY_MAX_MS ? [leftMs - wrote.atMs] : [];
  });
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((done) => {
    clock.setTimeout(done, ms);
  });
}
