import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Market } from '#domain/market/market.ts';
import { isTypedBack, worstCase, worstCaseText } from '#domain/money/worst-case.ts';
import { parseSettings, type Settings } from '#domain/settings.ts';
import { plainMarket } from '#lab/plain-market.ts';

const settingsOf = (raw: object): Settings => {
  const parsed = parseSettings({ bankrollUsd: 1000, lossPerMarketMaxUsd: 20, lossPerEventMaxUsd: 50, ...raw }, 'test');
  if ('problems' in parsed) throw new Error('bad settings');
  return parsed.settings;
};

const market = (slug: string, group: string | null = null): Market => plainMarket(slug, { group });

test('each outcome of each market loses at most what a market may, and markets add up', () => {
  const worst = worstCase(settingsOf({}), [market('rain'), market('snow')]);
  assert.equal(
    worst.outcomes.map(({ market, outcome, lossUsd }) => `${market} ${outcome} ${lossUsd}`),
    ['rain Yes 20', 'rain No 20', 'snow Yes 20', 'snow No 20'],
  );
  assert.is(worstCaseText(worst), '40');
});

test('markets of one event lose at most what an event may, and everything at most the exposure', () => {
  const event = ['a', 'b', 'c', 'd'].map((slug) => market(slug, 'election'));
  assert.is(worstCaseText(worstCase(settingsOf({}), event)), '50');
  assert.is(worstCaseText(worstCase(settingsOf({ exposureMaxUsd: 30 }), event)), '30');
});

test('without markets only the limits of the whole bound it', () => {
  assert.is(worstCaseText(worstCase(settingsOf({ exposureMaxUsd: '25%' }), [])), '250');
});

test('the number is typed back to the cent or not at all, and never rounded down', () => {
  const worst = worstCase(settingsOf({ lossPerMarketMaxUsd: '12.341' }), [market('rain')]);
  assert.is(worstCaseText(worst), '12.35');
  for (const typed of ['12.35', ' $12.35\n']) assert.ok(isTypedBack(typed, worst), typed);
  for (const typed of ['12.34', '12.341', '12', '', 'yes', '1e1', '-12.35', '12.350'])
    assert.not.ok(isTypedBack(typed, worst), typed);
});

test.run();
