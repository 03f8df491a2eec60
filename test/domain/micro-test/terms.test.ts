import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MICRO_SETTINGS, microMisfit, microTerms, sizeSettings, termsText } from '#domain/micro-test/terms.ts';
import { entriesOf } from '#domain/settings/entries.ts';
import { resolveSettings } from '#domain/settings.ts';
import { Decimal, parsePrice, parseShares, sharesText } from '#domain/units.ts';

const market = (minSize: string, rewarded: string | null) => ({
  slug: 'rain',
  minSize: parseShares(minSize),
  reward:
    rewarded === null
      ? null
      : {
          dailyUsd: new Decimal(20),
          maxSpread: parsePrice('0.03'),
          minSize: parseShares(rewarded),
          multiplier: 1,
        },
});

test('quotes are a quarter above what a market pays rewards from, and never below its own minimum', () => {
  const sizes = [market('5', '20'), market('5', null), market('10', '5'), market('5', '0.5')].map((each) =>
    sharesText(microTerms(each).shares),
  );
  assert.equal(sizes, ['25', '6.25', '12.5', '6.25']);
});

test('the pair is of five shares, or of the least that the market takes', () => {
  assert.is(sharesText(microTerms(market('5', '20')).pairShares), '5');
  assert.is(sharesText(microTerms(market('1', null)).pairShares), '5');
  assert.is(sharesText(microTerms(market('8', null)).pairShares), '8');
});

test('a market that asks for more than the test has is refused with what it would take', () => {
  assert.is(microMisfit(market('5', '20')), null);
  const rewards = microMisfit(market('5', '50')) ?? '';
  assert.match(rewards, 'rain pays rewards from 50 shares on');
  assert.match(rewards, 'take up to $62.5; this test has $25, which is enough for a minimum of 20 shares');
  assert.match(microMisfit(market('200', null)) ?? '', 'rain takes no orders below 200 shares');
  assert.match(microMisfit(market('5', '20.01')) ?? '', 'from 20.01 shares on');
});

test('the terms are settings that hold together, whatever a file or the environment says', () => {
  for (const rewarded of ['20', '5', null]) {
    const terms = microTerms(market('5', rewarded));
    const layer = (raw: object) => entriesOf(raw, () => 'test');
    const parsed = resolveSettings({
      file: layer({ bankrollUsd: 1000, dailyLossMaxUsd: '5%', legPatienceMs: 60_000 }),
      environment: layer({ quoteShares: 500, exposureMaxUsd: 900 }),
      flags: layer({ ...MICRO_SETTINGS, ...sizeSettings(terms) }),
    });
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    const { settings } = parsed;
    const limits = [settings.bankrollUsd, settings.dailyLossMaxUsd, settings.weeklyLossMaxUsd, settings.drawdownMaxUsd];
    assert.equal(limits.map(Number), [25, 5, 5, 5]);
    assert.is(settings.quoteShares, terms.shares);
    assert.ok(settings.lossPerMarketMaxUsd.lte(settings.exposureMaxUsd.times(0.7)));
    // One quote in the middle of the book is within the limit.
    assert.ok(settings.lossPerMarketMaxUsd.gte(new Decimal(terms.shares).div(2e6)));
  }
});

test('the terms are printed with each of their settings', () => {
  const text = termsText('rain', microTerms(market('5', '20')), 86_400_000);
  assert.match(text, 'micro-test: 24 h in rain, quotes of 25 shares (rewards count from 20 on)');
  for (const key of [...Object.keys(MICRO_SETTINGS), 'quoteShares', 'lossPerMarketMaxUsd']) assert.match(text, key);
  assert.match(termsText('rain', microTerms(market('5', null)), 90_000), 'micro-test: 1.5 min in rain');
});

test.run();
