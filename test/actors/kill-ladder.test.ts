// Each trigger of the kill ladder, pulled in a whole tree by the fault that would pull it, and what must never pull one.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Desk } from '#actors/desk.ts';
import { killSwitchDesk, latched } from '#actors/kill-switch.actor.ts';
import { type FaultCommand, parseFault } from '#domain/chaos/fault.ts';
import type { Fact } from '#domain/money/fact.ts';
import { parseLatch } from '#domain/money/latch.ts';
import type { StateFiles } from '#domain/ports.ts';
import { Decimal } from '#domain/units.ts';
import { memoryStateFiles } from '#infra/state-files.ts';
import { MAKER, type SimTree, type SimTreeOptions, simTree } from './sim-tree.ts';
import { smallDesk } from './small-desk.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const MIDNIGHT_MS = Date.parse('2027-01-16T00:00:00Z');

/** A tree that trades two markets. */
function house(options: SimTreeOptions = {}): SimTree {
  const sim = simTree({ seed: 2, ...options, flags: { 'sim.markets': 'liquid, wide', ...options.flags } });
  sim.run(8 * SECOND_MS);
  assert.is(sim.desk.admission.mode, 'open');
  return sim;
}

function inject(sim: SimTree, raw: object): void {
  const read = parseFault(raw, `test-${sim.clock.now()}`) as { readonly command: FaultCommand };
  assert.is(sim.world.board.inject(read.command), null);
}

for (const [what, fault, flags, rule, mode] of [
  [
    'answers that take long',
    { fault: 'replyLate', forMs: '2m', params: { delayMs: '6s' } },
    {},
    /^latency: \d+ is past 5000$/,
    'halted',
  ],
  [
    'a venue that rejects every order',
    { fault: 'postOnlyRejected', forMs: '2m' },
    {},
    /^rejects: [\d.]+ is past 0.5$/,
    'noNewQuotes',
  ],
  ['a restricted account', { fault: 'accountRestricted' }, {}, /^accountRestricted: \d+ is past 0$/, 'halted'],
  ['a clock that is ahead', { fault: 'clockJump', forMs: '1m' }, {}, /^clockSkew: 30\d\d\d is past 5000$/, 'halted'],
  [
    'a clock that is behind',
    { fault: 'clockJump', forMs: '1m', params: { byMs: '-30s' } },
    {},
    /^clockSkew: 29\d\d\d is past 5000$/,
    'halted',
  ],
  [
    'settlements that fail',
    { fault: 'settlementFailed', forMs: '10m' },
    { failedExecutionsMax: '2', quoteShares: '30' },
    /^failedExecutions: 3 is past 2$/,
    'halted',
  ],
] as const)
  test(`${what} stop the house, once, and it stays stopped when the trouble is over`, () => {
    const sim = house({ flags });
    inject(sim, fault);
    assert.ok(
      sim.run(5 * MINUTE_MS, () => sim.desk.vitals.latch !== null),
      'nothing tripped',
    );
    assert.match(sim.desk.vitals.latch?.reason ?? '', rule);
    assert.is(sim.desk.admission.mode, mode);
    assert.is(sim.tree.stateOf('kill-switch'), sim.desk.vitals.latch?.stage);
    assert.match(parseLatch(sim.files.read('latch.json'), 'sim').latch?.reason ?? '', rule);
    sim.world.board.clearAll();
    sim.run(15 * SECOND_MS);
    if (mode === 'halted') assert.equal(sim.world.exchange.openOrders(MAKER), []);
    assert.match(sim.desk.vitals.latch?.reason ?? '', rule);
    sim.tree.resume();
    sim.run(15 * SECOND_MS);
    assert.is(sim.desk.vitals.latch, null, 'what the operator knows does not trip again');
    assert.ok(sim.world.exchange.openOrders(MAKER).length > 0);
    sim.end();
  });

test('a clock that is set back a little is no reason to stop planning', () => {
  const sim = house();
  sim.run(20 * SECOND_MS);
  for (const byMs of ['4s', '-4s']) {
    inject(sim, { fault: 'clockJump', forMs: '3s', params: { byMs } });
    for (let second = 0; second < 6; second += 1) {
      const { plans } = sim.desk.counters;
      sim.run(SECOND_MS + 100);
      assert.ok(sim.desk.counters.plans >= plans + sim.desk.markets.size, `${byMs}: nobody planned for a second`);
    }
  }
  assert.is(sim.desk.vitals.latch, null);
  assert.is(sim.desk.admission.mode, 'open');
  sim.end();
});

test('payouts around midnight, a deposit and a withdrawal halt nothing and are no profit', () => {
  const sim = house({
    startMs: MIDNIGHT_MS - 20 * SECOND_MS,
    flags: { drawdownMaxUsd: '30', dailyLossMaxUsd: '30', tradeLossMaxUsd: '5000', tradeLossMaxShare: '1' },
  });
  for (const depositUsd of [5_000, -4_000]) {
    inject(sim, { fault: 'midnightPayouts', params: { rewardUsd: 500, rebateUsd: 200, depositUsd } });
    sim.run(20 * SECOND_MS);
  }
  assert.ok(sim.facts.filter((fact: Fact) => fact.fact === 'flow').length >= 6);
  assert.ok(sim.desk.accounts.cash().held.gt(11_000), 'the cash did not come');
  const { days, latch } = sim.desk.vitals;
  assert.is(latch, null);
  assert.ok(days && Math.abs(days.dayStart.toNumber() - 10_000) < 100, `the day began with ${days?.dayStart}`);
  assert.ok(days?.peak.lt(30), `${days?.peak} of profit out of nowhere`);
  assert.is(sim.desk.admission.mode, 'open');
  sim.end();
});

test('a lost week drains the house, and the next start is silent until an operator resumes', async () => {
  const files = memoryStateFiles();
  const flags = { weeklyLossMaxUsd: '0.05', dailyLossMaxUsd: '5000', drawdownMaxUsd: '5000' };
  const first = simTree({ seed: 1, files, flags });
  let ended = false;
  first.tree.done.then(() => {
    ended = true;
  });
  assert.ok(
    first.run(10 * MINUTE_MS, () => first.desk.vitals.latch !== null),
    'no loss came',
  );
  assert.is(first.desk.vitals.latch?.stage, 'drain');
  first.run(10 * SECOND_MS);
  await first.tree.done;
  assert.ok(ended);
  assert.is(await first.failure(), null);
  assert.equal(first.world.exchange.openOrders(MAKER), []);
  first.end();

  const second = simTree({ seed: 2, files });
  second.run(20 * SECOND_MS);
  assert.is(second.desk.admission.mode, 'halted');
  assert.match(second.desk.admission.why, /^weeklyLoss: /);
  assert.equal(second.world.exchange.openOrders(MAKER), []);
  second.tree.resume();
  second.run(15 * SECOND_MS);
  assert.ok(second.world.exchange.openOrders(MAKER).length > 0);
  second.end();
});

/** One life of a kill switch in a mode whose account survives: each minute with so much cash more or less. */
function life(files: StateFiles, mode: 'paper' | 'sim', gains: readonly number[]) {
  const small = smallDesk({ files });
  const desk = new Desk({ ...small.ports }, { ...small.desk.settings, mode }, small.desk.opening);
  desk.begin();
  const latch = latched(desk);
  const hands = killSwitchDesk(desk);
  hands.measure();
  for (const [at, gain] of gains.entries()) {
    // Gas is the plainest way to lose money without a market.
    desk.book({
      fact: 'redemption',
      atMs: small.clock.now(),
      market: `m${at}` as never,
      yes: 0 as never,
      no: 0 as never,
      cash: '0',
      gas: new Decimal(-gain).toFixed(),
      transaction: `x${at}` as never,
    });
    small.clock.advanceBy(MINUTE_MS);
    hands.measure();
  }
  return { desk, latch, trips: hands.measure() };
}

test('where the account survives a restart, so does what the day has lost', () => {
  const files = memoryStateFiles();
  const first = life(files, 'paper', [-200, -100]);
  assert.equal(first.trips, []);
  assert.match(files.read('days.json') ?? '', /"today":"-300"/);
  const second = life(files, 'paper', [-150]);
  assert.is(second.latch, null);
  assert.ok(second.trips.length === 0, 'inside the limit of 500');
  const third = life(files, 'paper', [-60]);
  assert.equal(
    third.trips.map(({ rule, found }) => `${rule} ${found}`),
    ['dailyLoss 510'],
  );
});

test('in sim every run begins with a new account, and so does its day', () => {
  const files = memoryStateFiles();
  life(files, 'sim', [-400]);
  assert.is(files.read('days.json'), null);
  assert.equal(life(files, 'sim', [-200]).trips, []);
});

test('a file of the day that does not read is a latch', () => {
  const files = memoryStateFiles();
  files.write('days.json', '{"days":1,"mode":"paper"');
  const { latch, desk } = life(files, 'paper', []);
  assert.is(latch?.stage, 'cancelAll');
  assert.match(latch?.reason ?? '', /what was lost before is not known: not JSON/);
  assert.ok(desk.faults.some(({ what }) => what.startsWith('days')));
});

test('a disk that is full for a while stops nothing, and the day is written down later', () => {
  const files = memoryStateFiles();
  let full = true;
  const disk: StateFiles = {
    ...files,
    write(name, text) {
      if (full) throw new Error('ENOSPC');
      files.write(name, text);
    },
  };
  const { desk } = life(disk, 'paper', [-10, -10, -10]);
  assert.is(desk.faults.filter(({ what }) => what.startsWith('days')).length, 1);
  full = false;
  life(disk, 'paper', [-10]);
  assert.match(files.read('days.json') ?? '', /"today":"-10"/);
});

test.run();
