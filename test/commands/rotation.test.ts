// Markets chosen anew while a tree trades: who only reduces from then on, who comes, and who may not.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ChaosDesk } from '#actors/chaos-desk.ts';
import type { Desk } from '#actors/desk.ts';
import { riskLimits } from '#actors/risk-view.ts';
import type { Tree } from '#actors/root.actor.ts';
import { RunRecord } from '#actors/run-record.ts';
import type { MarketId } from '#domain/ids.ts';
import type { Discovery } from '#domain/market/discovery.ts';
import type { Market } from '#domain/market/market.ts';
import { ZERO_USD } from '#domain/units.ts';
import { controlHandler } from '../../src/commands/control-handler.ts';
import { Rotation } from '../../src/commands/rotation.ts';
import { statusTable } from '../../src/commands/status-table.ts';
import { aFill, RAIN, SNOW, smallDesk } from '../actors/small-desk.ts';

const HAIL: Market = { ...RAIN, id: 'hail' as MarketId, slug: 'hail' };
const FOG: Market = { ...RAIN, id: 'fog' as MarketId, slug: 'fog' };
const HOUR_MS = 3_600_000;

/** A desk that trades rain and snow, and looks again every hour. `chosen`: of the next look; null: nobody says. */
function scene(objects: (markets: readonly Market[]) => string | null = () => null) {
  const small = smallDesk({ flags: { 'discovery.rotateMinutes': '60', 'discovery.marketsMax': '2' } });
  const { desk, clock } = small;
  for (const market of [RAIN, SNOW]) desk.list(market);
  const [listed, kept]: [MarketId[], string[][]] = [[], []];
  const told: string[] = [];
  const warnings: (readonly [string, object])[] = [];
  const nothing = () => {};
  const log = { debug: nothing, info: nothing, error: nothing };
  Object.assign(desk, { log: { ...log, warn: (fields: object, text: string) => warnings.push([text, fields]) } });
  const [examined, unwell]: [MarketId[], Map<MarketId, string>] = [[], new Map()];
  desk.post = (address, event) => told.push(`${address} ${event.type}`);
  const next = { chosen: [RAIN, SNOW] as readonly Market[] | null, asked: 0 };
  const rotation = new Rotation({
    desk,
    chosen: new Map([RAIN, SNOW].map(({ id }) => [id, 0])),
    look: async () => {
      next.asked += 1;
      if (next.chosen === null) throw new Error('the venue says nothing');
      return found(next.chosen);
    },
    examine: async (market) => {
      examined.push(market);
      const why = unwell.get(market);
      if (why === 'nobody says') throw new Error(why);
      if (why !== undefined) return { ok: false, slug: market, why };
      const facts = [RAIN, SNOW, HAIL, FOG].find(({ id }) => id === market);
      return facts ? { ok: true, market: facts } : { ok: false, slug: market, why: 'is no open market' };
    },
    objects,
    list: (markets) => void listed.push(...markets),
    keep: (trading) => void kept.push([...trading.keys()]),
  });
  rotation.start();
  async function pass(): Promise<void> {
    clock.advanceBy(HOUR_MS);
    for (let n = 0; n < 20; n++) await Promise.resolve();
  }
  const transitions = () =>
    small.facts.flatMap((fact) => (fact.fact === 'transition' ? [`${fact.actor} ${fact.to}: ${fact.reason}`] : []));
  return { ...small, next, rotation, listed, kept, told, examined, unwell, warnings, pass, transitions };
}

function found(markets: readonly Market[]): Discovery {
  const terms = { group: null, volumeUsd: 1, bid: 0.4, ask: 0.6, endMs: null, rewardUsd: ZERO_USD, takesOrders: true };
  return {
    chosen: markets.map(({ id, slug }) => ({ market: { id, slug, ...terms }, sinceMs: 0, score: 1 })),
    left: [],
  };
}

/** What an operator sees. */
function shown(desk: Desk): { readonly refused: unknown; readonly table: string } {
  const tree = { stateOf: () => 'quoting', states: () => [] } as unknown as Tree;
  const record = new RunRecord(desk);
  const chaos = { active: () => [] } as unknown as ChaosDesk;
  const service = { startedMs: 0, lines: null, stop() {} };
  const { refused } = controlHandler(desk, tree, record, chaos, service)('status', []) as { refused: unknown };
  return { refused, table: statusTable(desk, tree, record, chaos, service) };
}

test('a market that is chosen no more is only reduced, and another comes into its place', async () => {
  const { desk, next, pass, listed, kept, told, transitions } = scene();
  next.chosen = [RAIN, HAIL];
  await pass();
  assert.equal([...desk.halts.retired], [[SNOW.id, 'is listed no more']]);
  assert.is(riskLimits(desk, SNOW.id).retired, 'is listed no more');
  assert.is(riskLimits(desk, RAIN.id).retired, undefined);
  assert.equal(listed, [HAIL.id]);
  assert.equal(kept, [[RAIN.id, HAIL.id]]);
  assert.ok(told.includes('market:snow/quoter ADMISSION_CHANGED'));
  assert.equal(transitions().slice(-2), ['market:snow retired: is listed no more', 'market:hail chosen: discovery']);
});

test('nobody comes while something of the retired one is left, and it comes back when it is chosen again', async () => {
  const { desk, next, pass, listed } = scene();
  const { role, fee, ...fill } = aFill('t', 'o' as never, 'yesBid 0.5 x 10', SNOW.id);
  desk.book({
    fact: 'fill',
    ...fill,
    role,
    fee: fee.toFixed(),
    mark: fill.price,
    queueAhead: null,
    trace: 't' as never,
  });
  next.chosen = [RAIN, HAIL];
  await pass();
  assert.ok(desk.halts.retired.has(SNOW.id));
  assert.equal(listed, []);
  next.chosen = [RAIN, SNOW];
  await pass();
  assert.not.ok(desk.halts.retired.has(SNOW.id));
  assert.is(riskLimits(desk, SNOW.id).retired, undefined);
});

test('a look that failed changes nothing, and it looks again', async () => {
  const { desk, next, pass, kept } = scene();
  next.chosen = null;
  await pass();
  await pass();
  assert.is(next.asked, 2);
  assert.is(desk.halts.retired.size, 0);
  assert.equal(kept, []);
});

test('a market by whom the worst case would be more than was typed back does not come', async () => {
  const asked: string[][] = [];
  const { next, pass, listed } = scene((markets) => {
    asked.push(markets.map(({ slug }) => slug));
    return 'the worst case would be 30 dollars';
  });
  next.chosen = [RAIN, HAIL];
  await pass();
  assert.equal(asked, [['rain', 'hail']]);
  assert.equal(listed, []);
});

test('a chosen market that the doctor finds unwell does not come; why is told once, and the next one takes its place', async () => {
  const { desk, next, pass, listed, unwell, warnings } = scene();
  unwell.set(HAIL.id, 'nobody may take its shares');
  next.chosen = [RAIN, HAIL, FOG];
  await pass();
  await pass();
  assert.equal(listed, [FOG.id]);
  assert.equal(shown(desk).refused, [{ slug: 'hail', why: 'nobody may take its shares' }]);
  assert.match(shown(desk).table, /chosen, and not taken in: hail: nobody may take its shares/);
  assert.equal([...desk.halts.refused], [[HAIL.id, { slug: 'hail', why: 'nobody may take its shares' }]]);
  const why = { market: 'hail', why: 'nobody may take its shares' };
  assert.equal(warnings, [['a market was chosen and may not come', why]]);
  next.chosen = [HAIL, FOG];
  await pass();
  unwell.set(HAIL.id, 'nobody says');
  await pass();
  assert.match(desk.halts.refused.get(HAIL.id)?.why ?? '', /could not be looked at: nobody says/);
  assert.is(warnings.length, 2);
  unwell.clear();
  await pass();
  assert.equal(listed, [FOG.id, HAIL.id]);
  assert.is(desk.halts.refused.size, 0);
});

test('one that was retired is looked at again before it comes back', async () => {
  const { desk, next, pass, examined, unwell } = scene();
  next.chosen = [RAIN];
  await pass();
  assert.ok(desk.halts.retired.has(SNOW.id));
  next.chosen = [RAIN, SNOW];
  unwell.set(SNOW.id, 'takes no orders now');
  await pass();
  assert.equal(examined, [SNOW.id]);
  assert.ok(desk.halts.retired.has(SNOW.id));
  unwell.clear();
  await pass();
  assert.not.ok(desk.halts.retired.has(SNOW.id));
});

test('once stopped it neither looks nor changes anything, not even by a look that was under way', async () => {
  const { desk, next, clock, rotation, listed } = scene();
  next.chosen = [RAIN, HAIL];
  clock.advanceBy(HOUR_MS);
  rotation.stop();
  for (let n = 0; n < 20; n++) await Promise.resolve();
  clock.advanceBy(10 * HOUR_MS);
  assert.is(next.asked, 1);
  assert.equal([listed, [...desk.halts.retired]], [[], []]);
});

test.run();
