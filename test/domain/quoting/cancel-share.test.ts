// Learning from our own fills who cancelled before us, on queues whose truth is known: every order of them is played one by one.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type CancelShareState,
  observeCancelShare,
  readCancelShare,
  UNKNOWN_SHARE,
} from '#domain/quoting/cancel-share.ts';
import { QueueEstimates } from '#domain/quoting/queue-estimates.ts';
import { parsePrice, type Shares } from '#domain/units.ts';
import { SeededRandom } from '#infra/random.ts';
import { aRow, shares } from '../orders/scene.ts';

const HALF = parsePrice('0.5');
const DAY_MS = 86_400_000;
const LOT = 10;

interface Played {
  readonly queue: QueueEstimates;
  /** Of the cancels while we waited, those before us. */
  readonly truth: number;
  readonly nowMs: number;
}

/** Queues in each of which we wait behind 40 lots until we are filled. A cancel comes from before us with chance
 *  `aheadShare` where both sides have lots; every drop in the book comes after its print or before it, as chance has it. */
function played(seed: number, fills: number, aheadShare: number, calibrates = false): Played {
  const random = new SeededRandom(seed);
  const queue = new QueueEstimates({ model: 'power3', windowMs: 1_000 }, calibrates);
  let [nowMs, gone, ahead] = [0, 0, 0];
  for (let n = 0; n < fills; n += 1) {
    let [before, behind, own] = [40, 0, 1];
    const level = () => shares((before + behind + own) * LOT);
    const id = `o${n}`;
    const row = (filled: number) => aRow(`yesBid 0.5 x ${LOT}`, id, { filled: shares(filled), restingMs: nowMs });
    queue.expect([aRow(`yesBid 0.5 x ${LOT}`, id, { restingMs: null })], () => shares((before + behind) * LOT));
    queue.onBook(level, nowMs, [aRow(`yesBid 0.5 x ${LOT}`, id, { restingMs: null })]);
    queue.join(row(0), level, nowMs);
    while (own > 0) {
      nowMs += 1_500;
      if (random.next() < 0.35) {
        const bookFirst = random.next() < 0.5;
        const print = () => queue.onPrint('sell', HALF, shares(LOT), nowMs);
        if (!bookFirst) print();
        if (before > 0) before -= 1;
        else {
          own = 0;
          queue.shrink(row(LOT), nowMs);
        }
        queue.onBook(level, nowMs);
        if (bookFirst) {
          nowMs += 20;
          print();
        }
      } else if (random.next() < 0.5) behind += 1;
      else if (before > 0 && behind > 0) {
        const front = random.next() < aheadShare;
        if (front) before -= 1;
        else behind -= 1;
        gone += 1;
        if (front) ahead += 1;
      }
      queue.onBook(level, nowMs);
    }
    queue.leave(row(LOT).id);
    nowMs += 1_500;
    queue.onBook(() => shares(400) as Shares, nowMs);
  }
  return { queue, truth: ahead / gone, nowMs };
}

for (const aheadShare of [0.1, 0.3, 0.6, 0.9])
  test(`when ${aheadShare * 100} % of the cancels stand before us, our fills say so within three standard deviations`, () => {
    for (const seed of [1, 2, 3]) {
      const { queue, truth, nowMs } = played(seed, 60, aheadShare);
      const { mean, sd, known, fills } = queue.cancelShare(nowMs);
      assert.ok(known && fills > 50, `${fills} fills`);
      assert.ok(sd < 0.04, `${sd}`);
      assert.ok(Math.abs(mean - truth) < 3 * sd, `seed ${seed}: ${mean} ± ${sd}, in truth ${truth}`);
    }
  });

test('calibrated, the queue believes what the fills have shown, and only once enough of them have', () => {
  for (const aheadShare of [0.1, 0.9]) {
    const early = played(1, 3, aheadShare, true);
    assert.is(early.queue.cancelPace(early.nowMs), 1);
    const { queue, nowMs } = played(1, 60, aheadShare, true);
    const pace = queue.cancelPace(nowMs);
    assert.ok(aheadShare < 0.5 ? pace < 0.6 : pace > 1.1, `${pace}`);
    const level = (size: number) => () => shares(size);
    queue.join(aRow('yesBid 0.5 x 100', 'last', { filled: 0 as Shares, restingMs: nowMs - 5_000 }), level(500), nowMs);
    queue.onBook(level(900), nowMs + 10);
    queue.onBook(level(500), nowMs + 20);
    const left = (queue.ahead(aRow('yesBid 0.5 x 100', 'last').id) ?? 0) / 1e6;
    // 400 of each side stood there and half of all went.
    assert.ok(aheadShare < 0.5 ? left > 340 : left < 200, `${left} of 400 left before us`);
  }
  const plain = played(1, 60, 0.9, false);
  assert.is(plain.queue.cancelPace(plain.nowMs), 1, 'another model was asked for');
});

test('what was learned is forgotten by half in three days', () => {
  const fill = { cancelled: 100, ahead: 80, proRata: 50, cancels: 4, atMs: 0 };
  let state: CancelShareState = UNKNOWN_SHARE;
  for (let n = 0; n < 20; n += 1) state = observeCancelShare(state, fill);
  const [now, later, latest] = [0, 3, 60].map((days) => readCancelShare(state, days * DAY_MS));
  assert.ok(now?.known && Math.abs(now.mean - 65 / 82) < 1e-12, `${now?.mean}`);
  assert.is(now.fills, 20);
  assert.ok(Math.abs((later?.fills ?? 0) - 10) < 1e-9 && later?.known === true);
  assert.ok(later.sd > now.sd);
  assert.ok(latest?.known === false && Math.abs(latest.mean - 0.5) < 0.01, 'nothing is left but the prior');
  assert.is(readCancelShare(state, -DAY_MS).fills, 20, 'time that goes back forgets nothing');
});

test('a fill without a cancel, or with numbers that are none, teaches nothing', () => {
  const fill = { cancelled: 100, ahead: 80, proRata: 50, cancels: 4, atMs: 0 };
  for (const odd of [{ cancelled: 0 }, { cancelled: Number.NaN }, { ahead: Number.POSITIVE_INFINITY }, { cancels: 0 }])
    assert.is(observeCancelShare(UNKNOWN_SHARE, { ...fill, ...odd }), UNKNOWN_SHARE);
  const clamped = readCancelShare(observeCancelShare(UNKNOWN_SHARE, { ...fill, ahead: 900 }), 0);
  assert.ok(clamped.mean <= 1 && Number.isFinite(clamped.exponent));
});

test('a level that is swept through us teaches nothing: who stood ahead then was not served', () => {
  const queue = new QueueEstimates({ model: 'power3', windowMs: 1_000 });
  const level = (size: number) => () => shares(size);
  queue.join(aRow('yesBid 0.5 x 10', 'o1', { restingMs: -5_000 }), level(410), 0);
  queue.onBook(level(300), 2_000);
  queue.onPrint('sell', HALF, shares(300), 4_000);
  queue.shrink(aRow('yesBid 0.5 x 10', 'o1', { filled: shares(10) }), 4_000);
  queue.onBook(level(0), 4_010);
  queue.onBook(level(0), 6_000);
  assert.is(queue.cancelShare(6_000).fills, 0);
});

test.run();
