// Nights as a person asks for them: what is typed wrongly is named, what is printed can be repeated, and a failure comes with all
// it takes to see it again.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { childrenOf, endAll, inside, start, until } from './command-line.ts';

test.after.each(endAll);

const SHORT = ['--hours', '0.8', '--markets', '1'];
const DEFECT = new URL('./planted-defect.ts', import.meta.url).href;

test('what is typed wrongly is named before any night begins', async () => {
  const cases: readonly [readonly string[], string | RegExp][] = [
    [['--seeds', '5..1'], '--seeds 5..1: must be a number, or a range such as 1..200'],
    [['--seeds', 'abc'], '--seeds abc: must be a number'],
    [['--seeds', '-1'], '--seeds -1: must be a number'],
    [['--seeds', '1..4294967296'], '--seeds 1..4294967296: must be'],
    [['--seeds', '1...3'], '--seeds 1...3: must be'],
    [['--seed', '0x10'], '--seed 0x10: must be'],
    [['--seed', '1', '--seeds', '1..2'], '--seed and --seeds: one of them, not both'],
    [['--canaries', '--seed', '4'], '--seed does not go with --canaries, which has nights of its own'],
    [['--hours', '0'], '--hours 0: must be a number from 0.01'],
    [['--hours', '-6'], '--hours -6: must be a number'],
    [['--hours', '0.5'], /--hours 0.5: too short; at pace 30 a night takes at least 0.75 hours/],
    [['--markets', '0'], '--markets 0: must be a whole number from 1 to 100'],
    [['--markets', '1.5'], '--markets 1.5: must be a whole number'],
    [['--jobs', '0'], '--jobs 0: must be a whole number from 1 to 64'],
    [['--faults', 'engineRestat'], '--faults: "engineRestat" is no fault; did you mean engineRestart?'],
    [['--faults', 'crash,'], '--faults: "" is no fault'],
    [['--wire', 'pigeons'], '--wire pigeons: must be events or frames'],
    [['--until', '0'], '--until 0: must be a time since the beginning'],
    [['--until', 'soon'], '--until soon: must be a time'],
    [['--only', 'f1,crash'], '--only: "crash" is no id of a fault'],
    [['--only', 'f1,'], '--only: "" is no id of a fault'],
    [['--only'], '--only needs a value'],
    [['--mode', 'live'], '--mode live: simulate is a mode of its own'],
    [['--quoteShare', '5'], 'no option --quoteShare; did you mean --quoteShares?'],
    [['--quoteShares', 'many'], /quoteShares.*many/],
    [['--json', '--json'], '--json is given twice'],
    [['--keep-going=yes'], '--keep-going takes no value'],
    [['crash'], 'crash is not expected here'],
  ];
  for (const [words, problem] of cases) {
    const { code, error, stdout } = await inside(['simulate', ...words]);
    assert.is(code, 2, words.join(' '));
    assert.match(String(error), problem);
    assert.is(stdout, '');
  }
});

test('for machines there is a line of JSON a night and nothing else, and a seed has the same hash each time', async () => {
  const json = await inside(['simulate', '--seeds', '1..2', ...SHORT, '--jobs', '1', '--json']);
  assert.is(json.code, 0, json.stdout);
  const [head, ...nights] = json.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal([head.simulate, head.seeds, head.hours, head.markets], [1, { from: 1, to: 2 }, 0.8, 1]);
  assert.match(head.commit, /^([0-9a-f]{7,}|unknown)$/);
  nights.sort((a, b) => a.seed - b.seed);
  assert.equal(
    nights.map(({ seed, failure }) => [seed, failure]),
    [
      [1, null],
      [2, null],
    ],
  );

  const text = await inside(['simulate', '--seed', '2', ...SHORT, '--jobs', '1']);
  assert.is(text.code, 0);
  const lines = text.stdout.split('\n');
  assert.is(lines[0], `simulate: seed 2, commit ${head.commit}`);
  assert.match(
    lines[1] ?? '',
    /^0.8 hours of 1 markets at pace 30: 96 s of the tree's own clock a night; \d+ kinds of fault$/,
  );
  assert.match(lines[2] ?? '', new RegExp(`^seed 2 {2}ok {2}${nights[1].hash} {2}${nights[1].events} events, `));
  assert.match(text.stdout, /\n1 passed, 0 failed\n$/);
});

test('where a night is stopped it is shown how things are; a fault that no seed brings is named', async () => {
  const { code, stdout } = await inside(['simulate', '--seed', '3', ...SHORT, '--until', '12s', '--faults', 'none']);
  assert.is(code, 0);
  assert.match(stdout, /; no faults\n/);
  assert.match(stdout, /\nstopped at 12000 ms:\n {2}liquid-1: phase \w+, quoter .*\nthe last events:\n/);
  const only = await inside(['simulate', '--seed', '3', ...SHORT, '--until', '12s', '--only', 'f99']);
  assert.is(only.code, 2);
  assert.match(String(only.error), '--only f99: seed 3 brings no fault of that id');
});

/** What the printed line makes of it. */
function again(stdout: string, last: string): readonly string[] {
  const found = new RegExp(`^again: npm run simulate -- (.*${last}.*)$`, 'm').exec(stdout)?.[1];
  if (found === undefined) throw new Error(`no way to repeat it:\n${stdout}`);
  return found.split(' ');
}

test('a night that fails says when and why, how to see it again, and which faults it takes', async () => {
  process.env.NODE_OPTIONS = `--import=${DEFECT}`;
  try {
    const asked = ['--faults', 'midnightPayouts,wrongBeat', '--seeds', '3..9', '--jobs', '1', ...SHORT];
    const { code, stdout } = await inside(['simulate', ...asked]);
    assert.is(code, 1);
    const [, check, hash] = /^seed 3 {2}FAILED (\w+) {2}([0-9a-f]{64}) {2}/m.exec(stdout) ?? [];
    assert.match(stdout, new RegExp(`^seed 3 failed \\d+\\.\\d{3} s into the night: ${check}$`, 'm'));
    assert.match(
      stdout,
      /^ {2}must hold: \w.*\n {2}found: {5}\w.*\n {2}faults: {4}\d+ had happened, \d+ were to happen$/m,
    );
    assert.match(stdout, /^the last 50 events:\n(?: +\d+\.\d{3} s {2}.+\n){50}again: /m);
    assert.match(stdout, /^ +\d+\.\d{3} s {2}flow: kind \w+, cash 0$/m);
    assert.not.match(stdout, /^seed 4/m, 'one failure is enough');
    assert.match(
      stdout,
      /^the smallest set of faults that still fails \(1 of \d+, \d+ tries\):\n +\d.* f\d {2}midnightPayouts .*\nagain: /m,
    );
    assert.match(stdout, /^0 passed, 1 failed$/m);

    const cut = await inside(['simulate', ...again(stdout, '--until')]);
    assert.is(cut.code, 1);
    assert.match(cut.stdout, new RegExp(`^seed 3 {2}FAILED ${check} {2}${hash} `, 'm'));
    const small = await inside(['simulate', ...again(stdout, '--only')]);
    assert.is(small.code, 1);
    assert.match(small.stdout, new RegExp(`^seed 3 {2}FAILED ${check} `, 'm'));
  } finally {
    delete process.env.NODE_OPTIONS;
  }
});

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('Ctrl-C in the middle of it says how far it came, exits 130 and leaves no process behind', async () => {
  for (const [words, jobs, said] of [
    [['--seeds', '1..500', '--hours', '40', '--jobs', '2'], 2, /^stopped after 0 of 500 nights$/m],
    [['--canaries', '--jobs', '1'], 1, /^stopped after 0 of \d+ canaries$/m],
  ] as const) {
    const simulate = start(['simulate', ...words]);
    const { pid = 0 } = simulate.child;
    const look = async () => {
      const found = await childrenOf(pid);
      return found.length === jobs && found;
    };
    const workers = await until('its workers', look, 20_000);
    await until('its first line', () => /^simulate: .*, commit /.test(simulate.stdout()), 20_000);
    simulate.child.kill('SIGINT');
    const { code, stdout } = await simulate.ended;
    assert.is(code, 130, stdout);
    assert.match(stdout, said);
    await until('no worker', () => !workers.some(lives), 20_000);
  }
});

test.run();
