// Candidates for discovery, from the venue's metadata: every open market, page by page, to the end or not at all.
import type { Candidate } from '#domain/market/discovery.ts';
import type { Answer } from '#domain/ports.ts';
import { Decimal } from '#domain/units.ts';
import { queryOf } from './client/page-reader.ts';
import type { Inquiry } from './inquiry.ts';
import { GAMMA_MARKETS_PAGE, type GammaMarket } from './wire/gamma.ts';

const PAGE = '100';

export async function readCandidates(inquiry: Inquiry): Promise<Answer<readonly Candidate[]>> {
  const call = { method: 'GET', service: 'gamma', path: '/markets/keyset', auth: 'none' } as const;
  const rows = await inquiry.pages((cursor) => ({
    ...call,
    query: queryOf({ limit: PAGE, closed: 'false', after_cursor: cursor }),
    cost: { kind: 'gammaMarkets' },
    codec: GAMMA_MARKETS_PAGE,
    patienceMs: 60_000,
  }));
  return rows.ok ? { ok: true, value: rows.value.map(candidateOf) } : rows;
}

/** A market that does not say whether it takes orders takes none. */
export function candidateOf(gamma: GammaMarket): Candidate {
  const { market: id, slug, volume24h, bestBid, bestAsk, endMs, hasBook, accepting, closed, rewards, events } = gamma;
  let rewardUsd = new Decimal(0);
  for (const { daily } of rewards ?? []) if (daily) rewardUsd = rewardUsd.plus(daily);
  return {
    id,
    slug,
    group: events?.[0]?.slug ?? null,
    volumeUsd: volume24h,
    bid: bestBid,
    ask: bestAsk,
    endMs,
    rewardUsd,
    takesOrders: hasBook !== false && accepting === true && closed !== true,
  };
}
