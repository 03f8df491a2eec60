import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId, transactionId } from '#domain/ids.ts';
import { CHAIN_PATIENCE_MS, type ChainJob } from '#domain/money/chain-jobs.ts';
import type { Answer, ChainReceipt } from '#domain/ports.ts';
import { parseShares, ZERO_SHARES, ZERO_USD } from '#domain/units.ts';
import { type ChainDesk, type ChainEvent, chainMachine } from '#machines/chain.machine.ts';
import { walk } from './chart.ts';
import { hands, live } from './hands.ts';

const DONE: Answer<ChainReceipt> = {
  ok: true,
  value: {
    transaction: transactionId('0x1'),
    gas: ZERO_USD,
    cash: ZERO_USD,
    yes: ZERO_SHARES,
    no: ZERO_SHARES,
    atMs: 1,
  },
};
const LOST: Answer<ChainReceipt> = { ok: false, failure: { kind: 'unreachable', sent: 'maybe' } };
const job = (name: string, kind: ChainJob['kind'] = 'merge'): ChainJob => ({
  kind,
  market: marketId(name),
  size: kind === 'merge' ? parseShares('5') : null,
});
const submit = (of: ChainJob): ChainEvent => ({ type: 'SUBMIT', job: of });
const answered = (of: ChainJob, answer: Answer<ChainReceipt> = DONE): ChainEvent => ({
  type: 'ANSWERED',
  job: of,
  answer,
});

interface Told {
  readonly submitted: ChainJob[];
  readonly answers: { readonly job: ChainJob; readonly ok: boolean }[];
  /** `unanswered a`, `fell a`, `happened a`, `nothing a`. */
  readonly doubts: string[];
}

function lane(sent: readonly ChainJob[] = []) {
  const told: Told = { submitted: [], answers: [], doubts: [] };
  const desk: ChainDesk = {
    submit: (each) => told.submitted.push(each),
    answer: (each, answer) => told.answers.push({ job: each, ok: answer.ok }),
    unanswered: ({ market }) => told.doubts.push(`unanswered ${market}`),
    fell: ({ market }) => told.doubts.push(`fell ${market}`),
    decide: ({ market }, receipt) => told.doubts.push(`${receipt ? 'happened' : 'nothing'} ${market}`),
  };
  return { told, ...live(chainMachine, { desk, sent }) };
}

test('every state of the lane is reached and every arrow taken', () => {
  const rain = job('rain');
  const chart = walk(chainMachine, {
    input: { desk: hands<ChainDesk>().desk },
    events: [
      submit(rain),
      answered(rain),
      answered(job('snow')),
      ...[rain, job('snow')].map((each): ChainEvent => ({ type: 'DECIDED', job: each, receipt: null })),
    ],
    apart: ({ queue }: { queue: readonly ChainJob[] }) => queue.length,
  });
  assert.equal([...chart.states].sort(), ['confirming', 'idle']);
  assert.equal(chart.untaken, []);
  assert.equal(chart.way('confirming'), ['SUBMIT']);
});

test('transactions leave one after the other, in the order they were asked for', () => {
  const { actor, told, state } = lane();
  const [a, b, c] = [job('a'), job('b', 'redeem'), job('c')];
  for (const each of [a, b, c]) actor.send(submit(each));
  assert.equal(told.submitted, [a]);
  actor.send(answered(a));
  assert.equal(told.submitted, [a, b]);
  actor.send(answered(b, LOST));
  actor.send(answered(c));
  assert.equal(told.submitted, [a, b, c]);
  assert.equal(
    told.answers.map(({ ok }) => ok),
    [true, false, true],
  );
  assert.is(state(), 'idle');
});

test('a lost answer does not block the lane for ever', () => {
  const { actor, clock, told } = lane();
  const [a, b] = [job('a'), job('b')];
  actor.send(submit(a));
  actor.send(submit(b));
  clock.advanceBy(CHAIN_PATIENCE_MS - 1);
  assert.equal(told.submitted, [a]);
  assert.equal(told.doubts, []);
  clock.advanceBy(1);
  assert.equal(told.submitted, [a, b]);
  assert.equal(told.doubts, ['unanswered a']);
});

test('what the account says of the job in hand frees the lane, and of another one it does not', () => {
  const { actor, told, state } = lane();
  const [a, b] = [job('a'), job('b')];
  for (const each of [a, b]) actor.send(submit(each));
  actor.send({ type: 'DECIDED', job: b, receipt: null });
  assert.equal(told.submitted, [a]);
  actor.send({ type: 'DECIDED', job: a, receipt: DONE.ok ? DONE.value : null });
  assert.equal(told.submitted, [a, b]);
  actor.send(answered(b));
  assert.is(state(), 'idle');
  actor.send({ type: 'DECIDED', job: a, receipt: null });
  assert.equal(told.doubts, ['nothing b', 'happened a', 'nothing a']);
});

test('whoever takes over the lane does not know what became of the jobs that were handed over before', () => {
  const { told, state } = lane([job('a'), job('b')]);
  assert.equal(told.doubts, ['fell a', 'fell b']);
  assert.equal([told.submitted, state()], [[], 'idle']);
});

test('an answer that outlived its wait still moves money, and is not taken for the answer to another', () => {
  const { actor, clock, told, state } = lane();
  const [a, b] = [job('a'), job('b')];
  actor.send(submit(a));
  actor.send(submit(b));
  clock.advanceBy(CHAIN_PATIENCE_MS);
  actor.send(answered(a));
  assert.is(told.answers[0]?.job, a);
  assert.is(state(), 'confirming'); // b is still on its way
  actor.send(answered(b));
  assert.is(state(), 'idle');
  actor.send(answered(a));
  assert.is(told.answers.length, 3);
});

test('two jobs that look alike are two jobs', () => {
  const { actor, told, state } = lane();
  const [first, second] = [job('rain'), job('rain')];
  actor.send(submit(first));
  actor.send(submit(second));
  actor.send(answered(second));
  assert.is(state(), 'confirming');
  actor.send(answered(first));
  assert.is(told.submitted.length, 2);
});

test('a full lane says no at once instead of forgetting', () => {
  const { actor, told } = lane();
  for (let count = 0; count < 201; count += 1) actor.send(submit(job(`m${count}`)));
  assert.equal(told.answers, [{ job: job('m200'), ok: false }]);
  assert.is(actor.getSnapshot().context.queue.length, 200);
});

test('whatever happens, at most one transaction is under way and every job is submitted once, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1, max: 8 }), { maxLength: 80, size: 'max' }), (path) => {
      const { actor, clock, told, error } = lane();
      const asked: ChainJob[] = [];
      for (const step of path) {
        if (step === -1) clock.advanceBy(CHAIN_PATIENCE_MS / 2 + 5_000);
        else if (step < 4) {
          asked.push(job(`m${asked.length}`));
          actor.send(submit(asked.at(-1) as ChainJob));
        } else {
          const target = asked[asked.length - step + 3];
          if (target) actor.send(answered(target, step % 2 === 0 ? DONE : LOST));
        }
        assert.is(error(), null);
        assert.equal(told.submitted, asked.slice(0, told.submitted.length));
      }
      for (let waited = 0; waited < asked.length; waited += 1) clock.advanceBy(CHAIN_PATIENCE_MS);
      assert.equal(told.submitted, asked);
    }),
    { seed: 42, numRuns: 150 },
  );
});

test.run();
