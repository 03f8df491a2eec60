// Polymarket's own client, unmodified, trades on our exchange over a real port: what it cannot do here, nobody else's client can.
import { ClobClient, OrderType, Side, SignatureTypeV2 } from '@polymarket/clob-client-v2';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { walletId } from '#domain/ids.ts';
import { parseShares } from '#domain/units.ts';
import { marketOf } from '../infra/exchange/server/small-server.ts';
import { CHAIN, type House, withHouse } from './official-house.ts';

const [CTF, NEG_RISK, V3] = [marketOf('ctf'), marketOf('negRisk'), marketOf('v3')];
const [YES, NO] = [CTF.outcomes.yes.id, CTF.outcomes.no.id];
const withMarkets = (use: (house: House) => Promise<void>) => withHouse([CTF, NEG_RISK, V3], use);

const buy = (price: number, size: number, tokenID: string = YES) => ({ tokenID, price, size, side: Side.BUY });

test('it makes a key, derives the same one again, lists and deletes it', () =>
  withMarkets(async ({ client }) => {
    const ann = await client('ann');
    assert.equal(await ann.deriveApiKey(), ann.creds);
    assert.equal(await ann.getApiKeys(), { apiKeys: [ann.creds?.key] });
    assert.equal(await ann.getClosedOnlyMode(), { closed_only: false });
    const reader = (await ann.createReadonlyApiKey()) as unknown as { apiKey: string };
    assert.match(reader.apiKey, /^[0-9a-f-]{36}$/);
    assert.is(await ann.deleteApiKey(), 'OK');
    const refused = await ann.getApiKeys().catch((error: unknown) => error);
    assert.match(String((refused as Error).message), 'Unauthorized/Invalid api key');
  }));

test('it reads time, markets, books and prices, and finds the hash that we sent', () =>
  withMarkets(async ({ client }) => {
    const ann = await client('ann');
    assert.is(await ann.getOk(), 'OK');
    assert.is(await ann.getVersion(), 2);
    assert.ok(Math.abs((await ann.getServerTime()) - Date.now() / 1_000) < 5);
    await ann.createAndPostOrder(buy(0.5, 100), undefined, OrderType.GTC, true);
    await ann.createAndPostOrder(buy(0.4, 100, NO), undefined, OrderType.GTC, true);
    const book = await ann.getOrderBook(YES);
    const { hash } = book;
    assert.is(await ann.getOrderBookHash({ ...book, hash: '' }), hash);
    assert.is(
      (
        await ann.getOrderBooks([
          { token_id: YES, side: Side.BUY },
          { token_id: NO, side: Side.BUY },
        ])
      ).length,
      2,
    );
    assert.is((await ann.getMidpoint(YES)).mid, '0.55');
    assert.is((await ann.getSpread(YES)).spread, '0.1');
    assert.is((await ann.getPrice(YES, Side.BUY)).price, '0.5');
    assert.is((await ann.getLastTradePrice(YES)).price, '0.5');
    assert.is(await ann.getTickSize(YES), '0.01');
    assert.is(await ann.getNegRisk(NEG_RISK.outcomes.yes.id), true);
    assert.is(await ann.getFeeRateBps(YES), 1_000);
    assert.is((await ann.getClobMarketInfo(CTF.id)).fd?.r, 0.07);
    assert.is((await ann.getMarket(CTF.id)).tokens[0].token_id, YES);
    assert.is((await ann.getMarkets()).data.length, 3);
    assert.equal(await ann.getCurrentRewards(), []);
    assert.is(await ann.calculateMarketPrice(YES, Side.BUY, 10), 0.6);
  }));

test('it trades as each type of wallet in a market of each contract', () =>
  withMarkets(async ({ client }) => {
    const types = [
      SignatureTypeV2.EOA,
      SignatureTypeV2.POLY_PROXY,
      SignatureTypeV2.POLY_GNOSIS_SAFE,
      SignatureTypeV2.POLY_1271,
    ];
    for (const type of types) {
      const trader = await client(`trader ${type}`, type);
      for (const { outcomes } of [CTF, NEG_RISK]) {
        const placed = await trader.createAndPostOrder(buy(0.3, 10, outcomes.yes.id), undefined, OrderType.GTC, true);
        assert.is(placed.status, 'live', JSON.stringify(placed));
      }
      const order = await trader.createOrder(buy(0.3, 10, V3.outcomes.yes.id), { version: 3 } as never);
      const placed = await trader.postOrder(order, OrderType.GTC, true);
      assert.is(placed.status, 'live', JSON.stringify(placed));
      assert.is((await trader.getOpenOrders()).length, 3);
      const { canceled } = await trader.cancelAll();
      assert.is(canceled.length, 3);
    }
  }));

test('it places, batches, reads and cancels orders in every way it knows', () =>
  withMarkets(async ({ client }) => {
    const ann = await client('ann');
    const one = await ann.createAndPostOrder(buy(0.52, 100), { tickSize: '0.01' }, OrderType.GTC, true);
    assert.is(one.success, true);
    const order = await ann.getOrder(one.orderID);
    assert.is(order.price, '0.52');
    assert.is(order.original_size, '100');
    const inTime = { ...buy(0.51, 20), expiration: Math.floor(Date.now() / 1_000) + 600 };
    const dated = await ann.createAndPostOrder(inTime, undefined, OrderType.GTD, true);
    assert.is(dated.status, 'live', JSON.stringify(dated));
    const orders = await Promise.all(
      [buy(0.4, 10), buy(0.41, 10), buy(0.9, 100_000)].map((wish) => ann.createOrder(wish)),
    );
    const batch = await ann.postOrders(
      orders.map((each) => ({ order: each, orderType: OrderType.GTC })),
      true,
    );
    assert.equal(
      batch.map(({ status }: { status: string }) => status),
      ['live', 'live', ''],
    );
    assert.match(batch[2]?.errorMsg ?? '', 'not enough balance');
    assert.is((await ann.getOpenOrders()).length, 4);
    assert.is((await ann.getOpenOrders({ asset_id: NO })).length, 0);
    assert.equal(await ann.isOrderScoring({ order_id: one.orderID }), { scoring: false });
    assert.equal(await ann.areOrdersScoring({ orderIds: [one.orderID] }), { [one.orderID]: false });
    assert.equal((await ann.cancelOrder({ orderID: one.orderID })).canceled, [one.orderID]);
    const again = await ann.cancelOrders([one.orderID, batch[0]?.orderID ?? '']);
    assert.equal(again.canceled, [batch[0]?.orderID]);
    assert.ok(again.not_canceled[one.orderID]);
    assert.is((await ann.cancelMarketOrders({ market: CTF.id })).canceled.length, 2);
    const twice = await ann.postOrder(orders[0] as never, OrderType.GTC, true).catch((error: unknown) => error);
    assert.match(String((twice as Error).message), 'is invalid. Duplicated.');
  }));

test('it takes what another has placed, waits for the transaction, and both read their trades', () =>
  withMarkets(async ({ client, exchange }) => {
    const [ann, bob] = [await client('ann'), await client('bob', SignatureTypeV2.POLY_1271)];
    await ann.createAndPostOrder(buy(0.52, 100), undefined, OrderType.GTC, true);
    const taken = await bob.createAndPostMarketOrder(
      { tokenID: NO, amount: 12, side: Side.BUY },
      undefined,
      OrderType.FOK,
    );
    assert.is(taken.status, 'matched', JSON.stringify(taken));
    assert.is(taken.takingAmount, '25');
    assert.is(taken.transactionsHashes?.length, 1);
    const [trade] = await ann.getTrades();
    assert.is(trade?.trader_side, 'MAKER');
    assert.is(trade?.maker_orders[0]?.matched_amount, '25');
    assert.is(trade?.transaction_hash, taken.transactionsHashes?.[0]);
    assert.is((await bob.getTrades({ market: CTF.id })).length, 1);
    assert.is((await bob.getTradesPaginated({})).trades.length, 1);
    const balance = await ann.getBalanceAllowance({ asset_type: 'CONDITIONAL' as never, token_id: YES });
    assert.match(balance.balance, /^(0|25000000)$/);
    await ann.updateBalanceAllowance({ asset_type: 'COLLATERAL' as never });
    const wallet = walletId(bob.funderAddress ?? '');
    assert.ok(exchange.moveSets(wallet, CTF.id, 'split', parseShares('50')));
    const sold = await bob.createAndPostMarketOrder(
      { tokenID: YES, amount: 20, side: Side.SELL },
      undefined,
      OrderType.FAK,
    );
    assert.is(sold.status, 'matched', JSON.stringify(sold));
    assert.is(sold.takingAmount, '10.4');
  }));

test('a dollar buys at any price, and less than one is told what it was', () =>
  withMarkets(async ({ client, exchange }) => {
    const [ann, bob] = [await client('ann'), await client('bob')];
    await ann.getBalanceAllowance({ asset_type: 'COLLATERAL' as never });
    assert.ok(exchange.moveSets(walletId(ann.funderAddress ?? ''), CTF.id, 'split', parseShares('500')));
    for (const price of [0.22, 0.33, 0.37, 0.47, 0.51, 0.57, 0.83, 0.97].reverse()) {
      const sale = { tokenID: YES, price, size: 20, side: Side.SELL };
      await ann.createAndPostOrder(sale, undefined, OrderType.GTC, true);
      const wish = { tokenID: YES, amount: 1, side: Side.BUY, price };
      const taken = await bob.createAndPostMarketOrder(wish, undefined, OrderType.FAK);
      assert.is(taken.status, 'matched', `${price}: ${JSON.stringify(taken)}`);
      assert.match(taken.makingAmount, /^(1|0\.99999\d)$/);
      const less = bob.createAndPostMarketOrder({ ...wish, amount: 0.5 }, undefined, OrderType.FAK);
      const refused = await less.catch((error: unknown) => error);
      assert.is((refused as Error).message, 'invalid amount for a marketable BUY order ($0.5), min size: $1');
      await ann.cancelAll();
    }
  }));

test('amounts of its own that are too fine are refused in the words of the venue, by side and kind', () =>
  withMarkets(async ({ client }) => {
    const ann = await client('ann');
    const post = async (side: Side, [makerAmount, takerAmount]: readonly [string, string], kind: OrderType) => {
      const tokenID = V3.outcomes.yes.id;
      const order = await ann.createExchangeV3OrderFromAmounts({ tokenID, side, makerAmount, takerAmount });
      const refused = await ann.postOrder(order, kind).catch((error: unknown) => error);
      return (refused as Error).message;
    };
    const most = (maker: number, taker: number) =>
      `maker amount supports a max accuracy of ${maker} decimals, taker amount a max of ${taker} decimals`;
    const [coarse, fine] = ['6250000', '3125000'];
    assert.is(
      await post(Side.BUY, [fine, coarse], OrderType.FAK),
      `invalid amounts, the market buy orders ${most(2, 4)}`,
    );
    assert.is(
      await post(Side.SELL, [fine, '1562500'], OrderType.FOK),
      `invalid amounts, the market sell orders ${most(2, 4)}`,
    );
    assert.is(await post(Side.BUY, ['1562500', fine], OrderType.GTC), `invalid amounts, the buy orders ${most(4, 2)}`);
    assert.is(
      await post(Side.SELL, [fine, '1562500'], OrderType.GTC),
      `invalid amounts, the sell orders ${most(2, 4)}`,
    );
  }));

test('an order that only takes never trades beside the price that it signed, however near a tick is', () =>
  withMarkets(async ({ client }) => {
    const [ann, bob] = [await client('ann'), await client('bob')];
    const { yes, no } = V3.outcomes;
    for (const wish of [buy(0.5, 100, no.id), buy(0.48, 100, yes.id)]) {
      const order = await ann.createOrder(wish, { version: 3 } as never);
      assert.is((await ann.postOrder(order, OrderType.GTC, true)).status, 'live');
    }
    const post = async (side: Side, [makerAmount, takerAmount]: readonly [string, string], kind = OrderType.FAK) => {
      const order = await bob.createExchangeV3OrderFromAmounts({ tokenID: yes.id, side, makerAmount, takerAmount });
      const answer = bob.postOrder(order, kind).catch((error: unknown) => error);
      const { status, message } = (await answer) as { status: unknown; message?: string };
      return message?.slice(Math.max(0, message.indexOf('Price'))) ?? status;
    };
    const refused = (price: string) => `Price (${price}) breaks minimum tick size rule: 0.01`;
    assert.is(await post(Side.BUY, ['10000000', '20080300']), refused('0.498001'));
    assert.is(await post(Side.BUY, ['10000000', '20080300'], OrderType.FOK), refused('0.498001'));
    assert.is(await post(Side.BUY, ['10000000', '20000000']), 'matched');
    assert.is(await post(Side.BUY, ['10000000', '19607800']), 'matched', 'ten dollars at 0.51, cut to four decimals');
    assert.is(await post(Side.SELL, ['10000000', '4840000']), refused('0.484'));
    assert.is(await post(Side.SELL, ['10000000', '4800000']), 'matched');
  }));

test('its heartbeats chain, and a wrong one is told which it should have been', () =>
  withMarkets(async ({ client }) => {
    const ann = await client('ann');
    const first = await ann.postHeartbeat('');
    const second = await ann.postHeartbeat(first.heartbeat_id);
    assert.is.not(second.heartbeat_id, first.heartbeat_id);
    const lenient = new ClobClient({
      host: ann.host,
      chain: CHAIN,
      signer: ann.signer as never,
      creds: ann.creds as never,
    });
    const wrong = (await lenient.postHeartbeat(first.heartbeat_id)) as unknown as {
      status: number;
      error: { heartbeat_id: string };
    };
    assert.is(wrong.status, 400);
    assert.is(wrong.error.heartbeat_id, second.heartbeat_id);
  }));

test('an engine that restarts, and post-only mode after it, reach it as what they are', () =>
  withMarkets(async ({ client, exchange }) => {
    const ann = await client('ann');
    exchange.operations.restart({ forMs: 60_000, keepOrders: true, retryAfterMs: 1_000 });
    const order = await ann.createOrder(buy(0.5, 10));
    const status = (run: Promise<unknown>) =>
      run.then(
        () => 200,
        // Without a body it knows the code from the text alone.
        (error: { status?: number; message: string }) => error.status ?? Number(error.message.slice(-3)),
      );
    assert.is(await status(ann.postOrder(order, OrderType.GTC, true)), 425);
    exchange.operations.phases.end('restarting');
    assert.is(await status(ann.postOrder(order, OrderType.GTC, false)), 503);
    assert.is(await status(ann.postOrder(order, OrderType.GTC, true)), 200);
  }));

test.run();
