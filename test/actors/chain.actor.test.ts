// One lane of transactions whose keeper may crash: what was asked for is done once, what was done is booked once.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { plantTree } from '#actors/root.actor.ts';
import { orderId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import { parseChainJobs } from '#domain/money/chain-job-file.ts';
import { parsePrice, parseShares, type Shares } from '#domain/units.ts';
import { aMarket } from '../domain/orders/scene.ts';
import { poisoned } from './sim-tree.ts';
import { aFill, smallDesk, WELL_BEHAVED } from './small-desk.ts';

const TEN = parseShares('10');

/** Three markets with ten settled sets each, nothing quoted. */
function house() {
  const small = smallDesk({ prompt: WELL_BEHAVED, flags: { mergeMinShares: '1000', mergeCashShareMin: '0' } });
  const { desk, stream, clock } = small;
  const markets: readonly Market[] = ['a', 'b', 'c'].map((name) => aMarket(name));
  for (const market of markets) stream.list(market);
  const tree = plantTree(desk);
  tree.done.catch(() => {});
  tree.start();
  clock.advanceBy(500);
  for (const { id } of markets)
    for (const [slot, price] of [
      ['yesBid', '0.5'],
      ['noBid', '0.45'],
    ]) {
      const { trade, order, ...fill } = aFill(`${id} ${slot}`, orderId(`${id} ${slot}`), `${slot} ${price} x 10`, id);
      const mark = parsePrice('0.5');
      desk.book({ ...fill, fact: 'fill', trade, order, fee: '0', mark, queueAhead: null, trace: 't' as never });
      desk.book({ fact: 'settlement', atMs: 0, trade, order, status: 'confirmed', market: id, mark });
    }
  desk.gas.now();
  clock.advanceBy(10);
  const merge = (market: Market) =>
    tree.send('order-gateway', { type: 'MERGE', market: market.id, size: TEN } as never);
  return { ...small, tree, markets, merge };
}

const crash = poisoned('SUBMIT', 'job');

/** A house with one merge of ten sets on its way, of which nobody says anything. */
function silent() {
  const all = house();
  const { markets, merge, venue, desk } = all;
  const [market] = markets;
  if (!market) throw new Error('no market');
  merge(market);
  const honest = venue.says;
  /** The chain did it: from now on the venue says so, until our books do. */
  const mined = (gas = '0') => {
    venue.says = () => {
      const told = honest();
      if (merges().length > 0) return told;
      const { yes, no } = desk.accounts.position(market.id);
      const left = { yes: (yes.held - TEN) as Shares, no: (no.held - TEN) as Shares };
      return {
        ...told,
        cash: told.cash.plus(10).minus(gas),
        holdings: new Map([...told.holdings, [market.id, left]]),
      };
    };
  };
  const merges = () => all.facts.filter(({ fact }) => fact === 'merge');
  const alerts = (what: RegExp) => desk.faults.filter((each) => each.actor === 'chain' && what.test(each.what));
  const locked = () => desk.accounts.position(market.id).locked;
  return { ...all, market, mined, merges, alerts, locked };
}

test('a merge that was mined and never answered is booked once when the account shows it, gas and all', () => {
  const { clock, mined, merges, alerts, locked, chain, desk, facts } = silent();
  mined('0.02');
  clock.advanceBy(40_000);
  assert.equal(
    merges().map((fact) => fact.fact === 'merge' && [fact.size, fact.gas]),
    [[TEN, '0.02']],
  );
  assert.equal([locked(), alerts(/has happened/).length], [0, 1]);
  chain.confirm(0); // the receipt comes after all
  clock.advanceBy(200_000);
  assert.is(merges().length, 1);
  assert.is(desk.accounts.cash().held.toFixed(), desk.settings.bankrollUsd.minus(28.5).plus(9.98).toFixed());
  assert.not(facts.some((fact) => fact.fact === 'fault' && /divergence/.test(fact.detail)));
});

test('a merge that got lost is unknown after a minute, and its sets are free again when the account shows nothing of it', () => {
  const { clock, merges, alerts, locked, desk } = silent();
  clock.advanceBy(59_000);
  assert.equal([locked(), alerts(/unknown/).length], [TEN, 0]);
  clock.advanceBy(5_000);
  assert.equal([alerts(/unknown/).length, alerts(/has not happened/).length, locked()], [1, 1, 0]);
  assert.is(merges().length, 0);
  assert.is(desk.admission.mode, 'open');
});

test('a merge that was taken for lost and is mined late is booked by its receipt, and unlocks nothing twice', () => {
  const { clock, merge, market, merges, locked, chain, desk } = silent();
  clock.advanceBy(70_000);
  desk.gas.now();
  clock.advanceBy(10);
  merge(market); // asked for again
  assert.equal([chain.asked.length, locked()], [2, TEN]);
  chain.confirm(0);
  assert.equal([merges().length, locked()], [1, TEN]);
  chain.asked[1]?.reply({ ok: false, failure: { kind: 'rejected', reason: 'notCovered', text: 'no sets' } } as never);
  assert.equal([merges().length, locked()], [1, 0]);
});

test('a merge that is mined after it was taken for lost, and never answered, is found all the same', () => {
  const { clock, mined, merges, locked, desk } = silent();
  clock.advanceBy(70_000);
  mined();
  clock.advanceBy(40_000);
  assert.equal([merges().length, locked(), desk.vitals.latch], [1, 0, null]);
});

test('a job that its keeper fell with is decided like one that was never answered', () => {
  const { clock, tree, alerts, merges, locked } = silent();
  tree.send('chain', crash);
  clock.advanceBy(500);
  assert.equal([alerts(/unknown/).length, locked()], [1, TEN]);
  clock.advanceBy(50_000);
  assert.is(locked(), TEN, 'it may still be on its way');
  clock.advanceBy(45_000);
  assert.equal([locked(), merges().length], [0, 0]);
});

test('an answer that says nothing makes it unknown at once, and the lane goes on', () => {
  const { clock, chain, alerts, locked, merge, markets } = silent();
  if (markets[1]) merge(markets[1]);
  chain.asked[0]?.reply({ ok: false, failure: { kind: 'unreachable', sent: 'maybe' } } as never);
  clock.advanceBy(100);
  assert.equal([alerts(/unknown/).length, locked(), chain.asked.length], [1, TEN, 2]);
});

test('cash that does not fit is no merge of ours: it halts', () => {
  const { clock, mined, merges, locked, desk } = silent();
  mined('-3');
  clock.advanceBy(40_000);
  assert.equal([merges().length, locked()], [0, TEN]);
  assert.ok(desk.vitals.latch);
});

test('what waited when the kill switch was latched does not leave, but a cheap redemption', () => {
  const { clock, tree, chain, merge, markets, market, desk } = silent();
  if (markets[1]) merge(markets[1]);
  tree.halt('by hand');
  clock.advanceBy(100);
  chain.confirm(0);
  clock.advanceBy(100);
  assert.equal([chain.asked.length, desk.accounts.position(markets[1]?.id ?? market.id).locked], [1, 0]);
});

test('jobs that waited in the lane survive its keeper, and none is sent twice', () => {
  const { tree, markets, merge, chain, clock, desk, facts } = house();
  for (const market of markets) merge(market);
  assert.is(chain.asked.length, 1);
  tree.send('chain', crash);
  clock.advanceBy(200);
  assert.equal(
    chain.asked.map(({ market }) => market),
    ['a', 'b'],
  );
  chain.confirm(0);
  assert.is(chain.asked.length, 2);
  chain.confirm(1);
  chain.confirm(2);
  assert.equal(
    chain.asked.map(({ market }) => market),
    ['a', 'b', 'c'],
  );
  assert.is(facts.filter(({ fact }) => fact === 'merge').length, 3);
  for (const { id } of markets) {
    assert.is(desk.accounts.position(id).locked, 0);
    assert.is(desk.accounts.position(id).yes.held, 0);
  }
});

test('what the chain did while its keeper was away is booked when it is back', () => {
  const { tree, markets, merge, chain, clock, desk, facts } = house();
  const [market] = markets;
  if (!market) throw new Error('no market');
  merge(market);
  tree.send('chain', crash);
  chain.confirm(0);
  assert.is(facts.filter(({ fact }) => fact === 'merge').length, 0);
  clock.advanceBy(200);
  assert.is(facts.filter(({ fact }) => fact === 'merge').length, 1);
  assert.is(desk.accounts.position(market.id).locked, 0);
  assert.is(desk.counters.undelivered, 0);
});

test('what the chain did while the gateway was away is booked when it is back', () => {
  const { tree, markets, merge, chain, clock, desk, facts } = house();
  const [market] = markets;
  if (!market) throw new Error('no market');
  merge(market);
  tree.send('order-gateway', poisoned('NEWS', 'news'));
  chain.confirm(0);
  assert.is(desk.accounts.position(market.id).locked, TEN);
  clock.advanceBy(500);
  assert.is(facts.filter(({ fact }) => fact === 'merge').length, 1);
  assert.is(desk.accounts.position(market.id).locked, 0);
});

test('a job asked for while its keeper is away is done when it is back', () => {
  const { tree, markets, merge, chain, clock } = house();
  const [market] = markets;
  if (!market) throw new Error('no market');
  tree.send('chain', crash);
  merge(market);
  assert.is(chain.asked.length, 0);
  clock.advanceBy(200);
  assert.is(chain.asked.length, 1);
});

test('a merge that cannot be written down is not handed to the chain, and its sets are free again', () => {
  const { clock, markets, merge, chain, files, desk } = house();
  const [market] = markets;
  if (!market) throw new Error('no market');
  const { write } = files;
  files.write = (name, text) => {
    if (name === 'chain.json') throw new Error('chain.json: no space left');
    write.call(files, name, text);
  };
  merge(market);
  clock.advanceBy(100);
  assert.equal([chain.asked.length, desk.accounts.position(market.id).locked], [0, 0]);
  files.write = write;
  merge(market);
  clock.advanceBy(100);
  assert.equal([chain.asked.length, desk.accounts.position(market.id).locked], [1, TEN]);
});

test('what is under way is on disk until it is decided', () => {
  const { clock, chain, files, market } = silent();
  const onDisk = () => parseChainJobs(files.read('chain.json'), 'sim');
  assert.equal(onDisk(), { jobs: [{ kind: 'merge', market: market.id, size: TEN }] });
  chain.confirm(0);
  clock.advanceBy(100);
  assert.equal(onDisk(), { jobs: [] });
});

test.run();
