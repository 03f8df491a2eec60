// Requests that fare badly while nothing is latched: each kind is made by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId } from '#domain/ids.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { ExecutionWatch } from '#lab/execution-watch.ts';
import { RequestLog } from '#lab/request-log.ts';
import { type SmallNight, smallNight } from './small-night.ts';

const LOOK_MS = 250;

/** What the watch alone says of a life whose requests fared like that. */
async function watched(latched: string, fare: (log: RequestLog, nowMs: number) => void, ms = 3_500) {
  const night = await smallNight();
  const said = new Set<string>();
  const scene = { ...night.scene, say: (check: string) => said.add(check) };
  const watch = new ExecutionWatch(scene, night.stage.life, { latched } as never);
  night.stage.life.requests.forget();
  fare(night.stage.life.requests, night.stage.clock.now());
  await looks(night, watch, ms);
  night.end();
  return [...said];
}

async function looks(night: SmallNight, watch: ExecutionWatch, ms: number) {
  for (let left = ms; left > 0; left -= LOOK_MS) {
    watch.look();
    await night.run(LOOK_MS);
  }
}

const fails = (count: number) => (log: RequestLog, nowMs: number) => {
  for (let each = 0; each < count; each += 1) log.failuresMs.push(nowMs);
};
const rejects = (count: number, all: number) => (log: RequestLog, nowMs: number) => {
  for (let each = 0; each < all; each += 1) log.verdicts.push({ atMs: nowMs, isRejected: each < count });
};
const slow = (count: number, all: number, tookMs: number) => (log: RequestLog, nowMs: number) => {
  for (let each = 0; each < all; each += 1)
    log.requests.push({ askedMs: nowMs - (each < count ? tookMs : 40), answeredMs: nowMs });
};

test('failures, rejections and slow answers past their limits must have latched, as high as their rule says', async () => {
  for (const [name, fare, tooLow, enough] of [
    ['failures', fails(11), 'noNewQuotes', 'cancelAll'],
    // Whatever the house itself sends meanwhile does not change these.
    ['rejections', rejects(300, 400), 'reduceOnly', 'noNewQuotes'],
    ['slow answers', slow(100, 400, 7_000), 'noNewQuotes', 'cancelAll'],
  ] as const) {
    assert.equal(await watched(enough, fare), [], `${name} at ${enough}`);
    assert.equal(await watched(tooLow, fare, 2_000), [], `${name} within two seconds`);
    assert.equal(await watched(tooLow, fare), ['trips'], `${name} at ${tooLow}`);
  }
});

test('what is on its limit, too few to say, or given up with our patience gives nothing to say', async () => {
  for (const fare of [fails(10), rejects(9, 9), rejects(150, 400), slow(9, 9, 7_000), slow(400, 400, 5_900)])
    assert.equal(await watched('armed', fare), []);
});

test('what an operator has seen counts no more', async () => {
  const night = await smallNight();
  const said = new Set<string>();
  const scene = { ...night.scene, say: (check: string) => said.add(check) };
  const watch = new ExecutionWatch(scene, night.stage.life, { latched: 'armed' } as never);
  fails(11)(night.stage.life.requests, night.stage.clock.now());
  night.stage.life.desk.transition('kill-switch', 'latched', 'armed', 'operator');
  await looks(night, watch, 3_500);
  assert.equal([...said], []);
  night.end();
});

test('the first answer to a request counts, rejected orders one by one, and what the chain refuses', () => {
  const clock = new VirtualClock(0);
  const log = new RequestLog(clock);
  const replies: ((answer: object) => void)[] = [];
  const later = (_: unknown, reply: (answer: object) => void) => replies.push(reply);
  const venue = log.venue({ place: later } as never);
  const chain = log.chain({ redeem: later } as never);
  venue.place([{}, {}] as never, () => {});
  venue.place([{}, {}] as never, () => {});
  chain.redeem(marketId('some'), () => {});
  clock.advanceTo(70);
  replies[0]?.({ ok: true, value: [{ result: 'resting' }, { result: 'rejected' }] });
  replies[0]?.({ ok: true, value: [{ result: 'rejected' }, { result: 'rejected' }] });
  assert.equal(log.requests, [
    { askedMs: 0, answeredMs: 70 },
    { askedMs: 0, answeredMs: null },
  ]);
  replies[1]?.({ ok: false, failure: { kind: 'rejected', reason: 'offTick', text: '' } });
  const verdict = (isRejected: boolean) => ({ atMs: 70, isRejected });
  assert.equal(log.verdicts, [false, true, true, true].map(verdict));
  assert.equal(log.failuresMs, []);
  replies[2]?.({ ok: false, failure: { kind: 'disabled' } });
  assert.equal(log.failuresMs, [70]);
});

test.run();
