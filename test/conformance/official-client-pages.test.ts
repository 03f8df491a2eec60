// Every page that Polymarket's own client asks for: none of its methods ends at a page that does not exist, and what it is told
// has the fields it reads.
import { readFileSync } from 'node:fs';
import { ClobClient, OrderType, PriceHistoryInterval, Side } from '@polymarket/clob-client-v2';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { walletId } from '#domain/ids.ts';
import { Decimal, parsePrice, parseShares } from '#domain/units.ts';
import { marketOf } from '../infra/exchange/server/small-server.ts';
import { type House, withHouse } from './official-house.ts';

const REWARD = { dailyUsd: new Decimal(20), maxSpread: parsePrice('0.03'), minSize: parseShares('50'), multiplier: 1 };
const CTF = marketOf('ctf', { reward: REWARD, category: 'crypto' });
const [YES, NO] = [CTF.outcomes.yes.id, CTF.outcomes.no.id];
const CODE = `0x${'00'.repeat(31)}07`;
const DAY = new Date().toISOString().slice(0, 10);
const withMarkets = (use: (house: House) => Promise<void>) => withHouse([CTF, marketOf('negRisk')], use);

test('every path that it knows is a page of ours', () =>
  withMarkets(async ({ host }) => {
    const text = readFileSync(
      new URL('../../node_modules/@polymarket/clob-client-v2/dist/endpoints.js', import.meta.url),
    );
    const paths = new Set([...text.toString().matchAll(/const \w+ = "(\/[^"]*)"/g)].map(([, path]) => path ?? ''));
    assert.ok(paths.size > 40, `${paths.size} paths`);
    for (const path of paths) {
      const { status } = await fetch(
        `${host}${path}${path.endsWith('/') ? (path.includes('token') ? YES : CTF.id) : ''}`,
      );
      // 405: it is there for another method. 400: it wants more.
      assert.ok([200, 400, 401, 405].includes(status), `${path}: ${status}`);
    }
  }));

test('builders have keys, and read the trades of the orders they brought in', () =>
  withMarkets(async ({ client }) => {
    const [ann, bob] = [await client('ann'), await client('bob')];
    assert.equal(await ann.getBuilderApiKeys(), []);
    const made = await ann.createBuilderApiKey();
    assert.ok(made.key && made.secret && made.passphrase);
    const [listed] = await ann.getBuilderApiKeys();
    assert.is(listed?.key, made.key);
    assert.ok(Math.abs(Date.parse(listed?.createdAt ?? '') - Date.now()) < 60_000);
    assert.equal(await bob.getBuilderApiKeys(), []);
    await ann.revokeBuilderApiKey();
    assert.ok((await ann.getBuilderApiKeys())[0]?.revokedAt);
    const brought = { tokenID: YES, price: 0.52, size: 100, side: Side.BUY, builderCode: CODE };
    await ann.createAndPostOrder(brought, undefined, OrderType.GTC, true);
    await bob.createAndPostMarketOrder({ tokenID: NO, amount: 12, side: Side.BUY }, undefined, OrderType.FOK);
    const { trades, next_cursor, count } = await ann.getBuilderTrades({ builder_code: CODE });
    assert.equal([trades.length, count, next_cursor], [1, 1, 'LTE=']);
    const [trade] = trades;
    assert.is(trade?.tradeType, 'MAKER');
    assert.is(trade?.builderCode, CODE);
    assert.equal([trade?.size, trade?.price, trade?.sizeUsdc, trade?.outcome], ['25', '0.52', '13', 'Up']);
    assert.is(trade?.owner, ann.creds?.key);
    assert.equal((await ann.getBuilderTrades({ builder_code: CODE, asset_id: NO })).trades, []);
    assert.equal((await ann.getBuilderTrades({ builder_code: `0x${'1'.repeat(64)}` })).trades, []);
    const [row] = (await bob.getTrades())[0]?.maker_orders ?? [];
    assert.equal([row?.builder_code, row?.builder_fee], [CODE, '0']);
  }));

test('what just happened in a market, and what was paid for it in the past', () =>
  withMarkets(async ({ client }) => {
    const [ann, bob] = [await client('ann'), await client('bob')];
    assert.equal(await ann.getMarketTradesEvents(CTF.id), []);
    const resting = { tokenID: YES, price: 0.52, size: 100, side: Side.BUY };
    const placed = await ann.createAndPostOrder(resting, undefined, OrderType.GTC, true);
    const taking = await bob.createMarketOrder({ tokenID: NO, amount: 12, side: Side.BUY });
    assert.is((await bob.postOrder(taking, OrderType.FOK)).status, 'matched');
    const [event, ...more] = await bob.getMarketTradesEvents(CTF.id);
    assert.equal(more, []);
    assert.is(event?.market.condition_id, CTF.id);
    assert.is(event?.market.asset_id, NO);
    assert.is(event?.user.address, bob.funderAddress);
    assert.equal([event?.side, event?.size, event?.price, event?.outcome], ['BUY', '25', '0.48', 'Down']);
    const interval = PriceHistoryInterval.ONE_HOUR;
    const yes = (await ann.getPricesHistory({ market: YES, interval })) as unknown as { history: { p: number }[] };
    assert.equal(
      yes.history.map(({ p }) => p),
      [0.52],
    );
    const week = ann.getPricesHistory({ market: YES, interval: PriceHistoryInterval.ONE_WEEK });
    const refused = await week.catch((error: unknown) => error);
    assert.is((refused as Error).message, "invalid filters: minimum 'fidelity' for '1w' range is 5");
    const [told] = (await ann.getNotifications()) as unknown as {
      id: number;
      type: number;
      payload: { order_id: string };
    }[];
    assert.equal([told?.type, told?.payload.order_id], [2, placed.orderID]);
    assert.is(await bob.dropNotifications({ ids: [String(told?.id)] }), 'OK');
    assert.is((await ann.getNotifications()).length, 1, 'nobody drops what another was told');
    assert.is(await ann.dropNotifications({ ids: [String(told?.id)] }), 'OK');
    assert.equal(await ann.getNotifications(), []);
  }));

test('rewards of markets, of a day and of its own orders', () =>
  withMarkets(async ({ client, exchange }) => {
    const ann = await client('ann');
    const [current] = await ann.getCurrentRewards();
    assert.is(current?.condition_id, CTF.id);
    const [raw] = await ann.getRawRewardsForMarket(CTF.id);
    assert.equal([raw?.market_slug, raw?.tokens.map(({ token_id }) => token_id)], ['ctf', [YES, NO]]);
    assert.is(raw?.rewards_config[0]?.rate_per_day, 20);
    await ann.getBalanceAllowance({ asset_type: 'COLLATERAL' as never });
    exchange.operations.credit(walletId(ann.funderAddress ?? ''), 'reward', new Decimal('1.25'), CTF.id);
    assert.is((await ann.getEarningsForUserForDay(DAY))[0]?.earnings, 1.25);
    assert.is((await ann.getTotalEarningsForUserForDay(DAY))[0]?.earnings, 1.25);
    const [own, ...others] = await ann.getUserEarningsAndMarketsConfig(DAY, 'rate_per_day', 'DESC', false);
    assert.equal(others, []);
    assert.equal([own?.condition_id, own?.maker_address, own?.earning_percentage], [CTF.id, ann.funderAddress, 0]);
    assert.equal(
      own?.earnings.map(({ earnings }) => earnings),
      [1.25],
    );
    assert.equal(await ann.getRewardPercentages(), {});
  }));

test('keys that only read, markets in every listing, and facts of one outcome', () =>
  withMarkets(async ({ client }) => {
    const ann = await client('ann');
    const another = await ann.createApiKey(7);
    assert.equal(await ann.deriveApiKey(7), another);
    const { apiKey } = await ann.createReadonlyApiKey();
    const listed = (await ann.getReadonlyApiKeys()) as unknown as { readonlyApiKeys: string[] };
    assert.equal(listed.readonlyApiKeys, [apiKey]);
    assert.is(await ann.deleteReadonlyApiKey(apiKey), 'OK');
    for (const list of [ann.getMarkets(), ann.getSimplifiedMarkets()]) assert.is((await list).data.length, 2);
    for (const list of [ann.getSamplingMarkets(), ann.getSamplingSimplifiedMarkets()])
      assert.equal(
        (await list).data.map((row: { condition_id: string }) => row.condition_id),
        [CTF.id],
      );
    assert.is(await ann.getFeeExponent(YES), 1);
    assert.equal(await ann.getPreMigrationOrders(), []);
    const asked = [{ token_id: YES, side: Side.BUY }];
    for (const many of [ann.getMidpoints(asked), ann.getPrices(asked), ann.getSpreads(asked)])
      assert.equal(await many, {});
    assert.is((await ann.getLastTradesPrices(asked)).length, 1);
  }));

test('no method of it is left out of these tests', () => {
  const tests = ['client-pages.test', 'client-trades.test', 'house'].map((name) =>
    readFileSync(new URL(`official-${name}.ts`, import.meta.url)),
  );
  const inside =
    /^(_|constructor$|can[L]|throwIf|get$|post$|del$|isBuilder|resolve|ensure|adjust|waitFor|getBuilderTaker)/;
  const methods = Object.getOwnPropertyNames(ClobClient.prototype).filter((name) => !inside.test(name));
  assert.ok(methods.length > 50, `${methods.length} methods`);
  const said = tests.join('\n');
  assert.equal(
    methods.filter((name) => !new RegExp(`\\.${name}\\b`).test(said)),
    [],
  );
});

test.run();
