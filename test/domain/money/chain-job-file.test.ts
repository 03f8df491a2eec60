// Transactions under way, written for the next life and read by it.
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { chainJobsText, parseChainJobs } from '#domain/money/chain-job-file.ts';
import type { ChainJob } from '#domain/money/chain-jobs.ts';

const JOB: fc.Arbitrary<ChainJob> = fc.oneof(
  fc.record({ kind: fc.constant('redeem' as const), market: fc.string({ minLength: 1 }), size: fc.constant(null) }),
  fc.record({ kind: fc.constant('merge' as const), market: fc.string({ minLength: 1 }), size: fc.integer({ min: 1 }) }),
) as never;

test('what was written is read back as it was', () => {
  fc.assert(
    fc.property(fc.array(JOB), (jobs) => {
      const plain = jobs.map((job) => ({ ...job }));
      assert.equal(parseChainJobs(chainJobsText('live', jobs), 'live'), { jobs: plain });
    }),
    { seed: 45 },
  );
});

test('no file means that nothing was under way', () => {
  assert.equal(parseChainJobs(null, 'live'), { jobs: [] });
});

const merge = (size: unknown) => `{"chain":1,"mode":"live","jobs":[{"kind":"merge","market":"m","size":${size}}]}`;

for (const [what, text, problem] of [
  ['half a file', '{"chain":1,"mo', /not JSON/],
  ['nothing', '', /not JSON/],
  ['another kind of file', '{"halts":1,"mode":"live","markets":{}}', /chain: not version 1/],
  ['the file of another mode', chainJobsText('simulate', []), /mode: not live/],
  ['jobs that are no list', '{"chain":1,"mode":"live","jobs":{"0":1}}', /jobs: not a list/],
  ['a merge of nothing', merge(0), /number 1 is no transaction/],
  ['a merge of part of a micro-share', merge(1.5), /number 1 is no transaction/],
  ['a merge of everything', merge(null), /number 1 is no transaction/],
  ['a redemption of some', merge(5).replace('merge', 'redeem'), /number 1 is no transaction/],
  ['a kind that nobody knows', merge(5).replace('merge', 'burn'), /number 1 is no transaction/],
  ['a job without a market', '{"chain":1,"mode":"live","jobs":[{"kind":"redeem","size":null}]}', /number 1/],
] as const)
  test(`${what} is a problem, and never no transactions`, () => {
    const read = parseChainJobs(text, 'live');
    assert.match('problem' in read ? read.problem : 'it was read', problem);
  });

test.run();
