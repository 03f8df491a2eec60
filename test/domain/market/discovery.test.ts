import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Candidate, type DiscoveryRules, discover, unfit } from '#domain/market/discovery.ts';
import { parseSettings } from '#domain/settings.ts';
import { Decimal } from '#domain/units.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const DAY = 86_400_000;

const rulesOf = (raw: object = {}): DiscoveryRules => {
  const parsed = parseSettings({ discovery: raw }, 'test');
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.settings.discovery;
};

const good = (slug: string, more: Partial<Candidate> = {}): Candidate => ({
  id: `0x${slug}`,
  slug,
  group: null,
  volumeUsd: 50_000,
  bid: 0.48,
  ask: 0.52,
  endMs: NOW + 30 * DAY,
  rewardUsd: new Decimal(0),
  takesOrders: true,
  ...more,
});

test('each rule leaves a market out for a reason that names its setting', () => {
  const cases: readonly (readonly [Partial<Candidate>, RegExp, object?])[] = [
    [{ takesOrders: false }, /takes no orders/],
    [{ bid: null }, /no book with two sides/],
    [{ bid: 0.6, ask: 0.5 }, /no book with two sides/],
    [{ bid: Number.NaN }, /no book with two sides/],
    [{ endMs: NOW + DAY / 2 }, /daysToEndMin/],
    [{ endMs: NOW - DAY }, /daysToEndMin/],
    [{ endMs: NOW + 400 * DAY }, /daysToEndMax/],
    [{ endMs: null }, /at no known time .*daysToEndMax/],
    [{ bid: 0.03, ask: 0.05 }, /priceMin/],
    [{ bid: 0.95, ask: 0.97 }, /priceMax/],
    [{ bid: 0.4, ask: 0.6 }, /spreadMax/],
    [{ volumeUsd: 10 }, /volumeMinUsd/],
    [{ volumeUsd: null }, /volumeMinUsd/],
    [{}, /discovery\.rewards/, { rewards: 'only' }],
  ];
  for (const [more, why, raw] of cases) assert.match(unfit(good('a', more), rulesOf(raw), NOW) ?? 'fits', why);
  assert.is(unfit(good('a'), rulesOf(), NOW), null);
  assert.is(unfit(good('a', { bid: 0.45, ask: 0.55 }), rulesOf({ spreadMax: '0.1' }), NOW), null);
});

test('what was chosen stays for a while although others are better, and goes at once when it breaks a rule', () => {
  const rules = rulesOf({ marketsMax: 1, keepHours: 6 });
  const [old, better] = [good('old'), good('better', { volumeUsd: 90_000 })];
  const slugs = (held: ReadonlyMap<string, number>, market = old) =>
    discover([market, better], rules, held, NOW).chosen.map((one) => one.market.slug);
  assert.equal(slugs(new Map()), ['better']);
  assert.equal(slugs(new Map([['0xold', NOW - 3_600_000]])), ['old']);
  assert.equal(slugs(new Map([['0xold', NOW - 7 * 3_600_000]])), ['better']);
  assert.equal(slugs(new Map([['0xold', NOW - 3_600_000]]), good('old', { takesOrders: false })), ['better']);
});

test('never more than allowed, never one that breaks a rule, nobody lost, and the order of the list does not matter', () => {
  const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });
  const market = fc
    .record({
      volumeUsd: maybe(fc.double({ min: 0, max: 1e6 })),
      bid: maybe(fc.double({ min: 0, max: 1 })),
      ask: maybe(fc.double({ min: 0, max: 1 })),
      endMs: maybe(fc.integer({ min: NOW - 10 * DAY, max: NOW + 300 * DAY })),
      takesOrders: fc.boolean(),
    })
    .map((more) => more as Partial<Candidate>);
  fc.assert(
    fc.property(
      fc.array(market, { maxLength: 30 }),
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.nat(29)),
      (rows, max, kept) => {
        const rules = rulesOf({ marketsMax: max });
        const candidates = rows.map((more, n) => good(`m${n}`, more));
        const held = new Map(kept.map((n) => [`0xm${n}`, NOW - 1_000] as const));
        const { chosen, left } = discover(candidates, rules, held, NOW);
        assert.ok(chosen.length <= max);
        assert.is(chosen.length + left.length, candidates.length);
        for (const { market: each } of chosen) assert.is(unfit(each, rules, NOW), null);
        const again = discover([...candidates].reverse(), rules, held, NOW).chosen;
        assert.equal(
          again.map((one) => one.market.slug),
          chosen.map((one) => one.market.slug),
        );
      },
    ),
    { seed: 42, numRuns: 300 },
  );
});

test('ranked by the scout the order is what a dollar may earn, and what earns nothing is left out', () => {
  const markets = ['a', 'b', 'c', 'd'].map((slug) => good(slug));
  const worth = new Map([
    ['a', 0.01],
    ['b', 0.2],
    ['c', -0.3],
  ]);
  const { chosen, left } = discover(markets, rulesOf({ rank: 'scout' }), new Map(), NOW, worth);
  assert.equal(
    chosen.map(({ market, score }) => [market.slug, score]),
    [
      ['b', 20],
      ['a', 1],
    ],
  );
  assert.equal(
    left.map(({ market, why }) => `${market.slug}: ${why}`),
    ['c: would earn nothing (discovery.rank scout)', 'd: would earn nothing (discovery.rank scout)'],
  );
});

test.run();
