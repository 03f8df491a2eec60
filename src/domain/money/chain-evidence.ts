// What the venue's account says of transactions nobody answered for. Shares of a market that are gone exactly as a transaction of
// ours takes them, and cash that came exactly as it pays, less a gas, is that transaction; anything else explains nothing.
import type { MarketId } from '#domain/ids.ts';
import { Decimal, MICRO, type Price, type Shares, type Usd, ZERO_USD } from '#domain/units.ts';
import type { ChainJob } from './chain-jobs.ts';
import type { Position } from './position.ts';
import type { Difference } from './reconcile.ts';

/** Cash that is missing beside shares that moved exactly may be the gas of one transaction, up to this much. */
export const GAS_BELIEVED_MAX: Usd = new Decimal(10);
/** Merges of one market whose combinations are tried; those asked for later are not. */
export const COMBINED_MAX = 6;

/** What one transaction did. */
export interface Happened {
  readonly job: ChainJob;
  readonly yes: Shares;
  readonly no: Shares;
  readonly cash: Usd;
  readonly gas: Usd;
}

export interface EvidenceView {
  position(market: MarketId): Position;
  /** What one YES share pays, in millionths; null before the result. */
  payout(market: MarketId): Price | null;
}

export interface Explanation {
  readonly happened: readonly Happened[];
  /** What stays unexplained. */
  readonly rest: readonly Difference[];
}

type Move = Omit<Happened, 'gas'>;

/** `found`: theirs less ours. `jobs`: those that may have happened. All of the cash must fit, or nothing is explained. */
export function explain(found: readonly Difference[], jobs: readonly ChainJob[], view: EvidenceView): Explanation {
  const moves = [...new Set(jobs.map(({ market }) => market))].flatMap((market) => {
    const gone = { yes: -gapOf(found, market, 'yes'), no: -gapOf(found, market, 'no') };
    return gone.yes === 0 && gone.no === 0
      ? []
      : movesOf(
          gone,
          jobs.filter((job) => job.market === market),
          view,
        );
  });
  const nothing = { happened: [], rest: found };
  if (moves.length === 0) return nothing;
  const came = moves.reduce((sum, { cash }) => sum.plus(cash), ZERO_USD);
  const gas = came.minus(new Decimal(found.find(({ market }) => market === null)?.gap ?? 0));
  if (gas.isNegative() || gas.gt(GAS_BELIEVED_MAX.times(moves.length))) return nothing;
  const explained = new Set(moves.map(({ job }) => job.market));
  return {
    // Whose gas it was makes no difference to anybody: it is paid.
    happened: moves.map((move, index) => ({ ...move, gas: index === 0 ? gas : ZERO_USD })),
    rest: found.filter(({ market }) => market !== null && !explained.has(market)),
  };
}

/** Transactions of one market that take exactly what is gone; none when there are no such. */
function movesOf(
  gone: { readonly yes: number; readonly no: number },
  jobs: readonly ChainJob[],
  view: EvidenceView,
): readonly Move[] {
  const [first] = jobs;
  if (!first) return [];
  const redeem = jobs.find(({ kind }) => kind === 'redeem');
  const payout = view.payout(first.market);
  const { yes, no } = view.position(first.market);
  if (redeem && payout !== null && gone.yes === yes.settled && gone.no === no.settled)
    return [redemption(redeem, payout, gone)];
  if (gone.yes !== gone.no) return [];
  const merges = jobs.filter(({ kind }) => kind === 'merge').slice(0, COMBINED_MAX);
  for (let chosen = 1; chosen < 1 << merges.length; chosen += 1) {
    const some = merges.filter((_, bit) => (chosen >> bit) & 1);
    if (some.reduce((sum, { size }) => sum + (size ?? 0), 0) === gone.yes) return some.map(merge);
  }
  return [];
}

function merge(job: ChainJob): Move {
  const size = (job.size ?? 0) as Shares;
  return { job, yes: size, no: size, cash: new Decimal(size).div(MICRO) };
}

/** The payout in whole micro-dollars, rounded down as the contract does. */
function redemption(job: ChainJob, payout: Price, { yes, no }: { readonly yes: number; readonly no: number }): Move {
  return { job, yes: yes as Shares, no: no as Shares, cash: redeemedCash(payout, yes, no) };
}

/** Dollars that so many micro-shares bring at `payout` millionths a YES share, rounded down to the micro-dollar. */
export function redeemedCash(payout: Price, yes: number, no: number): Usd {
  const pico = new Decimal(payout).times(yes).plus(new Decimal(MICRO - payout).times(no));
  return pico.div(MICRO).floor().div(MICRO);
}

/** Micro-shares, signed. */
function gapOf(found: readonly Difference[], market: MarketId, outcome: 'yes' | 'no'): number {
  const gap = found.find((each) => each.market === market && each.what === outcome)?.gap;
  return gap === undefined ? 0 : new Decimal(gap).times(MICRO).toNumber();
}
