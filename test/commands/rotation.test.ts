// Markets chosen anew while a tree trades: who only reduces from then on, who comes, and who may not.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { riskLimits } from '#actors/risk-view.ts';
import type { MarketId } from '#domain/ids.ts';
import type { Discovery } from '#domain/market/discovery.ts';
import type { Market } from '#domain/market/market.ts';
import { ZERO_USD } from '#domain/units.ts';
import { Rotation } from '../../src/commands/rotation.ts';
import { aFill, RAIN, SNOW, smallDesk } from '../actors/small-desk.ts';

const HAIL: Market = { ...RAIN, id: 'hail' as MarketId, slug: 'hail' };
const HOUR_MS = 3_600_000;

/** A desk that trades rain and snow, and looks again every hour. `chosen`: of the next look; null: nobody says. */
function scene(objects: (markets: readonly Market[]) => string | null = () => null) {
  const small = smallDesk({ flags: { 'discovery.rotateMinutes': '60', 'discovery.marketsMax': '2' } });
  const { desk, clock } = small;
  for (const market of [RAIN, SNOW]) desk.list(market);
  const [listed, kept]: [MarketId[], string[][]] = [[], []];
  const told: string[] = [];
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
    facts: async (market) => (market === HAIL.id ? HAIL : null),
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
  return { ...small, next, rotation, listed, kept, told, pass, transitions };
}

function found(markets: readonly Market[]): Discovery {
  const terms = { group: null, volumeUsd: 1, bid: 0.4, ask: 0.6, endMs: null, rewardUsd: ZERO_USD, takesOrders: true };
  return {
    chosen: markets.map(({ id, slug }) => ({ market: { id, slug, ...terms }, sinceMs: 0, score: 1 })),
    left: [],
  };
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
