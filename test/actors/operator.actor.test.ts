// The operator actor between a tree that trades and a scripted door: what it tells, what it answers, and that the tree never depends on it.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ActorNotes } from '#actors/actor-notes.ts';
import { FactMemory } from '#actors/fact-memory.ts';
import { InspectionTap } from '#actors/inspection-tap.ts';
import { type OperatorParts, operatorDesk } from '#actors/operator.actor.ts';
import type { DoorAnswer, DoorAsk, DoorNews } from '#domain/operator/door-news.ts';
import type { MarketRow } from '#domain/operator/market-views.ts';
import type { PairTradeView, Snapshot, TreeNode } from '#domain/operator/views.ts';
import { Decimal } from '#domain/units.ts';
import type { DoorListener } from '#infra/operator/door.ts';
import { readEventQuery } from '#infra/operator/event-shelf.ts';
import { Replica } from '#infra/operator/replica.ts';
import { endsWell, type House, house, SECOND_MS } from './chaos-house.ts';

class ScriptedDoor {
  keepsUp = true;
  reopened = 0;
  readonly told: DoorNews[] = [];
  #listener: DoorListener | null = null;
  #asked = 0;

  attend(listener: DoorListener | null): void {
    this.#listener = listener;
    listener?.request({ request: 'hello' });
  }

  tell(news: DoorNews): void {
    // What crosses threads must be plain data.
    this.told.push(structuredClone(news));
  }

  async reopen(): Promise<void> {
    this.reopened += 1;
    this.#listener?.request({ request: 'hello' });
  }

  lose(): void {
    this.#listener?.lost('its thread died');
  }

  watch(pages: number): void {
    this.#listener?.request({ request: 'watched', pages, inspected: [] });
  }

  ask(ask: DoorAsk): DoorAnswer {
    this.#asked += 1;
    const id = this.#asked;
    this.#listener?.request({ request: 'ask', id, ask });
    const answer = this.told.findLast((news) => news.news === 'answer' && news.id === id);
    if (answer?.news !== 'answer') throw new Error(`${ask.what} was not answered`);
    return answer.answer;
  }

  of<Name extends DoorNews['news']>(name: Name): readonly Extract<DoorNews, { news: Name }>[] {
    return this.told.filter((news) => news.news === name) as never;
  }
}

interface Looked extends House {
  readonly door: ScriptedDoor;
  snapshot(): Snapshot;
}

function looked(flags: Readonly<Record<string, string>> = {}): Looked {
  const door = new ScriptedDoor();
  let parts: OperatorParts | null = null;
  let notes: ActorNotes | null = null;
  let memory: FactMemory | null = null;
  const it = house({
    flags,
    side(desk) {
      notes = new ActorNotes(desk.clock);
      memory = new FactMemory(desk.facts);
      parts = { desk } as OperatorParts;
      return { inspect: notes.inspect, hands: () => operatorDesk(() => parts as OperatorParts) };
    },
    beforeStart({ desk, tree, record, chaos }) {
      const tap = new InspectionTap({ root: tree.root, clock: desk.clock, tell() {} });
      Object.assign(parts as object, {
        door,
        tree,
        record,
        chaos,
        notes,
        memory,
        tap,
        startedMs: desk.clock.now(),
        words: 'a scene',
        note: null,
        lines: null,
        phase: () => 'ok',
        alerts: () => [],
        testAlert() {},
        report: () => ({ schema: 1 }),
      });
    },
  });
  const snapshot = () => {
    door.ask({ what: 'snapshot' });
    return door.of('snapshot').at(-1)?.snapshot as Snapshot;
  };
  return { ...it, door, snapshot };
}

function nodes(node: TreeNode): readonly TreeNode[] {
  return [node, ...node.children.flatMap(nodes)];
}

test('it begins with every fact so far, and a replica that is told the rest knows as many events', async () => {
  const it = looked();
  it.run(30 * SECOND_MS);
  const { door } = it;
  const [begin] = door.told;
  assert.is(begin?.news, 'begin');
  const told = [...door.of('begin'), ...door.of('facts')].flatMap(({ facts }) => facts);
  it.run(SECOND_MS);
  assert.equal(told, it.facts.slice(0, told.length));
  const replica = new Replica();
  for (const news of door.told) replica.take(news, 0);
  const everything = { ...readEventQuery({}), limit: 1e9 };
  assert.is(
    replica.events.find(everything).length,
    door.of('facts').flatMap(({ facts }) => facts).length + (door.of('begin')[0]?.facts.length ?? 0),
  );
  assert.is(replica.tracks.fills(1e9).length, it.facts.filter(({ fact }) => fact === 'fill').length);
  await endsWell(it);
});

test('what is shown is what the desk holds: profit adds up, orders and positions agree', async () => {
  const it = looked({ 'sim.pace': '120', 'sim.markets': 'liquid, wide, updown' });
  const shown = new Set<string>();
  it.run(200 * SECOND_MS, () => {
    for (const id of it.desk.markets.keys()) shown.add(id);
    return false;
  });
  const { desk, markets, tree } = it.snapshot();
  for (const profit of [desk.whole, desk.today]) {
    const sum = new Decimal(profit.spread).plus(profit.inventory).minus(profit.fees).plus(profit.rebates);
    assert.is(sum.plus(profit.rewards).minus(profit.gas).plus(profit.rounding).toFixed(), profit.total);
  }
  const total = markets.reduce((all, row) => all.plus(row.profit), new Decimal(0));
  assert.is(total.plus(desk.ended.profit).plus(desk.ended.unplaced).toFixed(), desk.whole.total);
  const traded = new Set(it.facts.flatMap((fact) => (fact.fact === 'fill' ? [fact.market] : [])));
  const gone = [...traded].filter((id) => shown.has(id) && !it.desk.markets.has(id));
  assert.ok(gone.length > 0 && desk.ended.markets >= gone.length, `${gone}`);
  assert.is.not(total.toFixed(), desk.whole.total);
  assert.is(desk.ended.unplaced, '0');
  assert.is(desk.cash, it.desk.accounts.cash().held.toFixed());
  const worth = it.settings.bankrollUsd.plus(desk.whole.total);
  assert.is(worth.toFixed(), desk.worth);
  for (const row of markets) {
    const { yes, no } = it.desk.accounts.position(row.id as never);
    assert.equal([Number(row.yes) * 1e6, Number(row.no) * 1e6].map(Math.round), [yes.held, no.held]);
  }
  const living = nodes(tree).map(({ id }) => id);
  for (const { address } of it.tree.actors()) assert.ok(living.includes(address), address);
  assert.ok(desk.limits.length >= 14 && desk.limits.every(({ used }) => used === null || (used >= 0 && used < 1)));
  await endsWell(it);
});

test('pair trades are told with both legs, with the orders that work for them and every fill, also at their end', async () => {
  const it = looked({ 'sim.pace': '120', quoteShares: '60' });
  const replica = new Replica();
  const heard: PairTradeView[] = [];
  replica.listener = { snapshot() {}, events() {}, pairTrades: (views) => heard.push(...views) };
  it.door.watch(1);
  let taken = 0;
  const resting = new Set<string>();
  it.run(120 * SECOND_MS, () => {
    for (const news of it.door.told.slice(taken)) {
      replica.take(news, 0);
      if (news.news !== 'snapshot') continue;
      const orders = new Map(news.orders.map((order) => [`${order.market} ${order.slot}`, order]));
      for (const { market, slot, price, ...order } of orders.values())
        resting.add(`${market} ${slot} ${price} ${order.queueAhead}`);
      for (const { market, legs } of replica.pairTrades.find({ market: null, state: null, open: true, limit: 1e9 }))
        for (const { slot, price, queueAhead } of legs)
          if (queueAhead !== null)
            assert.ok(
              resting.has(`${market} ${slot} ${price} ${queueAhead}`),
              'a queue before an order that never rested so',
            );
    }
    taken = it.door.told.length;
    return false;
  });
  // A merge under way when the house ends would leave the chain's own timer behind.
  assert.ok(it.run(30 * SECOND_MS, () => it.desk.chainJobs.size === 0));
  const whole = heard.filter(({ state }) => ['bothFilled', 'merging', 'merged'].includes(state));
  assert.ok(whole.length > 0);
  for (const { id, state, size, legs } of whole) {
    const [first, second] = legs;
    assert.is(first?.filled, size, `${id} ${state}`);
    assert.is(second?.filled, second?.size, `${id} ${state}`);
    assert.ok(Number(second?.filled) <= Number(size)); // part of the first leg may have been sold again
  }
  const legs = heard.flatMap((view) => view.legs.map((leg, at) => ({ view, leg, at })));
  assert.ok(legs.some(({ view, leg }) => view.state === 'leg1Working' && leg.queueAhead !== null));
  assert.ok(legs.some(({ view, leg, at }) => view.state === 'leg2Working' && at === 1 && leg.queueAhead !== null));
  assert.ok(legs.some(({ leg: { filled, size } }) => Number(filled) > 0 && Number(filled) < Number(size)));
  const ended = replica.pairTrades.find({ market: null, state: 'merged', open: false, limit: 1e9 });
  assert.ok(ended.length > 0);
  const fills = ended.flatMap((view) => view.legs.map((leg) => leg.fills ?? 0));
  assert.ok(Math.min(...fills) === 1 && Math.max(...fills) > 1, `${fills}`);
  await endsWell(it);
});

test('while everything is halted the share of two-sided time falls as the report has it', async () => {
  const it = looked();
  it.run(20 * SECOND_MS);
  assert.ok(it.door.ask({ what: 'halt', reason: 'news' }).ok);
  it.run(2 * SECOND_MS);
  const shares = () => it.snapshot().markets.map(({ uptime }) => uptime ?? Number.NaN);
  const before = shares();
  assert.ok(before.some((share) => share > 0));
  it.run(24 * SECOND_MS);
  const after = shares();
  for (const [at, share] of before.entries()) assert.ok(share === 0 || (after[at] ?? 1) < share, `${before} ${after}`);
  const { notes } = it.close();
  for (const { id, uptime } of it.snapshot().markets) assert.is(notes?.find((note) => note.id === id)?.uptime, uptime);
  assert.ok(it.door.ask({ what: 'resume', market: null }).ok);
  it.run(2 * SECOND_MS);
  await endsWell(it);
});

test('what pair trades earned is what their sets cost less than a dollar, share by share', async () => {
  const it = looked({ 'sim.pace': '120', 'sim.markets': 'liquid, wide' });
  it.run(120 * SECOND_MS);
  const pairs = it.door.of('facts').flatMap(({ pairs }) => pairs);
  const whole = pairs.filter(
    // While more is worked for, a leg shows the price of that order, not of its fill.
    ({ legs }) => legs.length === 2 && legs.every(({ fills, filled, size }) => fills === 1 && filled === size),
  );
  assert.ok(whole.length > 0, 'no pair was completed');
  for (const { legs, earned } of whole) {
    const [first, second] = legs;
    const edge = 1_000_000 - (first?.price ?? 0) - (second?.price ?? 0);
    assert.is(
      new Decimal(earned).toFixed(),
      new Decimal(edge)
        .times(second?.filled ?? 0)
        .div('1e12')
        .toFixed(),
    );
  }
  await endsWell(it);
});

test('a market and an actor are looked at closely, and strangers are told so', async () => {
  const it = looked();
  const { door } = it;
  const market = door.ask({ what: 'market', slug: 'wide-1' });
  assert.ok(market.ok);
  const detail = market.body as {
    row: MarketRow;
    bids: readonly { price: string; size: string; ours: string | null }[];
  };
  assert.is(detail.row.slug, 'wide-1');
  const ours = detail.bids.find((level) => level.ours !== null);
  assert.is(ours?.price, detail.row.bid?.price);
  const actor = door.ask({ what: 'actor', id: 'market:wide-1/quoter' });
  assert.ok(actor.ok);
  assert.match(JSON.stringify(actor.body), /"chart":"quoter"/);
  assert.not.ok(JSON.stringify(actor.body).includes('function'));
  for (const [ask, field] of [
    [{ what: 'market', slug: 'nowhere' }, 'slug'],
    [{ what: 'actor', id: 'nobody' }, 'id'],
  ] as const) {
    const answer = door.ask(ask);
    assert.ok(!answer.ok && answer.status === 404 && answer.field === field);
  }
  await endsWell(it);
});

test('halt, reduce, flatten and resume do what they say and are facts', async () => {
  const it = looked();
  const { door } = it;
  const by = (ask: DoorAsk) => {
    const answer = door.ask(ask);
    it.run(2 * SECOND_MS);
    return answer;
  };
  assert.ok(by({ what: 'halt', reason: 'news' }).ok);
  assert.is(it.desk.vitals.latch?.stage, 'cancelAll');
  assert.is(it.world.exchange.openOrders('maker' as never).length, 0);
  const refused = by({ what: 'flatten', reason: 'x' });
  assert.ok(!refused.ok && refused.status === 400 && refused.field === 'latch');
  assert.ok(by({ what: 'resume', market: null }).ok);
  assert.is(it.desk.vitals.latch, null);
  assert.ok(by({ what: 'reduceOnly', reason: 'calm' }).ok);
  assert.is(it.desk.admission.mode, 'reduceOnly');
  assert.ok(by({ what: 'flatten', reason: 'home' }).ok);
  assert.ok(it.snapshot().desk.flattening);
  assert.ok(by({ what: 'resume', market: null }).ok);
  const stranger = by({ what: 'resume', market: 'nowhere' });
  assert.ok(!stranger.ok && stranger.status === 400 && stranger.field === null, JSON.stringify(stranger));
  const hands = it.facts.flatMap((fact) => (fact.fact === 'transition' && fact.from === 'by hand' ? [fact.to] : []));
  assert.equal(hands, ['halt', 'resume', 'reduceOnly', 'flatten', 'resume']);
  await endsWell(it);
});

test('a fault injected at the door strikes and heals, and what reads wrong is refused by its field', async () => {
  const it = looked();
  const { door } = it;
  const injected = door.ask({ what: 'chaos', command: { fault: 'crash', target: 'market:wide-1/quoter' } });
  assert.ok(injected.ok && injected.status === 202);
  it.run(20 * SECOND_MS, () => it.snapshot().injections.every(({ state }) => state === 'healed'));
  const [injection] = it.snapshot().injections;
  assert.is(injection?.state, 'healed');
  assert.equal(injection?.actors, ['market:wide-1/quoter']);
  for (const [command, field] of [
    [{ fault: 'crash' }, 'target'],
    [{ fault: 'nonsense' }, 'fault'],
    [{ fault: 'crash', target: 'nobody' }, 'target'],
    [null, null],
    [7, null],
    [{ fault: 'crash', target: 'quoter', params: { where: 'knee' } }, 'params.where'],
  ] as const) {
    const answer = door.ask({ what: 'chaos', command });
    assert.ok(!answer.ok && answer.status === 400, JSON.stringify(command));
    if (field !== null) assert.is(answer.field, field);
  }
  await endsWell(it);
});

test('an event by hand reaches its actor, and only those of its protocol may be sent', async () => {
  const it = looked();
  const { door } = it;
  const send = (actor: string, type: string, fields = {}) => door.ask({ what: 'send', actor, type, fields });
  assert.ok(send('market:wide-1/quoter', 'QUOTE_FORBIDDEN', { reason: 'by me' }).ok);
  it.run(SECOND_MS);
  assert.is(it.tree.stateOf('market:wide-1/quoter'), 'pulled');
  assert.ok(send('market:wide-1/quoter', 'QUOTE_ALLOWED').ok);
  it.run(20 * SECOND_MS);
  assert.ok(it.tree.stateOf('market:wide-1/quoter') !== 'pulled');
  for (const [answer, status, field] of [
    [send('market:wide-1/quoter', 'FILL_ARRIVED'), 400, 'type'],
    [send('kill-switch', 'RESUME'), 400, 'type'],
    [send('nobody', 'FLUSH'), 404, 'actor'],
    [send('market:wide-1/quoter', 'QUOTE_FORBIDDEN'), 400, 'fields.reason'],
    [send('ledger', 'FLUSH', { reason: 'x' }), 400, 'fields.reason'],
    [send('order-gateway', 'ENGINE_RESTARTING', { retryAfterMs: -1 }), 400, 'fields.retryAfterMs'],
  ] as const)
    assert.ok(!answer.ok && answer.status === status && answer.field === field, JSON.stringify(answer));
  await endsWell(it);
});

test('where faults are not allowed, neither are events by hand', async () => {
  const it = looked({ 'chaos.allow': 'never' });
  const answer = it.door.ask({ what: 'send', actor: 'ledger', type: 'FLUSH', fields: {} });
  assert.ok(!answer.ok && answer.status === 403);
  assert.match(it.snapshot().desk.handsOff ?? '', /chaos.allow: never/);
  await endsWell(it);
});

test('an operator that crashes is restarted and begins anew, and nobody who trades notices', async () => {
  const it = looked();
  it.run(10 * SECOND_MS);
  const restarts = it.desk.counters.restarts;
  it.door.ask({ what: 'chaos', command: { fault: 'crash', target: 'operator' } });
  it.run(5 * SECOND_MS);
  assert.is(it.desk.counters.restarts, restarts + 1);
  assert.is(it.door.of('begin').length, 2);
  assert.is(it.snapshot().injections[0]?.state, 'healed');
  await endsWell(it);
});

test('a door that dies is opened again, however often', async () => {
  const it = looked();
  for (let death = 1; death <= 12; death += 1) {
    it.door.lose();
    it.run(3 * SECOND_MS);
    await null;
    assert.is(it.door.reopened, death);
    assert.is(it.tree.stateOf('operator'), 'open');
  }
  assert.is(it.facts.filter((fact) => fact.fact === 'fault' && fact.actor === 'operator').length, 12);
  await endsWell(it);
});

test('a door that does not keep up gets no snapshots, and every fact once it does', async () => {
  const it = looked();
  it.door.watch(1);
  it.run(5 * SECOND_MS);
  const [snapshots, facts] = [it.door.of('snapshot').length, it.door.of('facts').length];
  it.door.keepsUp = false;
  it.run(30 * SECOND_MS);
  assert.equal([it.door.of('snapshot').length, it.door.of('facts').length], [snapshots, facts]);
  it.door.keepsUp = true;
  it.run(SECOND_MS);
  const told = [...it.door.of('begin'), ...it.door.of('facts')].flatMap(({ facts }) => facts);
  assert.equal(told, it.facts.slice(0, told.length));
  assert.ok(it.facts.length - told.length < 50);
  await endsWell(it);
});

test('nobody watches: a snapshot every few seconds; a page watches: several a second', async () => {
  const it = looked();
  const count = (ms: number) => {
    const before = it.door.of('snapshot').length;
    it.run(ms);
    return it.door.of('snapshot').length - before;
  };
  assert.ok(count(20 * SECOND_MS) <= 5);
  it.door.watch(2);
  const watched = count(20 * SECOND_MS);
  assert.ok(watched >= 35 && watched <= 80, `${watched}`);
  it.door.watch(0);
  assert.ok(count(20 * SECOND_MS) <= 5);
  await endsWell(it);
});

test.run();
