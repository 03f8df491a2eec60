import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Desk } from '#actors/desk.ts';
import type { Ports } from '#actors/ports.ts';
import { RewardRecord } from '#actors/reward-record.ts';
import type { OrderId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import { NO_AIM } from '#domain/market/reward-aim.ts';
import type { Fact } from '#domain/money/fact.ts';
import { Decimal, parsePrice, parseShares } from '#domain/units.ts';
import { anIntent } from '../domain/orders/scene.ts';
import { RAIN, smallDesk, snapshot } from './small-desk.ts';

const PAYING: Market = {
  ...RAIN,
  reward: {
    dailyUsd: new Decimal(1_440),
    maxSpread: parsePrice('0.03'),
    minSize: parseShares('50'),
    multiplier: 1,
  },
};
const BOTH = { ...NO_AIM, bid: true, ask: true, perDay: 100 };

/** Everybody together shows 200 at each best price; half of that is ours as long as both of our orders rest. */
function scene(ports: Partial<Ports> = {}, market = PAYING) {
  const small = smallDesk();
  const desk = new Desk({ ...small.ports, ...ports }, small.desk.settings, small.desk.opening);
  const facts: Fact[] = [];
  desk.facts.onFact((fact) => facts.push(fact));
  const { clock } = small;
  desk.list(market);
  const state = desk.markets.get(market.id);
  if (!state) throw new Error('no market');
  const record = new RewardRecord(desk);
  const rest = (text: string, id: string) => {
    desk.orders.propose(anIntent(text, id, market.id), clock.now());
    for (const news of ['INTENDED', 'SENT', 'ACCEPTED'] as const) desk.orders.news(id as OrderId, news, clock.now());
  };
  const show = () => state.apply(snapshot(market.id, '0.49 x 200', '0.51 x 200', clock.now()), clock.now());
  return {
    ...{ desk, clock, state, record, rest, show },
    told: () => facts.flatMap((fact) => (fact.fact === 'transition' || fact.fact === 'fault' ? [fact] : [])),
    /** The quoter plans every second, and wants both sides to count unless told otherwise. */
    run(minutes: number, aim = BOTH) {
      for (let second = 0; second < 60 * minutes; second += 1) {
        state.rewardAim = { ...aim, plannedMs: clock.now() };
        clock.advanceBy(1_000);
      }
    },
    quoted() {
      rest('yesBid 0.49 x 100', 'bid');
      rest('noBid 0.49 x 100', 'ask');
      show();
      return this;
    },
  };
}

test('an hour of half the samples is half an hour’s pool, less the haircut', () => {
  const { run, record, state } = scene().quoted();
  run(61);
  const dollars = record.estimate(state.facts.id);
  assert.ok(Math.abs(dollars - 60 * 0.5 * 0.7) < 0.4, `${dollars}`); // a dollar a minute, seven tenths believed
  assert.is(record.estimate(), dollars);
  assert.equal(record.view(state), { share: 0.5, why: null });
});

test('what is credited is no estimate any more, but for the day that is not over', () => {
  const { run, record, desk, clock, state } = scene().quoted();
  run(30);
  desk.tell({ fact: 'flow', atMs: clock.now(), kind: 'reward', market: state.facts.id, cash: '10' });
  assert.ok(record.estimate() > 5, 'today is paid tomorrow');
  clock.advanceBy(86_400_000 - (clock.now() % 86_400_000));
  run(3);
  const before = record.estimate();
  desk.tell({ fact: 'flow', atMs: clock.now(), kind: 'rebate', market: null, cash: '10' });
  assert.is(record.estimate(), before);
  desk.tell({ fact: 'flow', atMs: clock.now(), kind: 'reward', market: null, cash: '10' });
  assert.ok(record.estimate() < 2 && record.estimate() > 0, `${record.estimate()}`);
});

test('a side that should count and does not is told once it has lasted, and again when it counts', () => {
  const { run, rest, show, desk, told, record, state } = scene();
  rest('noBid 0.49 x 100', 'ask');
  show();
  run(3);
  assert.equal(told(), [], 'patience is three minutes');
  run(2);
  assert.equal(
    told().map((fact) => (fact.fact === 'transition' ? [fact.actor, fact.to, fact.reason] : fact)),
    [['rewards:rain', 'bid: does not count', 'no bid rests']],
  );
  assert.is(desk.counters.rewardGaps, 1);
  assert.is(record.view(state)?.why, 'no bid rests');
  rest('yesBid 0.49 x 100', 'bid');
  run(10);
  assert.equal(
    told().map((fact) => (fact.fact === 'transition' ? fact.to : fact)),
    ['bid: does not count', 'bid: counts'],
  );
});

test('nobody is told about rewards that were not aimed at, nor while nothing is planned', () => {
  const { run, show, told, clock, record, state } = scene();
  show();
  run(30, { ...NO_AIM, why: 'not worth standing so near, or so large' });
  assert.is(record.view(state)?.why, 'not worth standing so near, or so large');
  run(1);
  clock.advanceBy(3_600_000);
  assert.equal(told(), []);
  assert.is(record.view(state)?.why, 'nothing is planned');
});

test('a market without a programme is not looked at', () => {
  const { run, record, state } = scene({}, RAIN).quoted();
  run(10);
  assert.is(record.view(state), null);
  assert.is(record.estimate(), 0);
});

test('what the venue says of our share is believed, and told when it stays far from what was expected', () => {
  let percent = 20;
  const { run, record, state, told } = scene({
    rewardShares: (reply) => reply({ ok: true, value: new Map([[RAIN.id, percent]]) }),
  }).quoted();
  run(6);
  assert.ok(Math.abs((record.view(state)?.share ?? 0) - 0.2) < 1e-9, 'the others are four times what the book shows');
  percent = 0;
  run(120);
  const [alarm, ...rest] = told();
  assert.ok(alarm?.fact === 'fault');
  assert.is(alarm?.fact === 'fault' ? alarm.detail : '', 'the venue pays 0.00 % of the pool, 20.00 % were expected');
  assert.equal(rest, []);
  percent = 20;
  run(240);
  assert.is(told().length, 2, 'and when it is as expected again');
});

test('a share that could not be read says nothing', () => {
  const { run, record, state, told } = scene({
    rewardShares: (reply) => reply({ ok: false, failure: { kind: 'timeout' } as never }),
  }).quoted();
  run(40);
  assert.equal(told(), []);
  assert.is(record.view(state)?.share, 0.5);
});

test('after its end no timer is left', () => {
  const { record, clock } = scene();
  const before = clock.pending;
  record.stop();
  assert.is(clock.pending, before - 1);
});

test.run();
