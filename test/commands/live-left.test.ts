// Shares that an earlier life left in a market which nobody chose for this one.
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type MarketId, orderId, type WalletId, walletId } from '#domain/ids.ts';
import { Decimal, MICRO, type Price, parsePrice, parseShares } from '#domain/units.ts';
import { realClock } from '#infra/clock.ts';
import { ask } from '#infra/operator/control-socket.ts';
import { Inquiry } from '#infra/venue/inquiry.ts';
import { readTradingAccount } from '#infra/venue/trading-account.ts';
import { HttpConnections } from '#infra/venue/transport/http.ts';
import { venueHosts } from '#infra/venue/venue-hosts.ts';
import { type LeftMarket, leftMarkets } from '../../src/commands/left-markets.ts';
import { endAll, FOLDER, start, until } from './command-line.ts';
import { KEYS, type LoopbackVenue, loopbackVenue } from './loopback-venue.ts';
import type { Status } from './service.ts';

let venue: LoopbackVenue;
test.before(async () => {
  venue = await loopbackVenue({ 'sim.pace': '2', 'sim.markets': 'liquid,wide', bankrollUsd: '1500' });
});
test.before.each(() => {
  venue.spoil = () => null;
});
test.after(async () => {
  endAll();
  await venue.close();
});

const stateFolder = () => mkdtempSync(join(FOLDER, 'l-'));
const words = (state: string, market: string, worst: string) => [
  ...['live', '--i-understand-live', '--worst-case', worst, '--host', venue.origin, '--venue.markets', market],
  ...['--state.directory', state, '--operator.port', '0', '--quiet'],
];
const idOf = (slug: string) => venue.world.exchange.markets().find((market) => market.slug === slug)?.id as MarketId;

test('shares of a market that is not chosen any more are only reduced, and redeemed ones of one that is over are booked', async () => {
  const state = stateFolder();
  const { exchange } = venue.world;
  const wallet = walletId((await readTradingAccount(KEYS, 'deposit')).wallet);
  const first = start(words(state, 'liquid-1', '20'), { env: KEYS });
  await until(
    'a bid',
    () => exchange.purse(wallet) !== null && exchange.openOrders(wallet).some(({ slot }) => slot === 'yesBid'),
    40_000,
  );
  sellTo(wallet);
  await until('shares', () => heldOf(state, idOf('liquid-1')) > 0, 20_000);
  first.child.kill('SIGINT');
  assert.is((await first.ended).code, 0, first.stdout());

  const alone = await start(words(state, 'wide-1', '20'), { env: KEYS }).ended;
  assert.match(alone.stderr, 'the worst case is 40 dollars');

  const second = start(words(state, 'wide-1', '40'), { env: KEYS });
  const status = async () =>
    (await ask(join(state, 'live', 'control.sock'), 'status', []).catch(() => null)) as Status | null;
  const ordersIn = async (slug: string) => (await status())?.markets.find((one) => one.slug === slug)?.orders ?? [];
  await until(
    'quotes in both',
    async () => (await ordersIn('wide-1')).length > 1 && (await ordersIn('liquid-1')).length > 0,
    40_000,
  );
  assert.match(second.stdout(), /liquid-1 is not chosen and holds \d+.* YES and 0 NO of ours: it is only reduced/);
  for (const { slot } of await ordersIn('liquid-1')) assert.ok(slot === 'yesAsk' || slot === 'noBid', slot);
  const retired = (await status())?.markets.map((one) => [one.slug, one.retired]);
  assert.equal(new Map(retired as [string, string | null][]).get('liquid-1'), 'shares of before, and not chosen');
  second.child.kill('SIGINT');
  assert.is((await second.ended).code, 0, second.stdout());

  if (heldOf(state, idOf('liquid-1')) === 0) return;
  exchange.close(idOf('liquid-1'));
  exchange.resolve(idOf('liquid-1'), MICRO as Price);
  const third = start(words(state, 'wide-1', '20'), { env: KEYS });
  const facts = () => readFileSync(join(state, 'live', 'facts.jsonl'), 'utf8');
  await until('the resolution', () => facts().includes('"fact":"resolution"'), 40_000);
  assert.match(third.stdout(), /liquid-1 .*: it is over and pays \$1\.?0* for a YES share; redeem/);
  third.child.kill('SIGINT');
  assert.is((await third.ended).code, 0, third.stdout());
  const { total } = JSON.parse(readFileSync(join(state, 'live', 'report.json'), 'utf8')).runs[0];
  assert.is(Number(total.residual), 0);
});

test('a market whose facts nobody tells is named with what to do, and nothing is named where nothing is held', async () => {
  const [liquid, wide] = [idOf('liquid-1'), idOf('wide-1')];
  const files = { read: () => factsOf(liquid, wide) };
  venue.spoil = ({ path }) => (path.startsWith('/gamma') ? { status: 500, headers: {}, body: '' } : null);
  const unread = await left(files, []);
  assert.equal(
    unread.map(({ id, facts }) => [id, facts]),
    [[liquid, null]],
  );
  assert.match(
    unread[0]?.words ?? '',
    /^0x[0-9a-f]{64} holds 10 YES and 0 NO of ours and nobody looks after them: .*web site/,
  );
  venue.spoil = ({ path, query }) =>
    path.startsWith('/gamma') && query.get('condition_ids') === liquid
      ? { status: 200, headers: {}, body: '{"markets":[]}' }
      : null;
  assert.match((await left(files, []))[0]?.words ?? '', /the venue knows no such market/);
  venue.spoil = () => null;
  assert.equal(await left(files, [liquid]), []);
  assert.equal(await left({ read: () => null }, []), []);
});

/** Ten YES of the first, nothing any more of the second. */
function factsOf(held: MarketId, flat: MarketId): string {
  const fill = (trade: string, market: MarketId, slot: string) => ({
    ...{ fact: 'fill', atMs: 2, trade, order: `o-${trade}`, market, slot, price: 500_000, size: 10_000_000 },
    ...{ role: 'maker', fee: '0', mark: 500_000, queueAhead: null, trace: 't' },
  });
  const facts = [
    { fact: 'opening', atMs: 1, cash: '1000' },
    fill('a', held, 'yesBid'),
    fill('b', flat, 'yesBid'),
    fill('c', flat, 'yesAsk'),
  ];
  return facts.map((fact) => `${JSON.stringify(fact)}\n`).join('');
}

async function left(
  files: Parameters<typeof leftMarkets>[1],
  chosen: readonly MarketId[],
): Promise<readonly LeftMarket[]> {
  const clock = realClock();
  const http = new HttpConnections(clock);
  const inquiry = new Inquiry({ clock, http, hosts: venueHosts(venue.origin, []).hosts });
  try {
    return await leftMarkets(inquiry, files, chosen);
  } finally {
    inquiry.close();
    await http.close();
  }
}

/** Shares of YES, as the facts of that life have it. */
function heldOf(state: string, market: MarketId): number {
  let held = 0;
  for (const line of readFileSync(join(state, 'live', 'facts.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')) {
    const { fact, market: of, slot, size } = JSON.parse(line);
    if (fact === 'fill' && of === market && slot.startsWith('yes')) held += slot === 'yesBid' ? size : -size;
  }
  return held;
}

/** Somebody sells down to our bid, and nobody buys. */
function sellTo(wallet: WalletId): void {
  const { exchange } = venue.world;
  const taker = walletId('seller');
  exchange.openWallet(taker, new Decimal(1_000_000));
  for (const { id, market, slot } of exchange.openOrders(wallet)) {
    if (slot !== 'yesBid') continue;
    exchange.moveSets(taker, market, 'split', parseShares('100000'));
    const sale = { id: orderId(`seller ${id}`), market, size: parseShares('100000'), kind: 'fak' } as const;
    exchange.submit(taker, { ...sale, slot: 'yesAsk', price: parsePrice('0.01') });
  }
}

test.run();
