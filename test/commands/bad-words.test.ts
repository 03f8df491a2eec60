// What a person may type or write wrongly around a replay: flags, settings files, environment, facts, the report's path. Each
// is answered with exit code 2 and names its flag, variable, key or line, before anything is played or written.
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BadInput } from '#domain/failure.ts';
import { put } from '../infra/recording/hand-made.ts';
import { bothsides, FOLDER, inside } from './command-line.ts';
import { calm, market, recorded, reportPath } from './recorded-scene.ts';

const GOOD = recorded([market(1)], calm(1, 0, 8_000), 'good.jsonl');

/** The message, after looking that nothing was played or written. */
async function refused(args: readonly string[]): Promise<string> {
  const report = reportPath();
  const given = args.includes('--report') ? args : [...args, '--report', report];
  const { code, error, stdout, stderr } = await inside(given);
  assert.instance(error, BadInput, String(error));
  assert.is(code, 2);
  assert.is(stdout, '');
  assert.is(stderr, '');
  assert.not(existsSync(report));
  return (error as BadInput).message;
}

const config = (yaml: string): readonly string[] => ['--config', put(yaml, 'settings.yaml')];

const FLAGS: readonly [string, readonly string[], RegExp][] = [
  ['an unknown flag', ['--quoteShare', '5'], /^no option --quoteShare; did you mean --quoteShares\?$/],
  ['a flag without its value', ['--seed'], /^--seed needs a value$/],
  ['a flag with an empty value', ['--seed='], /^--seed needs a value$/],
  ['a flag that takes the next flag for its value', ['--market-facts', '--quiet'], /^--market-facts needs a value$/],
  ['a flag given twice', ['--seed', '1', '--seed=2'], /^--seed is given twice$/],
  ['a switch given twice', ['--quiet', '--quiet'], /^--quiet is given twice$/],
  ['a switch with a value', ['--quiet=yes'], /^--quiet takes no value$/],
  ['a short flag', ['-q'], /^-q is not expected here; see --help$/],
  ['a number in another notation', ['--seed', '1e3'], /^--seed: seed: must be a whole number, found "1e3"$/],
  ['no number', ['--bankrollUsd', 'NaN'], /^--bankrollUsd: bankrollUsd: must be a plain number \(dollars\)/],
  ['a number below its range', ['--quoteShares', '0'], /^--quoteShares: quoteShares: 0 is below 1, the least allowed/],
  ['a number above its range', ['--seed', '4294967296'], /^--seed: seed: 4294967296 is above 4294967295/],
  ['a queue model that is none', ['--queues', 'power3,best'], /^--queues power3,best: no queue model "best"; known: /],
  ['a queue model named twice', ['--queues', 'log,log'], /^--queues log,log: log is named twice$/],
  ['queues beside the worst alone', ['--queues', 'log', '--pessimistic-only'], /^--queues and --pessimistic-only/],
  [
    'an unknown word',
    ['--queueModel', 'best'],
    /^--queueModel: queueModel: must be one of riskAverse, .*; found "best"$/,
  ],
  ['a mode', ['--mode', 'sim'], /^--mode sim: replay is a mode of its own$/],
  ['an inverted range', ['--haltZOut', '9'], /^--haltZOut: haltZOut: haltZOut \(9\) must be below haltZIn \(3\): /],
];

for (const [what, flags, wanted] of FLAGS)
  test(`on the command line, ${what} is refused by name`, async () => {
    assert.match(await refused(['replay', GOOD, ...flags]), wanted);
  });

const SETTINGS: readonly [string, string, RegExp][] = [
  [
    'a unit',
    'seed: 3\nquoteShares: 100 shares\n',
    /settings.yaml:2: quoteShares: .* written without its unit, found "100 shares"$/,
  ],
  [
    'another unit',
    'dataGapMs: 8s\n',
    /settings.yaml:1: dataGapMs: .*\(milliseconds\) written without its unit, found "8s"$/,
  ],
  [
    'an unknown key',
    'seed: 3\nquoteShare: 5\n',
    /settings.yaml:2: quoteShare: is no setting; did you mean quoteShares\?$/,
  ],
  [
    'an unknown key of a section',
    'sim:\n  pce: 5\n',
    /settings.yaml:2: sim.pce: is no setting; did you mean sim.pace\?$/,
  ],
  ['a duplicate key', 'seed: 1\nseed: 2\n', /settings.yaml:2: Map keys must be unique$/],
  [
    'an inverted range',
    'haltMs: 70000\n',
    /settings.yaml:1: haltMs: haltMs \(70000\) must not be above haltMaxMs \(60000\): /,
  ],
  ['a value of the wrong kind', 'seed: [1, 2]\n', /settings.yaml:1: seed: must be a whole number/],
  ['a section written as a value', 'sim: 5\n', /settings.yaml:1: sim: is a section/],
  ['a list instead of a map', '- seed\n', /settings.yaml.*: must be a map of settings$/],
  ['a tab', 'sim:\n\tpace: 5\n', /settings.yaml:2: .*[Tt]ab/],
  ['an alias', 'seed: &a 1\nquoteShares: *a\n', /settings.yaml:2: aliases are not allowed$/],
  ['a number too exact', 'bankrollUsd: 0.12345678\n', /settings.yaml:1: bankrollUsd: /],
];

for (const [what, yaml, wanted] of SETTINGS)
  test(`in a settings file, ${what} is refused with its line`, async () => {
    assert.match(await refused(['replay', GOOD, ...config(yaml)]), wanted);
  });

test('all problems of all places are told at once', async () => {
  process.env.MM__SIM__PACE = 'fast';
  try {
    const message = await refused(['replay', GOOD, ...config('seed: x\nfoo: 1\n'), '--minRestMs', '-1']);
    const places = message.split('\n').map((line) =>
      line
        .replace(/^.*settings/, 'settings')
        .split(': ')
        .slice(0, 2)
        .join(' '),
    );
    assert.equal(places, [
      'settings.yaml:1 seed',
      'settings.yaml:2 foo',
      'environment MM__SIM__PACE sim.pace',
      '--minRestMs minRestMs',
    ]);
  } finally {
    delete process.env.MM__SIM__PACE;
  }
});

const VARIABLES: readonly [string, string, RegExp][] = [
  ['MM__SEED', 'x', /^environment MM__SEED: seed: must be a whole number, found "x"$/],
  ['MM__SEED', '', /^environment MM__SEED: seed: has no value$/],
  ['MM__QUOTE_SHARE', '5', /^environment MM__QUOTE_SHARE: QUOTE_SHARE: is no setting/],
  ['MM__', '5', /^environment MM__: /],
];

for (const [name, value, wanted] of VARIABLES)
  test(`in the environment, ${name}=${value || '(nothing)'} is refused by name`, async () => {
    process.env[name] = value;
    try {
      assert.match(await refused(['replay', GOOD]), wanted);
    } finally {
      delete process.env[name];
    }
  });

test('a settings file that is missing or a folder is refused by name', async () => {
  assert.match(await refused(['replay', GOOD, '--config', join(FOLDER, 'no.yaml')]), /no.yaml: no such file$/);
  assert.match(await refused(['replay', GOOD, '--config', FOLDER]), /EISDIR/);
});

const FACTS: readonly [string, string, RegExp][] = [
  ['are not JSON', '{"market-1":', /facts.json: not JSON: /],
  ['are a list', '[]', /facts.json: value: /],
  ['have an unknown key', '{"market-1":{"tik":"0.01"}}', /facts.json: market-1: Unrecognized key: "tik"$/],
  [
    'have a number for a decimal',
    '{"market-1":{"tick":0.01}}',
    /facts.json: market-1.tick: tick: 0.01 is not a plain decimal/,
  ],
  ['have a result between the outcomes', '{"market-1":{"resolved":0.7}}', /facts.json: market-1.resolved: /],
  [
    'have a rate above 1',
    '{"market-1":{"fee":{"rate":"7","exponent":1,"rebateRate":"0"}}}',
    /market-1.fee.rate: .*more than 1/,
  ],
];

for (const [what, facts, wanted] of FACTS)
  test(`facts that ${what} are refused with their place`, async () => {
    assert.match(await refused(['replay', GOOD, '--market-facts', put(facts, 'facts.json')]), wanted);
  });

test('facts that are not there are refused by name', async () => {
  assert.match(await refused(['replay', GOOD, '--market-facts', join(FOLDER, 'no.json')]), /no.json: no such file$/);
});

test('a report that cannot be written is refused before anything is played', async () => {
  const folder = join(FOLDER, 'reports');
  mkdirSync(folder);
  assert.match(
    await refused(['replay', GOOD, '--report', folder]),
    /^--report .*reports: cannot be written \(it is a folder\)$/,
  );
  const nowhere = join(folder, 'missing', 'out.json');
  assert.match(
    await refused(['replay', GOOD, '--report', nowhere]),
    /^--report .*out.json: cannot be written \(ENOENT/,
  );
  const beneathFile = join(GOOD, 'out.json');
  assert.match(await refused(['replay', GOOD, '--report', beneathFile]), /^--report .*: cannot be written \(/);
});

test('a report that is read-only, or in a folder that is, is refused', async () => {
  if (process.getuid?.() === 0) return console.log('SKIPPED a report that is read-only: root may write everything');
  const file = join(FOLDER, 'kept.json');
  writeFileSync(file, 'kept');
  chmodSync(file, 0o400);
  assert.match(await refused(['replay', GOOD, '--report', file]), /kept.json: cannot be written \(EACCES/);
  assert.is(readFileSync(file, 'utf8'), 'kept');
  const folder = join(FOLDER, 'closed');
  mkdirSync(folder, { mode: 0o500 });
  assert.match(
    await refused(['replay', GOOD, '--report', join(folder, 'a.json')]),
    /a.json: cannot be written \(EACCES/,
  );
});

test('a report never overwrites what is read, by whatever name', async () => {
  const before = readFileSync(GOOD, 'utf8');
  const link = join(FOLDER, 'link.json');
  symlinkSync(GOOD, link);
  const facts = put('{}', 'read.json');
  const yaml = put('seed: 1\n', 'read.yaml');
  const words = ['replay', GOOD, '--market-facts', facts, '--config', yaml];
  for (const path of [GOOD, link, facts, yaml])
    assert.match(await refused([...words, '--report', path]), /^--report .*: would overwrite .*, which is read$/);
  assert.is(readFileSync(GOOD, 'utf8'), before);
  assert.is(readFileSync(yaml, 'utf8'), 'seed: 1\n');
});

test('a replay of nothing is refused', async () => {
  assert.is(await refused(['replay']), 'replay needs at least one recording; see --help');
});

test('a person at a shell sees exit code 2 and the key at fault', async () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['replay', GOOD, '--seed', '1', '--seed', '2'], /^bad input: --seed is given twice\n$/],
    [['run', '--config', put('sim:\n  pace: 30x\n', 'pace.yaml')], /^bad input: .*pace.yaml:2: sim.pace: .*"30x"\n$/],
    [['run', '--report', join(FOLDER, 'no', 'out.json')], /^bad input: --report .*ENOENT.*\n$/],
  ];
  const ended = await Promise.all(cases.map(([args]) => bothsides(args, { cwd: FOLDER })));
  for (const [n, { code, stdout, stderr }] of ended.entries()) {
    assert.is(code, 2);
    assert.is(stdout, '');
    assert.match(stderr, cases[n]?.[1] as RegExp);
  }
});

test.run();
