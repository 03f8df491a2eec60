import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { walletId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import { CHARACTERS } from '#infra/exchange/synthetic/characters.ts';
import { character, newWorld, START_MS, type World } from './market-facts.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** One number for everything the public heard. */
function fingerprint(seed: string, hours: number, pace = 1): { hash: string; events: number } {
  const world = newWorld(seed, CHARACTERS, pace);
  const hash = createHash('sha256');
  let events = 0;
  const hear = (heard: MarketEvent | Market) => {
    events += 1;
    hash.update(JSON.stringify(heard));
  };
  world.exchange.onMarket(hear);
  world.exchange.onCatalogue(hear);
  world.markets.start();
  world.clock.advanceBy(hours * HOUR_MS);
  assert.equal(world.exchange.check(), []);
  return { hash: hash.digest('hex'), events };
}

function heard(world: World): MarketEvent[] {
  const events: MarketEvent[] = [];
  world.exchange.onMarket((event) => events.push(event));
  return events;
}

test('the same seed gives the same events to the last byte, another seed gives others', () => {
  const one = fingerprint('seed 1', 0.5);
  assert.ok(one.events > 10_000, `${one.events} events`);
  assert.equal(one, fingerprint('seed 1', 0.5));
  assert.is.not(one.hash, fingerprint('seed 2', 0.5).hash);
});

test('a market does the same alone as beside the others', () => {
  const alone = newWorld('seed', [character('wide')]);
  const together = newWorld('seed', CHARACTERS);
  const [a, b] = [heard(alone), heard(together)];
  for (const world of [alone, together]) {
    world.markets.start();
    world.clock.advanceBy(HOUR_MS);
  }
  const id = alone.exchange.markets()[0]?.id;
  const own = b.filter((event) => event.market === id);
  assert.ok(a.some((event) => event.type === 'PRINT'));
  assert.equal(own, a);
});

test('the pace speeds traders and deadlines: a day at pace 30 is 48 minutes', () => {
  const world = newWorld('pace', [character('liquid')], 30);
  const events = heard(world);
  world.markets.start();
  assert.is(world.exchange.markets()[0]?.endMs, START_MS + 48 * MINUTE_MS);
  world.clock.advanceBy(48 * MINUTE_MS + 4 * MINUTE_MS - 1);
  assert.not(events.some((event) => event.type === 'RESOLVED'));
  world.clock.advanceBy(1);
  assert.ok(events.some((event) => event.type === 'RESOLVED'));
});

test('a five-minute market ends, pays out, and its successor is listed before that', () => {
  const world = newWorld('updown', [character('updown')]);
  const events = heard(world);
  const listed: { slug: string; atMs: number }[] = [];
  world.exchange.onCatalogue((market) => {
    if (market.payout === null) listed.push({ slug: market.slug, atMs: world.clock.now() - START_MS });
  });
  world.markets.start();
  const fairs: number[] = [];
  for (const minute of [3, 8, 13]) {
    world.clock.advanceTo(START_MS + minute * MINUTE_MS);
    fairs.push(world.markets.describe().at(-1)?.fair ?? 0);
  }
  world.clock.advanceTo(START_MS + 16 * MINUTE_MS);
  assert.equal(listed.slice(0, 4), [
    { slug: 'updown-1', atMs: 0 },
    { slug: 'updown-2', atMs: 5 * MINUTE_MS },
    { slug: 'updown-3', atMs: 10 * MINUTE_MS },
    { slug: 'updown-4', atMs: 15 * MINUTE_MS },
  ]);
  const resolved = events.filter((event) => event.type === 'RESOLVED');
  assert.equal(
    resolved.map((event) => event.atMs - START_MS),
    [6 * MINUTE_MS + 55_000, 11 * MINUTE_MS + 55_000],
  );
  assert.is(new Set(fairs).size, 3, 'no market repeats another');
  assert.ok(resolved.every((event) => event.payout === 0 || event.payout === 1_000_000));
});

test('between its end and its payout a market takes no orders and shows an empty book', () => {
  const world = newWorld('close', [character('updown')]);
  world.markets.start();
  world.clock.advanceBy(6 * MINUTE_MS);
  const [first] = world.exchange.markets();
  assert.ok(first);
  const submit = world.exchange.submit.bind(world.exchange);
  world.exchange.submit = (wallet, order) => {
    assert.is.not(order.market, first.id, 'its traders went home');
    return submit(wallet, order);
  };
  world.clock.advanceBy(MINUTE_MS / 2);
  assert.is(world.markets.describe()[0]?.phase, 'awaitingResolution');
  assert.equal(world.exchange.top(first.id), { bid: null, ask: null });
});

test('the scheduled news moves the jumpy market, and the start of the game clears its book', () => {
  const jumpy = character('jumpy');
  const world = newWorld('jumpy', [jumpy]);
  world.markets.start();
  const [market] = world.exchange.markets();
  assert.ok(market && jumpy.event && jumpy.gameStartMs !== null);
  assert.is(market.eventMs, START_MS + jumpy.event.atMs);
  assert.is(market.gameStartMs, START_MS + jumpy.gameStartMs);
  world.clock.advanceTo(START_MS + jumpy.event.atMs - 2000);
  const before = world.markets.describe()[0]?.fair ?? 0;
  world.clock.advanceBy(4000);
  assert.ok(Math.abs((world.markets.describe()[0]?.fair ?? 0) - before) > 0.05);
  world.clock.advanceTo(market.gameStartMs ?? 0);
  assert.equal(world.exchange.top(market.id), { bid: null, ask: null });
  world.clock.advanceBy(5 * MINUTE_MS);
  const { bid, ask } = world.exchange.top(market.id);
  assert.ok(bid !== null && ask !== null);
});

test('finished markets leave nothing behind: no trader, no timer, no shares', () => {
  const world = newWorld('leaks', [character('updown')]);
  world.markets.start();
  world.clock.advanceBy(2 * MINUTE_MS);
  const early = world.clock.pending;
  world.clock.advanceBy(40 * MINUTE_MS);
  assert.ok(world.markets.describe().length <= 3);
  assert.ok(world.clock.pending < 3 * early, `${world.clock.pending} timers, ${early} at first`);
  const held = world.exchange.account(walletId('updown/flow')).holdings;
  assert.ok(held.size <= 3, `${held.size} markets held`);
  world.markets.stop();
  world.exchange.stop();
  assert.is(world.clock.pending, 0);
  assert.equal(world.markets.describe(), []);
});

test.run();
