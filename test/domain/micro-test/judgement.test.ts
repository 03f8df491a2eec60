import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { MicroEvidence } from '#domain/micro-test/evidence.ts';
import { microReportJson, microReportText } from '#domain/micro-test/exit-report.ts';
import { hasPassed, judgeMicroTest, type MicroVerdict } from '#domain/micro-test/judgement.ts';
import { Decimal } from '#domain/units.ts';
import { goodEvidence, goodTotal } from './small-evidence.ts';

const withVerdict = (seen: MicroEvidence, verdict: MicroVerdict) =>
  judgeMicroTest(seen)
    .filter((line) => line.verdict === verdict)
    .map(({ name }) => name);
const changed = (change: Partial<MicroEvidence>): MicroEvidence => ({ ...goodEvidence(), ...change });

test('a test in which everything held passes every line', () => {
  const lines = judgeMicroTest(goodEvidence());
  assert.equal(withVerdict(goodEvidence(), 'passed').length, lines.length);
  assert.ok(hasPassed(lines));
  assert.match(microReportText(goodEvidence()), `\n${lines.length} passed, 0 failed, 0 skipped\n`);
});

const orders = goodEvidence().orders;
const BREAKS: Readonly<Record<string, readonly Partial<MicroEvidence>[]>> = {
  time: [{ endedBy: 'somebody stopped it' }, { ranMs: 86_399_999 }],
  loss: [{ lossMaxUsd: new Decimal(5) }, { total: { ...goodTotal(), pnl: '-5.01' } }],
  latch: [{ latch: 'dailyLoss: 5.2 is past 5' }],
  halts: [{ halted: ['rain: 5 NO differ'] }],
  quotes: [{ orders: { ...orders, rested: 0 } }],
  pair: [{ pairedShares: 4_990_000 }],
  ids: [{ orders: { ...orders, strangers: ['0xabc'] } }],
  fills: [
    { listed: { told: ['a', 'b'] } },
    { booked: ['a', 'b'] },
    { listed: { told: [] } },
    { listed: { unread: 'its matching engine restarts' } },
  ],
  money: [{ total: { ...goodTotal(), residual: '0.000001', residualFound: 'cash' } }],
  heartbeat: [{ beats: { acknowledged: 4, gapMaxMs: 10_000 } }, { beats: { acknowledged: 0, gapMaxMs: 0 } }],
  latency: [
    { answers: { ...goodEvidence().answers, p95Ms: 5_001 } },
    { answers: { count: 0, unanswered: 3, medianMs: 0, p95Ms: 0, maxMs: 0 } },
  ],
  drain: [{ clean: false }],
  resting: [{ resting: { told: ['0xabc'] } }, { resting: { unread: 'nobody answers there' } }],
  scoring: [{ scoring: { told: 100, counting: 0, unread: 0 } }],
  watchdog: [{ watchdog: { isWell: false, sentence: 'it ended' } }],
};

for (const [name, breaks] of Object.entries(BREAKS))
  test(`${name}: what does not hold fails this line, and no other`, () => {
    for (const change of breaks) {
      const seen = changed(change);
      assert.equal(withVerdict(seen, 'failed'), [name], JSON.stringify(change));
      assert.not.ok(hasPassed(judgeMicroTest(seen)));
      assert.match(microReportText(seen), `FAIL ${name}`);
      assert.not.ok(JSON.parse(microReportJson(seen)).passed);
    }
  });

test('every line can fail, but what the venue pays when it likes', () => {
  const names = judgeMicroTest(goodEvidence()).map(({ name }) => name);
  assert.equal(
    names.filter((name) => !(name in BREAKS)),
    ['rewards'],
  );
});

test('what the venue does not tell is neither held nor broken, and is counted apart', () => {
  const silent: readonly (readonly [string, Partial<MicroEvidence>])[] = [
    ['scoring', { scoring: { told: 9, counting: 0, unread: 40 } }],
    ['rewards', { earned: { told: new Decimal(0) } }],
    ['rewards', { earned: { unread: 'it says that we ask too often' } }],
    ['watchdog', { watchdog: null }],
  ];
  for (const [name, change] of silent) {
    const seen = changed(change);
    assert.equal(withVerdict(seen, 'untold'), [name]);
    assert.equal(withVerdict(seen, 'failed'), []);
    assert.match(microReportText(seen), ', 0 failed, 1 skipped');
  }
  const unpaid = { ...goodEvidence().terms, rewardedFrom: null };
  assert.equal(withVerdict(changed({ terms: unpaid }), 'untold'), ['scoring', 'rewards']);
});

test('a house that ended without a report has not passed what the report would have said', () => {
  const seen = changed({ total: null, clean: false, endedBy: 'the root failed: planted' });
  assert.equal(withVerdict(seen, 'failed'), ['time', 'loss', 'money', 'drain']);
  assert.match(microReportText(seen), 'the root failed: planted');
  assert.match(microReportText(seen), 'earned and paid: not known');
});

test('the report names what was asked, and three of many that differ', () => {
  const seen = changed({ listed: { told: ['c', 'd', 'e', 'f', 'a', 'b', 'b'] } });
  const text = microReportText(seen);
  assert.match(text, 'asked: 24 h with $25, quotes of 25 shares (rewards count from 20)');
  assert.match(text, '3 booked, 7 listed; not booked: c, d, e and 1 more');
  const { asked, lines, schema } = JSON.parse(microReportJson(seen));
  assert.is(schema, 1);
  assert.equal(asked, {
    forMs: 86_400_000,
    shares: '25',
    rewardedFrom: '20',
    pairShares: '5',
    bankrollUsd: '25',
    stopUsd: '5',
  });
  assert.is(lines.length, judgeMicroTest(seen).length);
});

test.run();
