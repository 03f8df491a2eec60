import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderId } from '#domain/ids.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import { type LevelSize, QueueEstimates } from '#domain/quoting/queue-estimates.ts';
import type { QueueRules } from '#domain/quoting/queue-position.ts';
import { type Price, parsePrice, type Shares } from '#domain/units.ts';
import { aRow, shares } from '../orders/scene.ts';

const PRO_RATA: QueueRules = { model: 'power1', windowMs: 1_000 };
const PRINTS_ONLY: QueueRules = { model: 'riskAverse', windowMs: 1_000 };
const O1 = orderId('o1');
const HALF = parsePrice('0.5');
const of =
  (size: number): LevelSize =>
  () =>
    shares(size);
const ahead = (queue: QueueEstimates, id = O1): number | null => {
  const size = queue.ahead(id);
  return size === null ? null : size / 1e6;
};

function joined(levelSize: number, text = 'yesBid 0.5 x 100', rules = PRO_RATA): QueueEstimates {
  const queue = new QueueEstimates(rules);
  queue.join(aRow(text, 'o1'), of(levelSize), 0);
  return queue;
}

test('a new order is last in line behind the whole level', () => {
  const queue = joined(300);
  assert.is(ahead(queue), 300);
  assert.is(queue.count, 1);
  assert.is(queue.moves, 0);
  assert.is(ahead(queue, orderId('stranger')), null);
});

test('a print at our price brings us forward, one elsewhere or on the other side does not', () => {
  const queue = joined(300);
  queue.onPrint('sell', HALF, shares(120), 10);
  assert.is(ahead(queue), 180);
  queue.onPrint('sell', parsePrice('0.49'), shares(120), 11);
  queue.onPrint('buy', HALF, shares(120), 12);
  assert.is(ahead(queue), 180);
  assert.is(queue.moves, 1);
});

test('more printed than stood before us leaves nobody ahead, not less than nobody', () => {
  const queue = joined(300);
  queue.onPrint('sell', HALF, shares(450), 10);
  assert.is(ahead(queue), 0);
});

test('an order on NO stands in the queue of the mirrored YES price', () => {
  const queue = new QueueEstimates(PRO_RATA);
  const seen: [BookSide, Price][] = [];
  const size: LevelSize = (side, price) => {
    seen.push([side, price]);
    return shares(300);
  };
  queue.join(aRow('noBid 0.47 x 100', 'o1'), size, 0);
  assert.equal(seen, [['ask', parsePrice('0.53')]]);
  queue.onPrint('buy', parsePrice('0.53'), shares(100), 10);
  assert.is(ahead(queue), 200);
});

test('our own size is no queue: the level’s total with us in it is corrected downwards', () => {
  const queue = joined(300);
  queue.onBook(of(400), 10); // 300 others and our 100
  assert.is(ahead(queue), 300);
  queue.onBook(of(399), 2_000);
  assert.ok((ahead(queue) ?? 0) < 300);
});

test('others who leave are shared between those ahead and those behind, or ignored by a careful model', () => {
  const [shared, careful] = [PRO_RATA, PRINTS_ONLY].map((rules) => {
    const queue = joined(300, 'yesBid 0.5 x 100', rules);
    queue.onBook(of(400), 5);
    queue.onBook(of(700), 10); // 300 came behind us
    queue.onBook(of(400), 20); // 300 of 600 others left
    return ahead(queue);
  });
  assert.is(shared, 150);
  assert.is(careful, 300);
});

test('nobody can stand before us in an empty level', () => {
  const queue = joined(300);
  queue.onBook(of(400), 5);
  queue.onBook(of(100), 10);
  assert.is(ahead(queue), 0);
  queue.onBook(of(0), 20); // the level lags behind our news
  assert.is(ahead(queue), 0);
});

test('a level that says the same again moves nothing', () => {
  const queue = joined(300);
  queue.onBook(of(300), 10);
  queue.onBook(of(300), 20);
  assert.is(queue.moves, 0);
  queue.onBook(of(301), 30);
  assert.is(queue.moves, 1);
});

test('a fill of ours is no step back: what is left keeps its place', () => {
  const queue = joined(300);
  queue.onPrint('sell', HALF, shares(340), 10);
  queue.shrink(aRow('yesBid 0.5 x 100', 'o1', { filled: shares(40) }), 15);
  assert.is(ahead(queue), 0);
  assert.is(queue.count, 1);
  queue.onBook(of(60), 20); // only our own rest
  assert.is(ahead(queue), 0);
});

test('an order that is filled, left or forgotten is not tracked', () => {
  const queue = joined(300);
  queue.shrink(aRow('yesBid 0.5 x 100', 'o1', { filled: shares(100) }), 15);
  assert.is(queue.count, 0);
  queue.shrink(aRow('yesBid 0.5 x 100', 'o1', { filled: shares(100) }), 15);
  queue.join(aRow('yesBid 0.5 x 100', 'o2'), of(5), 0);
  queue.leave(orderId('o2'));
  queue.leave(orderId('o2'));
  assert.is(ahead(queue, orderId('o2')), null);
  queue.join(aRow('yesBid 0.5 x 100', 'o3'), of(5), 0);
  queue.clear();
  assert.is(queue.count, 0);
});

test('an order that was partly filled before it joined counts with what is left', () => {
  const queue = new QueueEstimates(PRO_RATA);
  queue.join(aRow('yesBid 0.5 x 100', 'o1', { filled: shares(70) }), of(330), 0);
  queue.onBook(of(200), 10); // 170 others and our 30
  assert.is(ahead(queue), 170);
});

test('whatever prints and levels come, nobody stands ahead who is not in the level', () => {
  const news = fc.oneof(
    fc.record({ print: fc.integer({ min: 1, max: 400 }) }),
    fc.record({ level: fc.integer({ min: 0, max: 900 }) }),
    fc.record({ fill: fc.integer({ min: 1, max: 30 }) }),
  );
  const rules = fc.constantFrom<QueueRules>(PRO_RATA, PRINTS_ONLY, { model: 'power3', windowMs: 0 });
  fc.assert(
    fc.property(fc.array(news, { maxLength: 50, size: 'max' }), rules, (path, how) => {
      const queue = joined(300, 'yesBid 0.5 x 100', how);
      let filled = 0;
      let most = 300;
      for (const [at, each] of path.entries()) {
        const before = ahead(queue);
        if ('print' in each) {
          queue.onPrint('sell', HALF, shares(each.print), at * 100);
          // Inside the window a late print also mends what was thought of the levels before it.
          if (before !== null && how.windowMs === 0) assert.ok((ahead(queue) ?? 0) <= before);
        } else if ('level' in each) {
          queue.onBook(of(each.level), at * 100);
          most = Math.max(0, each.level - (100 - filled));
        } else {
          filled = Math.min(100, filled + each.fill);
          queue.shrink(aRow('yesBid 0.5 x 100', 'o1', { filled: shares(filled) }), at * 100);
        }
        const now = queue.ahead(O1);
        assert.is(now === null, filled === 100);
        if (now === null) continue;
        assert.ok(Number.isSafeInteger(now) && now >= 0, String(now));
        assert.ok(now <= shares(most + 100), `${now} of ${most}`); // a level may not show us yet
      }
    }),
    { seed: 42, numRuns: 200 },
  );
});

test('an order that the book showed before its answer came is no queue of its own', () => {
  const queue = new QueueEstimates(PRO_RATA);
  const sent = aRow('yesBid 0.5 x 78', 'o1', { status: 'sent', restingMs: null });
  queue.expect([sent], of(64));
  queue.onBook(of(142), 10, [sent]);
  queue.join(aRow('yesBid 0.5 x 78', 'o1', { restingMs: 20 }), of(142), 20);
  assert.is(ahead(queue), 64);
});

test('a level that stands still for so long has us: nobody asks for its next change', () => {
  const queue = joined(142, 'yesBid 0.5 x 78');
  queue.onBook(of(142), 1_000);
  assert.is(ahead(queue), 142);
  queue.onBook(of(142), 1_001); // another level moved
  assert.is(ahead(queue), 64);
  const again = new QueueEstimates(PRO_RATA);
  again.join(aRow('yesBid 0.5 x 78', 'o1'), of(142), 5_000);
  assert.is(ahead(again), 64);
});

interface Night {
  /** Above zero: somebody comes with so much; below: somebody of those in line leaves. One each moment. */
  readonly others: readonly number[];
  readonly ours: number;
  readonly bookLag: number;
  readonly answerLag: number;
}

/** The level as the venue has it, one order after the other, and what the estimates say of it at the end. */
function lineUp({ others, ours, bookLag, answerLag }: Night): { estimate: number; before: number; level: number } {
  const line: { size: number; mine: boolean }[] = [{ size: 300, mine: false }];
  const total = () => line.reduce((sum, { size }) => sum + size, 0);
  const levels: number[] = [];
  const queue = new QueueEstimates(PRINTS_ONLY);
  const order = aRow('yesBid 0.5 x 100', 'o1', { restingMs: (ours + answerLag) * 10 });
  const sent = { ...order, status: 'sent' as const, restingMs: null };
  for (let at = 0; at < others.length + bookLag + answerLag + 1; at += 1) {
    const size = others[at] ?? 0;
    if (at === ours) line.push({ size: 100, mine: true });
    else if (size > 0) line.push({ size, mine: false });
    else if (size < 0) {
      const theirs = line.filter(({ mine }) => !mine);
      const leaver = theirs[-size % theirs.length];
      if (leaver && theirs.length > 1) line.splice(line.indexOf(leaver), 1);
    }
    levels.push(total());
    const told = of(levels[at - bookLag - 1] ?? 300);
    const coming = at >= ours && at < ours + answerLag ? [sent] : [];
    if (at === ours + answerLag) queue.join(order, told, at * 10);
    queue.expect(coming, told);
    queue.onBook(of(levels[at - bookLag] ?? 300), at * 10, coming);
  }
  const before = line
    .slice(
      0,
      line.findIndex(({ mine }) => mine),
    )
    .reduce((sum, { size }) => sum + size, 0);
  return { estimate: ahead(queue) ?? Number.NaN, before, level: total() };
}

test('whichever comes first, the answer or the book: never fewer than stand before us, and never we ourselves', () => {
  const size = fc.oneof(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 101, max: 400 }));
  const leaves = fc.integer({ min: 1, max: 9 }).map((which) => -which);
  const night = fc.record({
    others: fc.array(fc.oneof(size, leaves), { minLength: 1, maxLength: 30, size: 'max' }),
    ours: fc.nat(29),
    bookLag: fc.nat(10),
    answerLag: fc.nat(10),
  });
  fc.assert(
    fc.property(night, (each) => {
      const { estimate, before, level } = lineUp({ ...each, ours: Math.min(each.ours, each.others.length - 1) });
      assert.ok(estimate >= before, `${estimate} of ${before}`);
      assert.ok(estimate <= level - 100, `${estimate} of ${level} with our 100`);
    }),
    { seed: 7, numRuns: 500 },
  );
});

test('sizes stay whole micro-shares', () => {
  const queue = joined(100, 'yesBid 0.5 x 100', { model: 'power3', windowMs: 0 });
  queue.onBook(() => 199_999_999 as Shares, 10);
  queue.onBook(() => 133_333_333 as Shares, 20);
  assert.ok(Number.isSafeInteger(queue.ahead(O1)));
});

test.run();
