import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  groupLoss,
  type LossByOutcome,
  lossByOutcome,
  NO_LOSS,
  type Pending,
  worstLoss,
} from '#domain/orders/exposure.ts';
import { ALL_SLOTS, SLOTS, type Slot, yesPrice } from '#domain/orders/slot.ts';
import { cost, Decimal, ONE, type Price, parsePrice, priceOf, type Shares, type Usd } from '#domain/units.ts';
import { anIntent, shares } from './scene.ts';

const price = (text: string): Price => parsePrice(text);
const pending = (...texts: readonly string[]): readonly Pending[] => texts.map((text, at) => anIntent(text, `o-${at}`));
const text = (loss: LossByOutcome): string => `yes ${loss.yes} no ${loss.no}`;

test('a position alone loses q p if NO and gains q (1-p) if YES (F-2.8)', () => {
  const long = { mark: price('0.4'), yes: shares(200), no: 0, pending: [] };
  assert.is(text(lossByOutcome(long)), 'yes -120 no 80');
  const short = { mark: price('0.4'), yes: 0, no: shares(200), pending: [] };
  assert.is(text(lossByOutcome(short)), 'yes 120 no -80');
});

test('complete sets lose nothing whatever happens', () => {
  const paired = { mark: price('0.4'), yes: shares(300), no: shares(300), pending: [] };
  assert.is(text(lossByOutcome(paired)), 'yes 0 no 0');
});

test('a bid in flight is lost if NO, an ask in flight if YES, from either of their slots', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['yesBid 0.55 x 100', 'yes 0 no 55'],
    ['noAsk 0.45 x 100', 'yes 0 no 55'],
    ['yesAsk 0.45 x 100', 'yes 55 no 0'],
    ['noBid 0.55 x 100', 'yes 55 no 0'],
  ];
  for (const [order, wanted] of rows) {
    const stake = { mark: price('0.5'), yes: 0, no: 0, pending: pending(order) };
    assert.is(text(lossByOutcome(stake)), wanted, order);
  }
});

test('a bid below the mark counts at the mark, because that is what its shares are worth once filled', () => {
  const stake = { mark: price('0.5'), yes: 0, no: 0, pending: pending('yesBid 0.48 x 100', 'yesAsk 0.52 x 100') };
  assert.is(text(lossByOutcome(stake)), 'yes 50 no 50');
});

test('without a mark each outcome is counted from the mark that hurts most', () => {
  const stake = { mark: null, yes: shares(100), no: 0, pending: pending('yesAsk 0.52 x 10') };
  assert.is(text(lossByOutcome(stake)), 'yes -90 no 100');
});

test('O-6: the worst end of a neg-risk event is the sum of q p less the smallest q (F-2.7)', () => {
  const members = [
    ['0.45', 200],
    ['0.30', 0],
    ['0.15', -100],
    ['0.10', 50],
  ] as const;
  const losses = members.map(([mark, net]) =>
    lossByOutcome({ mark: price(mark), yes: shares(Math.max(0, net)), no: shares(Math.max(0, -net)), pending: [] }),
  );
  assert.is(groupLoss(losses, 'exhaustive').toString(), '180');
  assert.is(groupLoss(losses, 'exclusive').toString(), '180', 'the case in which none wins is milder here');
  assert.is(groupLoss(losses, 'independent').toString(), '180', '90 + 0 + 85 + 5');
});

test('one YES of every outcome is safe only where one of them must win', () => {
  const losses = ['0.5', '0.3', '0.2'].map((mark) =>
    lossByOutcome({ mark: price(mark), yes: shares(100), no: 0, pending: [] }),
  );
  assert.is(groupLoss(losses, 'exhaustive').toString(), '0');
  assert.is(groupLoss(losses, 'exclusive').toString(), '100');
  assert.is(groupLoss(losses, 'independent').toString(), '100');
  assert.is(groupLoss([], 'exhaustive').toString(), '0');
  assert.is(worstLoss(NO_LOSS).toString(), '0');
});

// ---- the naive twin: try every set of fills, and count cash and shares in every end ----

interface Wealth {
  cash: Usd;
  yes: number;
  no: number;
}

function filled(wealth: Wealth, order: Pending): Wealth {
  const { outcome, side } = SLOTS[order.slot];
  const paid = cost(order.price, order.size);
  const sign = side === 'buy' ? 1 : -1;
  return {
    cash: side === 'buy' ? wealth.cash.minus(paid) : wealth.cash.plus(paid),
    yes: wealth.yes + (outcome === 'yes' ? sign * order.size : 0),
    no: wealth.no + (outcome === 'no' ? sign * order.size : 0),
  };
}

const worth = ({ cash, yes, no }: Wealth, mark: number): Usd =>
  cash.plus(new Decimal(mark).times(yes).div('1e12')).plus(new Decimal(1e6 - mark).times(no).div('1e12'));

function subsets<T>(all: readonly T[]): readonly (readonly T[])[] {
  return all.reduce<readonly (readonly T[])[]>((found, one) => found.concat(found.map((set) => set.concat(one))), [[]]);
}

/** The worst of both outcomes over all fills, measured from the wealth before them and from the wealth after them. */
function naiveLoss(stake: { mark: Price; yes: number; no: number; pending: readonly Pending[] }): LossByOutcome {
  const start: Wealth = { cash: new Decimal(0), yes: stake.yes, no: stake.no };
  let yes = new Decimal('-1e30');
  let no = new Decimal('-1e30');
  for (const set of subsets(stake.pending)) {
    const end = set.reduce(filled, start);
    for (const from of [worth(start, stake.mark), worth(end, stake.mark)]) {
      yes = Decimal.max(yes, from.minus(worth(end, ONE)));
      no = Decimal.max(no, from.minus(worth(end, 0)));
    }
  }
  return { yes, no };
}

const anyPrice = fc.integer({ min: 1, max: 99 }).map((cents) => priceOf(cents * 10_000));
const anySize = fc.integer({ min: 1, max: 100_000 }).map((lots) => (lots * 10_000) as Shares);
const anyOrder = fc.record({ slot: fc.constantFrom<Slot>(...ALL_SLOTS), price: anyPrice, size: anySize });
const anyStake = fc.record({
  mark: anyPrice,
  yes: anySize,
  no: anySize,
  pending: fc.array(anyOrder, { maxLength: 5 }),
});

test('no set of fills loses more than was counted, from the mark before or after them', () => {
  const law = fc.property(anyStake, (stake) => {
    const counted = lossByOutcome(stake);
    const naive = naiveLoss(stake);
    assert.ok(naive.yes.lte(counted.yes), `if YES: ${naive.yes} > ${counted.yes}`);
    assert.ok(naive.no.lte(counted.no), `if NO: ${naive.no} > ${counted.no}`);
  });
  fc.assert(law, { seed: 42, numRuns: 500 });
});

test('with orders on one side of the mark the count is exact, not merely a bound', () => {
  const law = fc.property(anyStake, fc.boolean(), (stake, dear) => {
    const kept = stake.pending.filter((order) => {
      const inYes = yesPrice(order.slot, order.price);
      return SLOTS[order.slot].economic === 'bid' ? inYes >= stake.mark === dear : inYes <= stake.mark === dear;
    });
    const counted = lossByOutcome({ ...stake, pending: kept });
    const naive = naiveLoss({ ...stake, pending: kept });
    assert.is(counted.yes.toString(), naive.yes.toString());
    assert.is(counted.no.toString(), naive.no.toString());
  });
  fc.assert(law, { seed: 42, numRuns: 300 });
});

test('seen from NO the same stake has its outcomes swapped', () => {
  const mirror: Readonly<Record<Slot, Slot>> = { yesBid: 'noBid', noBid: 'yesBid', yesAsk: 'noAsk', noAsk: 'yesAsk' };
  const law = fc.property(anyStake, (stake) => {
    const seen = lossByOutcome(stake);
    const mirrored = lossByOutcome({
      mark: priceOf(ONE - stake.mark),
      yes: stake.no,
      no: stake.yes,
      pending: stake.pending.map((order) => ({ ...order, slot: mirror[order.slot] })),
    });
    assert.is(text(mirrored), text({ yes: seen.no, no: seen.yes }));
  });
  fc.assert(law, { seed: 42, numRuns: 300 });
});

test.run();
