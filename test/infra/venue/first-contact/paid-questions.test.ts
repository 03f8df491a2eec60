// The paid questions before our own server, under its clock: minutes pass in a moment.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { walletId } from '#domain/ids.ts';
import type { HttpAnswer, HttpRequest } from '#domain/ports.ts';
import type { ServedAnswer } from '#infra/exchange/server/served.ts';
import { SecureRandom } from '#infra/secure-random.ts';
import { askAll, type Observation } from '#infra/venue/first-contact/contact.ts';
import { PAID_QUESTIONS } from '#infra/venue/first-contact/paid-questions.ts';
import { Inquiry } from '#infra/venue/inquiry.ts';
import { lookUpMarket } from '#infra/venue/market-lookup.ts';
import { readTradingAccount } from '#infra/venue/trading-account.ts';
import { SmallServer } from '../../exchange/server/small-server.ts';
import { KEY } from '../doctor/spoiled-venue.ts';

type Spoil = (path: string, answer: ServedAnswer) => ServedAnswer;

async function observed(
  spoil: Spoil = (_, answer) => answer,
): Promise<{ seen: readonly Observation[]; resting: number }> {
  const house = new SmallServer();
  const { clock } = house;
  const http = {
    request({ method, url, headers, body }: HttpRequest, reply: (answer: HttpAnswer) => void) {
      const { pathname, searchParams } = new URL(url);
      const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
      const answer = house.server.answer({
        method,
        path: pathname,
        query: searchParams,
        headers: named,
        body,
        from: 'test',
      });
      clock.setTimeout(() => reply({ ok: true, ...spoil(pathname, answer) }), 5);
    },
  };
  const origin = 'http://127.0.0.1:1';
  const inquiry = new Inquiry({
    clock,
    http,
    hosts: { clob: origin, gamma: `${origin}/gamma-api`, data: origin, site: origin },
  });
  const work = (async () => {
    const account = await readTradingAccount({ POLYMARKET_PRIVATE_KEY: KEY }, 'deposit');
    await inquiry.askTime();
    await inquiry.obtainKey(account.key);
    const market = await lookUpMarket(inquiry, 'ctf');
    if (!market.ok || !market.value) throw new Error('no market');
    return askAll(PAID_QUESTIONS, { clock, inquiry, account, market: market.value, random: new SecureRandom() });
  })();
  let done = false;
  work.finally(() => {
    done = true;
  });
  for (let turn = 0; turn < 40_000 && !done; turn++) {
    clock.advanceBy(20);
    await new Promise((next) => setImmediate(next));
  }
  const seen = await work;
  const { wallet } = await readTradingAccount({ POLYMARKET_PRIVATE_KEY: KEY }, 'deposit');
  const resting = house.exchange.openOrders(walletId(wallet)).length;
  inquiry.close();
  return { seen, resting };
}

const verdicts = (seen: readonly Observation[]) => seen.map(({ name, verdict }) => `${name} ${verdict}`);

test('our server gives an order the id that we computed, and takes a GTD order out a minute early', async () => {
  const { seen, resting } = await observed();
  assert.is(resting, 0);
  assert.equal(verdicts(seen), ['ownId asExpected', 'gtdRemoval asExpected'], JSON.stringify(seen));
});

test('another id, a cancel that does nothing and a GTD order that stays are told', async () => {
  const renamed = await observed((path, answer) =>
    path === '/order' ? { ...answer, body: answer.body.replace(/"orderID":"0x..../, '"orderID":"0x0000') } : answer,
  );
  assert.is(renamed.seen[0]?.verdict, 'differs');
  const stays = await observed((path, answer) =>
    path === '/data/orders'
      ? {
          ...answer,
          status: 200,
          body: answer.body
            .replace('"status":"ORDER_STATUS_CANCELED', '"status":"ORDER_STATUS_LIVE')
            .replace('"CANCELED', '"LIVE'),
        }
      : answer,
  );
  assert.equal(verdicts(stays.seen), ['ownId asExpected', 'gtdRemoval differs'], JSON.stringify(stays.seen));
});

test.run();
