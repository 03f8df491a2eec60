// The residual of a whole run can fail: the facts of a real run explain the exchange's account to the last digit, and no
// longer do when one of them is shifted, lost or told twice.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { TradeId } from '#domain/ids.ts';
import { Attribution } from '#domain/money/attribution.ts';
import type { Fact, FillFact } from '#domain/money/fact.ts';
import type { VenueAccount } from '#domain/ports.ts';
import type { Usd } from '#domain/units.ts';
import { type SimTree, simTree } from './sim-tree.ts';

interface Run {
  readonly facts: readonly Fact[];
  readonly opening: Usd;
  readonly account: VenueAccount;
  readonly sim: SimTree;
}

const RUN = await traded();

/** With failed settlements, merges and a redemption in it. */
async function traded(): Promise<Run> {
  const flags = { 'sim.settlementFailureShare': '0.25', 'sim.gasUsd': '0.003', 'sim.markets': 'liquid,wide,updown' };
  const sim = simTree({ seed: 3, flags });
  sim.run(260_000);
  const { account } = await sim.drain();
  sim.end();
  return { facts: sim.facts, opening: sim.desk.opening, account, sim };
}

/** What the facts leave unexplained, each market at the mark of the run's end. */
function residualOf(facts: readonly Fact[]) {
  const attribution = new Attribution();
  for (const fact of facts) attribution.apply(fact);
  attribution.markTo((market) => RUN.sim.desk.mark(market));
  return attribution.residual({ openingCash: RUN.opening, closing: RUN.account });
}

function replaced(index: number, ...facts: readonly Fact[]): readonly Fact[] {
  return [...RUN.facts.slice(0, index), ...facts, ...RUN.facts.slice(index + 1)];
}

/** Where facts of a kind stand. */
function places(is: (fact: Fact) => boolean): readonly number[] {
  return RUN.facts.flatMap((fact, index) => (is(fact) ? [index] : []));
}

function isWrong(facts: readonly Fact[], what: string): void {
  const { usd, found } = residualOf(facts);
  assert.not(usd.isZero(), `${what} goes unnoticed`);
  assert.ok(found);
}

const failed = new Set(
  RUN.facts.flatMap((fact) => (fact.fact === 'settlement' && fact.status === 'failed' ? [fact.trade] : [])),
);
const isVoid = (fact: { readonly trade: TradeId }) => failed.has(fact.trade);
const fills = places((fact) => fact.fact === 'fill' && !isVoid(fact));

test('the facts of the run explain the account to the last digit', () => {
  const { usd, found } = residualOf(RUN.facts);
  assert.is(usd.toFixed(), '0');
  assert.is(found, null);
});

test('the run has everything in it that moves money', () => {
  for (const kind of ['fill', 'settlement', 'merge', 'resolution', 'redemption'])
    assert.ok(
      RUN.facts.some(({ fact }) => fact === kind),
      `no ${kind}`,
    );
  assert.ok(fills.length > 10);
  assert.ok(failed.size > 0, 'no settlement failed');
});

test('a fill that is a micro-share too large or too small shows, whichever fill it is', () => {
  for (const index of fills)
    for (const shift of [1, -1]) {
      const fill = RUN.facts[index] as FillFact;
      isWrong(
        replaced(index, { ...fill, size: (fill.size + shift) as never }),
        `${shift} micro-share of ${fill.trade}`,
      );
    }
});

test('a fill at another price, in another slot or with a fee shows', () => {
  for (const index of fills.slice(0, 10)) {
    const fill = RUN.facts[index] as FillFact;
    isWrong(replaced(index, { ...fill, price: (fill.price + 1_000) as never }), 'another price');
    isWrong(replaced(index, { ...fill, slot: fill.slot === 'yesBid' ? 'noBid' : 'yesBid' }), 'another slot');
    isWrong(replaced(index, { ...fill, fee: '0.000001' }), 'a fee');
  }
});

test('a lost fact shows, whichever it is: fill, merge, redemption, a failed settlement, the opening', () => {
  const last = places(
    (fact) =>
      (fact.fact === 'fill' && !isVoid(fact)) ||
      fact.fact === 'merge' ||
      fact.fact === 'redemption' ||
      fact.fact === 'opening' ||
      (fact.fact === 'settlement' && fact.status === 'failed'),
  );
  assert.ok(last.length > fills.length + 3);
  for (const index of last) isWrong(replaced(index), `the loss of ${JSON.stringify(RUN.facts[index])}`);
});

test('a fact told twice is known by its name and counts once', () => {
  for (const index of places(({ fact }) => fact === 'fill' || fact === 'merge' || fact === 'redemption')) {
    const fact = RUN.facts[index] as Fact;
    assert.is(residualOf(replaced(index, fact, fact)).usd.toFixed(), '0');
  }
});

test('a fact told twice under another name shows', () => {
  for (const index of [fills[0] ?? 0, fills.at(-1) ?? 0]) {
    const fill = RUN.facts[index] as FillFact;
    isWrong(replaced(index, fill, { ...fill, trade: 'another' as TradeId }), 'a fill twice');
  }
  for (const index of places(({ fact }) => fact === 'merge' || fact === 'redemption')) {
    const fact = RUN.facts[index] as Fact;
    isWrong(replaced(index, fact, { ...fact, transaction: 'another' } as never), `a ${fact.fact} twice`);
  }
});

test('a cent that the exchange has and nobody explains shows', () => {
  const attribution = new Attribution();
  for (const fact of RUN.facts) attribution.apply(fact);
  attribution.markTo((market) => RUN.sim.desk.mark(market));
  const closing = { ...RUN.account, cash: RUN.account.cash.plus('0.01') };
  assert.is(attribution.residual({ openingCash: RUN.opening, closing }).usd.toFixed(), '0.01');
});

test.run();
