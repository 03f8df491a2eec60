// A house that trades over a line whose far end is struck, as `npm start` does: what is lost, late or wrong there comes to the
// client as text, so it is the client's own witnesses that must notice, pull the quotes and find the way back.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { endsWell, type House, house, SECOND_MS } from './chaos-house.ts';
import { MAKER } from './sim-tree.ts';

const STRUCK = { wire: { struck: true }, flags: { 'sim.markets': 'updown, liquid, wide', seed: '12' } } as const;
/** From the first lost frame: the silence, the sample, and the time that the stream is given to catch up; once more where the venue's
 *  book moved while its sample waited. */
const NOTICED_MS = 16 * SECOND_MS;

const lineOf = ({ world }: House, market: string) =>
  [...(world.lines?.().lines ?? [])].find(([id]) => id === market)?.[1];

/** Markets that we quote although the venue shows another top than we believe. */
function deceived(each: House): readonly string[] {
  const { world, desk } = each;
  const quoted = new Set(world.exchange.openOrders(MAKER).map(({ market }) => market));
  return [...desk.markets.values()].flatMap(({ facts: { id, slug }, book }) => {
    const there = world.exchange.top(id);
    const isSame = book.bestPrice('bid') === there.bid && book.bestPrice('ask') === there.ask;
    return isSame || !quoted.has(id) ? [] : [slug];
  });
}

test('frames that are lost below the client are missed by its own witnesses, and it finds the way back by itself', async () => {
  const each = house(STRUCK);
  const { desk, world } = each;
  assert.ok(world.exchange.openOrders(MAKER).length > 0, 'it quotes');
  const injection = each.inject({ fault: 'framesDropped', forMs: '60s', params: { share: '1' } });
  const reasons = new Set<string>();
  const sinceMs = new Map<string, number>();
  let longestMs = 0;
  each.run(60 * SECOND_MS, () => {
    for (const { silence } of desk.markets.values()) if (silence !== null) reasons.add(silence);
    const now = deceived(each);
    for (const slug of sinceMs.keys()) if (!now.includes(slug)) sinceMs.delete(slug);
    for (const slug of now) {
      if (!sinceMs.has(slug)) sinceMs.set(slug, each.elapsedMs());
      longestMs = Math.max(longestMs, each.elapsedMs() - (sinceMs.get(slug) ?? 0));
    }
    return false;
  });
  assert.ok(longestMs > 0 && longestMs <= NOTICED_MS, `deceived for ${longestMs} ms`);
  assert.ok(reasons.has('book is suspect'), [...reasons].join(', '));
  assert.is(each.heal(injection).state, 'healed');
  assert.is(desk.vitals.latch, null);
  const isWell = () => [...desk.markets.values()].every(({ facts }) => lineOf(each, facts.id) === 'live');
  assert.ok(each.run(60 * SECOND_MS, isWell), 'every market is heard again');
  assert.ok(
    each.run(30 * SECOND_MS, () => world.exchange.openOrders(MAKER).length > 2),
    'and quoted',
  );
  await endsWell(each);
});

test('a fault of words strikes at the far end at us alone, ends there with its clearing, and belongs to who injected it', async () => {
  const each = house({ ...STRUCK, flags: { 'sim.markets': 'liquid, wide' } });
  const { served } = each.world;
  const limited = each.inject({ fault: 'rateLimited', forMs: '10m' });
  const [far] = served?.active() ?? [];
  assert.is(far?.command.id, 'service-chaos-1');
  assert.match(String(far?.account), /^0x/);
  assert.throws(() => served?.clear('service-chaos-1'), 'was injected into the service; clear it there');
  each.run(SECOND_MS);
  each.chaos.clear(limited.command.id);
  assert.equal(served?.active(), []);
  assert.is(each.heal(limited).state, 'healed');
  // What is inside of us still strikes there.
  each.heal(each.inject({ fault: 'slowLoop', forMs: '1s' }));
  assert.equal(served?.active(), []);
  await endsWell(each);
});

test.run();
