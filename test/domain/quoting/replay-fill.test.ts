import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { BookSide } from '#domain/market/market-event.ts';
import { type QueueRules, queueOf } from '#domain/quoting/queue-position.ts';
import {
  betterThan,
  type HitPrint,
  LOT,
  meets,
  newStake,
  oppositeSide,
  reducedStake,
  type Stake,
  stakeAfterLevel,
  stakeAfterMeeting,
  stakeAfterPrint,
} from '#domain/quoting/replay-fill.ts';
import { complement, type Price, parsePrice, parseShares, type Shares } from '#domain/units.ts';

const RULES: QueueRules = { model: 'riskAverse', windowMs: 1_000 };
const shares = (text: string): Shares => parseShares(text);
const bid = (price: string, size: string, ahead: string): Stake =>
  newStake('bid', parsePrice(price), shares(size), shares(ahead));
const sell = (price: string, size: string, atMs = 0): HitPrint => ({
  hit: 'bid',
  price: parsePrice(price),
  size: shares(size),
  atMs,
});
const whole = (stake: Stake, print: HitPrint) => stakeAfterPrint(stake, print, print.size, RULES);

test('a print at our price eats the queue ahead, then us', () => {
  const first = whole(bid('0.52', '100', '300'), sell('0.52', '299'));
  assert.is(first.filled, 0);
  const second = whole(first.stake, sell('0.52', '2'));
  assert.is(second.filled, shares('1'));
  assert.is(queueOf(second.stake.position, 'riskAverse').front, 0, 'what we were given is not owed again');
  assert.is(whole(second.stake, sell('0.52', '500')).filled, shares('100'), 'at most what is left');
});

test('a print above our bid, of the other side, or already spent gives nothing', () => {
  const stake = bid('0.52', '100', '0');
  assert.is(whole(stake, sell('0.53', '50')).filled, 0);
  assert.is(whole(stake, { ...sell('0.52', '50'), hit: 'ask' }).filled, 0);
  assert.is(stakeAfterPrint(stake, sell('0.52', '50'), shares('0'), RULES).filled, 0);
  assert.is(stakeAfterPrint(stake, sell('0.52', '50'), shares('20'), RULES).filled, shares('20'));
});

test('a print through our price gives its size whatever stands ahead, and what stood ahead is gone', () => {
  const { stake, filled } = whole(bid('0.52', '100', '300'), sell('0.51', '30'));
  assert.is(filled, shares('30'));
  assert.is(whole(stake, sell('0.52', '5', 2_000)).filled, shares('5'));
});

test('a crumb below a hundredth of a share waits for the next print, which gives no more than it has', () => {
  const one = whole(bid('0.52', '100', '0'), sell('0.52', '1.004'));
  assert.is(one.filled, shares('1'));
  assert.is(whole(one.stake, sell('0.52', '1.004')).filled, shares('1.004'));
  assert.is(LOT, shares('0.01'));
});

test('an ask at our bid gives what it grew by, one beyond it everything', () => {
  const price = parsePrice('0.52');
  const [a, b] = [stakeAfterMeeting(bid('0.52', '100', '0'), price, shares('30'), shares('0')), shares('0')];
  assert.is(a.filled, shares('30'));
  assert.is(stakeAfterMeeting(a.stake, price, shares('30'), b).filled, 0);
  assert.is(
    stakeAfterMeeting(a.stake, price, shares('45'), shares('10')).filled,
    shares('5'),
    'ten went to an order before',
  );
  const gone = stakeAfterMeeting(a.stake, null, b, b);
  assert.is(stakeAfterMeeting(gone.stake, price, shares('7'), b).filled, shares('7'), 'it went and came again');
  assert.is(stakeAfterMeeting(a.stake, parsePrice('0.51'), b, b).filled, shares('100'));
  assert.is(stakeAfterMeeting(a.stake, parsePrice('0.53'), b, b).filled, 0);
});

test('a fill leaves the rest in its place, or nothing', () => {
  const stake = bid('0.52', '100', '300');
  assert.is(reducedStake(stake, shares('40'))?.remaining, shares('60'));
  assert.is(reducedStake(stake, shares('100')), null);
});

test('better, and meeting, are what a trader means by them', () => {
  const [low, high] = [parsePrice('0.4'), parsePrice('0.6')];
  assert.ok(betterThan('bid', high, low) && betterThan('ask', low, high));
  assert.not(betterThan('bid', low, low));
  assert.ok(meets('bid', high, low) && meets('bid', low, low) && meets('ask', low, high));
  assert.not(meets('bid', low, high) || meets('ask', high, low) || meets('bid', low, null));
});

interface News {
  readonly kind: string;
  readonly cents: number;
  readonly size: Shares;
  readonly afterMs: number;
}

const news: fc.Arbitrary<News[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('print', 'level', 'meeting'),
    cents: fc.integer({ min: 49, max: 53 }),
    size: fc.integer({ min: 0, max: 400 }).map((n) => (n * 1e6) as Shares),
    afterMs: fc.integer({ min: 0, max: 1_500 }),
  }),
  { maxLength: 40 },
);

/** Everything the stake is given by the same news, in micro-shares; `mirror` plays them on the other side of the book. */
function given(events: readonly News[], model: QueueRules['model'], mirror: boolean): number[] {
  const rules: QueueRules = { model, windowMs: 1_000 };
  const side: BookSide = mirror ? 'ask' : 'bid';
  const at = (cents: number): Price => (mirror ? complement((cents * 1e4) as Price) : ((cents * 1e4) as Price));
  let stake: Stake | null = newStake(side, at(51), shares('500'), shares('300'));
  let [sum, atMs] = [0, 0];
  return events.map(({ kind, cents, size, afterMs }) => {
    atMs += afterMs;
    if (stake === null) return sum;
    const price = at(cents);
    if (kind === 'level') stake = stakeAfterLevel(stake, size, atMs, rules);
    else {
      const met = kind === 'meeting' ? stakeAfterMeeting(stake, price, size, shares('0')) : null;
      const evidence = met ?? stakeAfterPrint(stake, { hit: side, price, size, atMs }, size, rules);
      sum += evidence.filled;
      stake = reducedStake(evidence.stake, evidence.filled);
    }
    return sum;
  });
}

test('both sides of the book are treated alike, and a fill never exceeds the order', () => {
  fc.assert(
    fc.property(news, (events) => {
      const asBid = given(events, 'power3', false);
      assert.equal(asBid, given(events, 'power3', true));
      assert.ok(asBid.every((sum) => sum <= shares('500')));
    }),
    { seed: 42, numRuns: 400 },
  );
  assert.is(oppositeSide(oppositeSide('bid')), 'bid');
});

test('the risk-averse queue never fills earlier or more than another', () => {
  fc.assert(
    fc.property(news, fc.constantFrom('power1', 'power2', 'power3', 'log', 'log2'), (events, model) => {
      const [least, most] = [given(events, 'riskAverse', false), given(events, model, false)];
      for (const [n, sum] of least.entries()) assert.ok(sum <= (most[n] ?? 0));
    }),
    { seed: 42, numRuns: 1_000 },
  );
});

test.run();
