// One market by its slug or condition id, from both services of the venue that speak of it: for commands that ask once.
import type { Answer } from '#domain/ports.ts';
import type { KnownMarket } from './client/market-directory.ts';
import { marketOf } from './client/market-facts.ts';
import { queryOf } from './client/page-reader.ts';
import type { Inquiry } from './inquiry.ts';
import { COMPACT_MARKET, type CompactMarket } from './wire/clob-markets.ts';
import { GAMMA_MARKETS_PAGE, type GammaMarket } from './wire/gamma.ts';

/** As the metadata service tells it; null: no market is called so, of those that are open or of those that are closed. */
export async function gammaMarket(
  inquiry: Inquiry,
  name: string,
  is: 'open' | 'closed' = 'open',
): Promise<Answer<GammaMarket | null>> {
  const isId = /^0x[\da-f]{64}$/i.test(name);
  const query = queryOf({
    limit: '100',
    closed: String(is === 'closed'),
    ...(isId ? { condition_ids: name } : { slug: name }),
  });
  const call = { method: 'GET', service: 'gamma', path: '/markets/keyset', query, auth: 'none' } as const;
  const answer = await inquiry.ask({ ...call, cost: { kind: 'gammaMarkets' }, codec: GAMMA_MARKETS_PAGE });
  if (!answer.ok) return answer;
  const market = answer.value.rows.find((row) => (isId ? row.market === name : row.slug === name));
  return { ok: true, value: market ?? null };
}

/** As the exchange tells it. */
export function compactMarket(inquiry: Inquiry, market: string): Promise<Answer<CompactMarket>> {
  const call = { method: 'GET', service: 'clob', path: `/clob-markets/${market}`, auth: 'none' } as const;
  return inquiry.ask({ ...call, cost: { kind: 'facts' }, codec: COMPACT_MARKET });
}

/** Both together; null: it is none, or has not two outcomes that trade. */
export async function lookUpMarket(inquiry: Inquiry, name: string): Promise<Answer<KnownMarket | null>> {
  const gamma = await gammaMarket(inquiry, name);
  if (!gamma.ok || gamma.value === null) return gamma as Answer<null>;
  const compact = await compactMarket(inquiry, gamma.value.market);
  return compact.ok ? { ok: true, value: marketOf(gamma.value, compact.value) } : compact;
}

/** Open or closed, as far as anybody still speaks of it; null: nobody knows it. A market that is over may be gone from the exchange. */
export async function lookUpAnyMarket(inquiry: Inquiry, name: string): Promise<Answer<KnownMarket | null>> {
  const open = await lookUpMarket(inquiry, name);
  if (!open.ok || open.value) return open;
  const gamma = await gammaMarket(inquiry, name, 'closed');
  if (!gamma.ok || gamma.value === null) return gamma as Answer<null>;
  const compact = await compactMarket(inquiry, gamma.value.market);
  return { ok: true, value: marketOf(gamma.value, compact.ok ? compact.value : null) };
}
