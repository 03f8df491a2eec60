import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BadInput } from '#domain/failure.ts';
import { entriesOf, problemText } from '#domain/settings/entries.ts';
import {
  marketSettings,
  type ParsedSettings,
  parseSettings,
  resolveSettings,
  type Settings,
  settingsTable,
} from '#domain/settings.ts';
import { sharesOf } from '#domain/units.ts';

const FILE = 'config/sim.yaml';

function good(raw: unknown): Settings {
  const parsed = parseSettings(raw, FILE);
  if ('problems' in parsed) throw new Error(parsed.problems.map(problemText).join('\n'));
  return parsed.settings;
}

function problems(parsed: ParsedSettings): string[] {
  return 'problems' in parsed ? parsed.problems.map(problemText) : [];
}

test('nothing written is the defaults, with limits as shares of the bankroll', () => {
  const settings = good({});
  assert.is(settings.mode, 'sim');
  assert.is(settings.bankrollUsd.toFixed(), '10000');
  assert.is(settings.lossPerMarketMaxUsd.toFixed(), '200');
  assert.is(settings.lossPerEventMaxUsd.toFixed(), '500');
  assert.is(settings.dailyLossMaxUsd.toFixed(), '500');
  assert.is(settings.drawdownMaxUsd.toFixed(), '750');
  assert.is(settings.exposureMaxUsd.toFixed(), '5000');
  assert.is(settings.quoteShares, 100_000_000);
  assert.is(settings.mergeMinShares, 50_000_000);
  assert.is(settings.queueModel, 'power3');
  assert.equal(settings.sim.markets, ['liquid', 'longshot', 'wide', 'jumpy', 'updown']);
  assert.equal(good(undefined), settings);
});

test('a smaller bankroll makes every limit that is a share of it smaller', () => {
  const settings = good({ bankrollUsd: '123.45', dailyLossMaxUsd: '10%', drawdownMaxUsd: 12 });
  assert.is(settings.lossPerMarketMaxUsd.toFixed(), '2.469');
  assert.is(settings.dailyLossMaxUsd.toFixed(), '12.345');
  assert.is(settings.drawdownMaxUsd.toFixed(), '12');
});

test('money is exact, whether written as a number or as text', () => {
  assert.is(good({ pairEdgeMinUsd: 0.1 }).pairEdgeMinUsd.plus('0.2').toFixed(), '0.3');
  assert.is(good({ pairEdgeMinUsd: '0.000001' }).pairEdgeMinUsd.toFixed(), '0.000001');
  assert.is(good({ bankrollUsd: '99999999.999999' }).bankrollUsd.toFixed(), '99999999.999999');
});

test('all problems are told at once, each with its file and key', () => {
  const found = problems(
    parseSettings(
      {
        mode: 'simm',
        quoteShare: 5,
        quoteShares: '1e3',
        planIntervalMs: '250ms',
        minRestMs: 4.5,
        bankrollUsd: -1,
        pairEdgeMinUsd: 0.0000001,
        jumpSd: null,
        haltMs: Number.NaN,
        haltMaxMs: Number.POSITIVE_INFINITY,
        repriceTicks: true,
        rewardHaircut: [0.5],
        sim: { pacee: 30, pace: '', markets: ['liquid', 'liquid'] },
        operator: { port: 70_000, host: 'a host' },
        log: 'debug',
      },
      FILE,
    ),
  );
  const expected = [
    'mode: must be one of sim, paper, live, replay, simulate; found "simm"',
    'quoteShare: is no setting; did you mean quoteShares?',
    'quoteShares: must be a plain number (shares), found "1e3"',
    'planIntervalMs: must be a whole number (milliseconds) written without its unit, found "250ms"',
    'minRestMs: must be a whole number (milliseconds), found 4.5',
    'bankrollUsd: -1 is below 1, the least allowed (dollars)',
    'pairEdgeMinUsd: must be a plain number (dollars), found 1e-7',
    'jumpSd: has no value',
    'haltMs: must be a whole number (milliseconds), found NaN',
    'haltMaxMs: must be a whole number (milliseconds), found Infinity',
    'repriceTicks: must be a whole number (ticks), found true',
    'rewardHaircut: must be a plain number (share), found [0.5]',
    'sim.pacee: is no setting; did you mean sim.pace?',
    'sim.pace: has no value',
    'sim.markets: must be 1 to 100 different names, found "liquid, liquid"',
    'operator.port: 70000 is above 65535, the most allowed',
    'operator.host: must be a host name or address, found "a host"',
    'log: is a section: write its keys below it, such as log.level',
  ];
  assert.equal(
    found,
    expected.map((line) => `${FILE}: ${line}`),
  );
});

test('a wrong bankroll is one problem and does not drag the shares of it along', () => {
  assert.equal(problems(parseSettings({ bankrollUsd: '1e4' }, FILE)), [
    `${FILE}: bankrollUsd: must be a plain number (dollars), found "1e4"`,
  ]);
});

test('what is written in another unit is refused, not guessed', () => {
  for (const [key, value] of Object.entries({
    bankrollUsd: '$100',
    planIntervalMs: '1s',
    dataGapMs: 8,
    skewShareMin: '2%',
    lossPerMarketMaxUsd: '101%',
    quoteShares: '100 shares',
  }))
    assert.is(problems(parseSettings({ [key]: value }, FILE)).length, 1, key);
});

test('settings that are no map are refused', () => {
  for (const raw of ['text', 5, [1], true])
    assert.equal(problems(parseSettings(raw, FILE)), [`${FILE}: must be a map of settings`]);
});

test('inverted ranges are told with both values and the reason', () => {
  const found = problems(
    parseSettings(
      {
        haltZIn: 1.5,
        haltMs: 90_000,
        minRestMs: 200,
        dataGapMs: 4000,
        planIntervalMs: 4000,
        bankrollUsd: 400,
        exposureMaxUsd: 401,
      },
      FILE,
    ),
  );
  assert.equal(found, [
    `${FILE}: exposureMaxUsd: exposureMaxUsd (401) must not be above bankrollUsd (400): we cannot lose more than we have`,
    `${FILE}: planIntervalMs: planIntervalMs (4000) must not be above minRestMs (200): a quote cannot move before the next plan`,
    `${FILE}: planIntervalMs: planIntervalMs (4000) must be below dataGapMs (4000): a gap must be noticed over several plans, not within one`,
    `${FILE}: haltZOut: haltZOut (1.5) must be below haltZIn (1.5): a halt must end at calmer flow than started it`,
    `${FILE}: haltMs: haltMs (90000) must not be above haltMaxMs (60000): the first halt is the shortest`,
  ]);
});

test('a limit of a market above that of its event, or of an event above the bankroll, is refused', () => {
  assert.match(problems(parseSettings({ lossPerMarketMaxUsd: 501 }, FILE))[0] ?? '', 'lossPerEventMaxUsd (500)');
  assert.match(problems(parseSettings({ lossPerEventMaxUsd: 10_001 }, FILE))[0] ?? '', 'bankrollUsd (10000)');
});

test('later layers win: file, then environment, then flag; a hidden value is checked all the same', () => {
  const layer = (source: string, raw: object) => entriesOf(raw, () => source);
  const parsed = resolveSettings({
    file: layer(FILE, { seed: 1, quoteShares: 10, sim: { pace: 1 } }),
    environment: layer('environment', { quoteShares: '20', sim: { pace: '2' } }),
    flags: layer('flag', { sim: { pace: '3' } }),
  });
  if ('problems' in parsed) return assert.unreachable(problems(parsed).join());
  assert.is(parsed.settings.seed, 1);
  assert.is(parsed.settings.quoteShares, 20_000_000);
  assert.is(parsed.settings.sim.pace, 3);
  assert.is(parsed.settings.sim.latencyMs, 40);
  const hidden = resolveSettings({ file: layer(FILE, { seed: -1 }), flags: layer('flag', { seed: '2' }) });
  assert.equal(problems(hidden), [`${FILE}: seed: -1 is below 0, the least allowed`]);
});

test('overrides apply from category over group to market, the longer name later, and never over environment or flag', () => {
  const raw = {
    categories: { crypto: { quoteShares: 1, minRestMs: 5000, informedShare: 0.1, jumpSd: 1 } },
    groups: { 'btc-today': { quoteShares: 2, informedShare: 0.2 } },
    markets: { 'btc-up-0700': { quoteShares: 4 }, 'btc-': { quoteShares: 3, haltZIn: 4 } },
  };
  const parsed = resolveSettings({
    file: [],
    overrides: { raw, source: (path) => `markets.yaml ${path}` },
    environment: entriesOf({ jumpSd: '0.5' }, () => 'environment'),
  });
  if ('problems' in parsed) return assert.unreachable(problems(parsed).join());
  const of = (slug: string, group: string | null, category: string | null) =>
    marketSettings(parsed.settings, { slug, group, category });
  const all = of('btc-up-0700', 'btc-today', 'crypto');
  assert.is(all.quoteShares, sharesOf(4_000_000));
  assert.is(all.haltZIn, 4);
  assert.is(all.informedShare, 0.2);
  assert.is(all.minRestMs, 5000);
  assert.is(all.jumpSd, 0.5);
  assert.is(of('btc-up-0705', null, null).quoteShares, 3_000_000);
  assert.is(of('btc', 'btc-today', null).quoteShares, 2_000_000);
  assert.is(of('btc-up-0700x', 'other', 'crypto').quoteShares, 3_000_000);
  assert.is(of('eth-up-0700', null, null).quoteShares, 100_000_000);
  assert.is(of('eth-up-0700', null, null).bankrollUsd, parsed.settings.bankrollUsd);
});

test('an override may change quotes only, and each of its problems names the whole path', () => {
  const raw = {
    categories: { crypto: { bankrollUsd: 5, quoteShare: 5, quoteShares: 'many', haltZIn: 1, toString: 1 } },
    groups: { today: 5 },
    markets: [],
    slugs: {},
  };
  const parsed = resolveSettings({ file: [], overrides: { raw, source: () => 'markets.yaml:3' } });
  assert.equal(problems(parsed), [
    'markets.yaml:3: slugs: is none of categories, groups, markets',
    'markets.yaml:3: categories.crypto.bankrollUsd: is the same for all markets and cannot be overridden',
    'markets.yaml:3: categories.crypto.quoteShare: is no setting; did you mean quoteShares?',
    'markets.yaml:3: categories.crypto.quoteShares: must be a plain number (shares), found "many"',
    'markets.yaml:3: categories.crypto.toString: is no setting',
    'markets.yaml:3: groups.today: must be a map of settings',
    'markets.yaml:3: markets: must be a map of names',
  ]);
  const inverted = resolveSettings({
    file: [],
    overrides: { raw: { markets: { 'btc-': { haltZIn: 1 } } }, source: () => 'markets.yaml:3' },
  });
  assert.match(problems(inverted)[0] ?? '', 'markets.yaml:3: market btc-: haltZOut (1.5) must be below haltZIn (1)');
});

test('scheduled news is due at an instant whose zone is written, or never', () => {
  const NOON = 1_796_904_000_000;
  for (const [written, ms] of [
    ['2026-12-10T12:00:00Z', NOON],
    ['2026-12-10T07:00-05:00', NOON],
    ['2026-12-10T12:00:00.250Z', NOON + 250],
    ['2028-02-29T00:00Z', 1_835_395_200_000],
    ['never', null],
    ['', null],
    [null, null],
  ] as const)
    assert.is(good({ eventAt: written }).eventAt, ms, String(written));
  assert.is(good({}).eventAt, null);
  const bad = [
    '2026-12-10T12:00:00',
    '2026-12-10',
    'noon',
    '2026-02-29T00:00Z',
    '2026-13-01T00:00Z',
    '2026-12-10T24:00Z',
  ];
  for (const written of [...bad, ' 2026-12-10T12:00Z', '2026-12-10T12:00:60Z', NOON, true, {}, []])
    assert.match(
      problems(parseSettings({ eventAt: written }, FILE)).join(),
      /^config\/sim.yaml: eventAt: must be a date and time with its zone, such as .*, or never; found \S/,
      String(written),
    );
});

test('news of a group is that of its markets, unless one has its own or none', () => {
  const raw = {
    groups: { fed: { eventAt: '2026-12-09T19:00:00Z' } },
    markets: { 'fed-cut': { eventAt: '2026-12-10T19:00:00Z' }, 'fed-chair': { eventAt: 'never' } },
  };
  const parsed = resolveSettings({ file: [], overrides: { raw, source: () => 'markets.yaml' } });
  if ('problems' in parsed) return assert.unreachable(problems(parsed).join());
  const of = (slug: string, group: string | null) =>
    marketSettings(parsed.settings, { slug, group, category: null }).eventAt;
  const day = Date.parse('2026-12-09T19:00:00Z');
  assert.equal([of('fed-hold', 'fed'), of('fed-cut', 'fed'), of('fed-chair', 'fed')], [day, day + 86_400_000, null]);
  assert.is(of('rain', null), null);
});

test('overrides that are fine alone and contradict each other in one market are told for that market', () => {
  const raw = { categories: { crypto: { haltZOut: 2.5 } }, markets: { 'btc-': { haltZIn: 2 } } };
  const parsed = resolveSettings({ file: [], overrides: { raw, source: (path) => `markets.yaml ${path}` } });
  if ('problems' in parsed) return assert.unreachable(problems(parsed).join());
  const { settings } = parsed;
  assert.throws(
    () => marketSettings(settings, { slug: 'btc-1', group: null, category: 'crypto' }),
    (error: unknown) =>
      error instanceof BadInput && error.message.includes('market btc-1: haltZOut (2.5) must be below haltZIn (2)'),
  );
});

test('no more names than the bound may be overridden', () => {
  const markets = Object.fromEntries(Array.from({ length: 1_001 }, (_, at) => [`m${at}`, {}]));
  const parsed = resolveSettings({ file: [], overrides: { raw: { markets }, source: () => 'markets.yaml' } });
  assert.match(problems(parsed)[0] ?? '', 'at most 1000');
});

test('every setting has a sentence, a range, and a default that it accepts itself', () => {
  const table = settingsTable();
  assert.is(new Set(table.map((row) => row.key)).size, table.length);
  for (const row of table) {
    assert.match(row.sentence, /^[A-Z].*\.$/, row.key);
    assert.ok(row.range.length > 0, row.key);
    assert.ok(row.default.length > 0, row.key);
    assert.is(row.key.endsWith('Ms'), row.unit === 'milliseconds', row.key);
    assert.is(row.key.endsWith('Usd') && row.key !== 'fillDecayPerUsd', row.unit.startsWith('dollars'), row.key);
  }
});

test('whatever is written, the answer is settings or problems, and no number is NaN', () => {
  const key = fc.constantFrom(...settingsTable().map((row) => row.key), 'sim', 'nonsense', '');
  const value = fc.oneof(
    fc.double(),
    fc.integer(),
    fc.string(),
    fc.constantFrom('1e3', '-0', '0x10', ' 5', '5 ', '٣', '1,000', '.5', '5.', 'NaN', 'Infinity', '100%', '%'),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(key, value), { maxLength: 6 }), (written) => {
      const entries = written.map(([name, raw]) => ({ key: name, value: raw, source: 'test' }));
      const parsed = resolveSettings({ file: entries });
      if ('problems' in parsed) return assert.ok(parsed.problems.length > 0);
      for (const found of Object.values(parsed.settings))
        if (typeof found === 'number') assert.ok(Number.isFinite(found) && !Object.is(found, -0));
    }),
    { seed: 42, numRuns: 1_000 },
  );
});

test.run();
