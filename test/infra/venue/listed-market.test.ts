// A market as the venue describes it, from made-up facts and from the real ones of POLYMARKET_DATA.
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Market } from '#domain/market/market.ts';
import { listedMarket } from '#infra/venue/listed-market.ts';
import { COMPACT_MARKET } from '#infra/venue/wire/clob-markets.ts';
import { type Codec, type Of, readWire } from '#infra/venue/wire/codec.ts';
import { GAMMA_EVENT, GAMMA_MARKET } from '#infra/venue/wire/gamma.ts';

const NOW_MS = Date.UTC(2026, 4, 17);

function read<T>(codec: Codec<T>, payload: unknown): T {
  const found = readWire(codec, payload);
  if (!found.ok) throw new Error(JSON.stringify(found.problem));
  return found.value;
}

const GAMMA = {
  id: '1',
  slug: 'rain',
  conditionId: '0xc1',
  clobTokenIds: '["11", "12"]',
  outcomes: '["Up", "Down"]',
  orderPriceMinTickSize: 0.01,
  orderMinSize: 5,
  feesEnabled: false,
  rewardsMinSize: 50,
  rewardsMaxSpread: 4.5,
  clobRewards: [
    { rewardsDailyRate: 3, startDate: '2026-05-01', endDate: '2026-05-17' },
    { rewardsDailyRate: 9, startDate: '2026-05-18', endDate: '2500-12-31' },
  ],
};
const COMPACT = {
  c: '0xc1',
  t: [
    { t: '11', o: 'Up' },
    { t: '12', o: 'Down' },
  ],
  mts: 0.001,
  mos: 15,
  sd: 3,
};

const listed = (gamma: object = {}, compact: object | null = null) =>
  listedMarket(
    read(GAMMA_MARKET, { ...GAMMA, ...gamma }),
    compact === null ? null : read(COMPACT_MARKET, { ...COMPACT, ...compact }),
    NOW_MS,
  );
const market = (gamma?: object, compact?: object | null): Market => {
  const found = listed(gamma, compact);
  if (!found.ok) throw new Error(JSON.stringify(found.problem));
  return found.value;
};

test('Gamma alone gives a market, with the rewards that run today', () => {
  const { outcomes, tick, minSize, fee, reward, payout } = market();
  assert.equal(outcomes, { yes: { id: '11', name: 'Up' }, no: { id: '12', name: 'Down' } });
  assert.equal([tick, minSize, payout], [10_000, 5_000_000, null]);
  assert.is(fee?.rate.toString(), '0');
  assert.equal([reward?.dailyUsd.toString(), reward?.maxSpread, reward?.minSize], ['3', 45_000, 50_000_000]);
});

test('the compact facts outrank it, and bring no rebate of their own', () => {
  const fee = { fd: { r: 0.05, e: 1, to: true } };
  const { tick, minSize, takerDelayMs } = market({}, fee);
  assert.equal([tick, minSize, takerDelayMs], [1_000, 15_000_000, 3_000]);
  assert.is(market({}, { sd: 0, itode: true }).takerDelayMs, 150);
  const told = market({ feeSchedule: { rate: 0.07, exponent: 2, takerOnly: true, rebateRate: 0.2 } }, fee).fee;
  assert.equal([told?.rate.toString(), told?.exponent, told?.rebateRate.toString()], ['0.05', 1, '0.2']);
  assert.is(market({ feesEnabled: true }, null).fee, null, 'told nowhere: unknown');
});

test('a market of protocol V2 trades its position ids', () => {
  const ids = { positionIds: ['91', '92'] };
  assert.is(market(ids).outcomes.yes.id, '11', 'markets of V1 carry them too');
  assert.is(market({ ...ids, version: 'v2' }).outcomes.yes.id, '91');
});

test('what cannot be traded is a problem that is named', () => {
  const field = (gamma: object, compact: object | null = null) => {
    const found = listed(gamma, compact);
    return found.ok ? null : found.problem.field;
  };
  assert.is(field({ clobTokenIds: '["11"]' }), 'clobTokenIds');
  assert.is(field({ clobTokenIds: '["11", "11"]' }), 'clobTokenIds');
  assert.is(field({ clobTokenIds: '["11", "12", "13"]' }), 'clobTokenIds');
  assert.is(field({ orderPriceMinTickSize: null }), 'orderPriceMinTickSize');
  assert.is(field({ orderMinSize: null }), 'orderMinSize');
  assert.is(field({}, { c: '0xc2' }), 'conditionId');
  const bare = `0x${'ab'.repeat(31)}`;
  assert.is(field({ conditionId: bare }, { c: `${bare}00` }), null, 'one id, padded and not');
});

test('a payout is believed only when the market is over and the prices are payouts', () => {
  const payout = (prices: string, more: object = {}) =>
    market({ closed: true, umaResolutionStatus: 'resolved', outcomePrices: prices, ...more }).payout;
  assert.is(payout('["1", "0"]'), 1_000_000);
  assert.is(payout('["0", "1"]'), 0);
  assert.is(payout('["0.5", "0.5"]'), 500_000);
  assert.is(payout('["0", "0"]'), null);
  assert.is(payout('["0.0000004", "0.9999996"]'), null);
  assert.is(payout('["1", "0"]', { closed: false }), null);
  assert.is(payout('["1", "0"]', { umaResolutionStatus: 'proposed' }), null);
});

const DATA = process.env.POLYMARKET_DATA;

if (DATA === undefined || !existsSync(`${DATA}/MANIFEST.jsonl`)) {
  test('real markets', () => console.log('SKIPPED real markets: POLYMARKET_DATA is not set'));
} else {
  test('a real event of five neg-risk markets', () => {
    const event = JSON.parse(readFileSync(`${DATA}/rest/fed-june-2026_gamma-event.json`, 'utf8')) as unknown;
    const facts = JSON.parse(readFileSync(`${DATA}/rest/fed-june-2026_clob-markets.json`, 'utf8')) as { c: string }[];
    const { markets } = read(GAMMA_EVENT, event);
    const found = (markets ?? []).map((gamma) => {
      const compact = facts.find(({ c }) => c === gamma.market);
      const one = listedMarket(gamma, compact ? read(COMPACT_MARKET, compact) : null, NOW_MS);
      if (!one.ok) throw new Error(JSON.stringify(one.problem));
      return one.value;
    });
    assert.is(found.length, 5);
    assert.is(new Set(found.map(({ group }) => group)).size, 1, 'one group');
    for (const { tick, minSize, negRisk, fee } of found)
      assert.equal([tick, minSize, negRisk, fee?.rate.toString()], [1_000, 5_000_000, true, '0.05']);
    assert.equal(
      found.map(({ fee }) => fee?.rebateRate.toString()),
      Array.from({ length: 5 }, () => '0.25'),
    );
  });

  test('every real five-minute market of a day is listed, and paid', () => {
    const text = gunzipSync(readFileSync(`${DATA}/recordings/btc-5m-markets_2026-07-24.jsonl.gz`)).toString('utf8');
    let up = 0;
    const rows = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { raw: unknown; outcome_prices: string[] });
    for (const { raw, outcome_prices } of rows) {
      const gamma: Of<typeof GAMMA_MARKET> = read(GAMMA_MARKET, raw);
      const one = listedMarket(gamma, null, NOW_MS);
      assert.ok(one.ok, gamma.slug);
      if (!one.ok) continue;
      assert.is(one.value.payout, Number(outcome_prices[0]) * 1_000_000, gamma.slug);
      if (one.value.payout === 1_000_000) up++;
    }
    console.log(`five-minute markets: ${rows.length}, ${up} of them up`);
    assert.ok(rows.length > 100);
  });
}

test.run();
