// What `scout` prints: a table with the best markets and what each capital would do, or everything as JSON.
import type { Holding } from '#domain/allocation/allocation.ts';
import type { IncomeCurve } from '#domain/allocation/market-income.ts';
import type { LeftMarket } from '#domain/allocation/rewarded-market.ts';
import { timeText } from '#infra/clock.ts';
import type { Scouted } from './scout.ts';

export function scoutText(scouted: Scouted, top: number): string {
  const { source, atMs, survey, assumed, curves, allocations } = scouted;
  return `${[
    `${source} at ${timeText(atMs).slice(0, 16).replace('T', ' ')} UTC: ${survey.markets.length} markets with rewards can be quoted, ${survey.left.length} cannot`,
    ...counted(survey.left),
    '',
    ...table(scouted, curves.slice(0, top)),
    '',
    'All figures are for a day. pool: what it pays; for the least size: share of the pool, reward counted at 70 %, spread,',
    'jumps: expected loss to them (a prior), net; then shares on each side at each capital.',
    '',
    ...allocations.map(({ capitalUsd, allocation: { holdings, usedUsd, atRiskUsd, reward, net } }) =>
      holdings.length > 0
        ? `$${capitalUsd}: ${holdings.length} markets, $${usedUsd.toFixed(0)} locked, $${atRiskUsd.toFixed(0)} at risk, rewards $${reward.toFixed(2)}, net $${net.toFixed(2)} a day expected`
        : `$${capitalUsd}: nothing: what fits under the caps would net less than the least payout of $1 a day`,
    ),
    'To trade some of them: npm run paper -- --venue.markets MARKET,MARKET',
    '',
    ...assumed.map((what) => `assumed: ${what}`),
    'An estimate to choose by: pools that look unwanted rarely stay so, and jump losses are priors until fills are measured.',
  ].join('\n')}\n`;
}

function table({ allocations }: Scouted, curves: readonly IncomeCurve[]): readonly string[] {
  const held = allocations.map(({ allocation }) => sharesOf(allocation.holdings));
  const heads = allocations.map(({ capitalUsd }) => short(capitalUsd).padStart(7));
  const head = `  #    pool  least  locks share reward spread  jumps    net${heads.join('')}  market`;
  const rows = curves.map((curve, at) => {
    const { market, leastShares, capitalPerShare } = curve;
    const { share, reward, spread, jumpLoss, net } = curve.at(leastShares);
    return [
      String(at + 1).padStart(3),
      market.poolUsd.toFixed(0).padStart(7),
      String(leastShares).padStart(6),
      `$${(leastShares * capitalPerShare).toFixed(0)}`.padStart(6),
      `${(100 * share).toFixed(0)}%`.padStart(5),
      ...[reward, spread, -jumpLoss, net].map((usd) => usd.toFixed(2).padStart(6)),
      ...held.map((shares) => String(shares.get(curve) ?? '-').padStart(6)),
      ` ${market.slug}`,
    ].join(' ');
  });
  return [head, ...rows];
}

function sharesOf(holdings: readonly Holding[]): ReadonlyMap<IncomeCurve, number> {
  return new Map(holdings.map(({ curve, shares }) => [curve, shares]));
}

function short(usd: number): string {
  return usd >= 1_000 && usd % 1_000 === 0 ? `$${usd / 1_000}k` : `$${usd}`;
}

/** The most frequent reason first. */
export function counted(left: readonly LeftMarket[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { why } of left) counts.set(why, (counts.get(why) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([why, count]) => `${String(count).padStart(7)}  ${why}`);
}

export function scoutJson({ source, atMs, survey, assumed, curves, allocations }: Scouted): string {
  const rows = curves.map((curve) => {
    const { market, leastShares, capitalPerShare, jumpLossPerShare } = curve;
    return { ...market, leastShares, capitalPerShare, jumpLossPerShare, least: curve.at(leastShares) };
  });
  const dealt = allocations.map(({ capitalUsd, allocation: { holdings, usedUsd, atRiskUsd, reward, net } }) => ({
    capitalUsd,
    usedUsd,
    atRiskUsd,
    reward,
    net,
    holdings: holdings.map(({ curve, shares, capitalUsd: locked, income }) => ({
      slug: curve.market.slug,
      shares,
      capitalUsd: locked,
      ...income,
    })),
  }));
  return `${JSON.stringify({ schema: 1, source, atMs, assumed, markets: rows, left: survey.left, allocations: dealt }, null, 2)}\n`;
}
