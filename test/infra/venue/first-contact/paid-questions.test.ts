// The paid questions before our own server, under its clock: minutes pass in a moment. Whatever is asked and however it ends,
// nothing of ours rests afterwards.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderId, walletId } from '#domain/ids.ts';
import type { HttpAnswer, HttpRequest } from '#domain/ports.ts';
import { Decimal, parsePrice, parseShares } from '#domain/units.ts';
import type { ServedAnswer, ServedRequest } from '#infra/exchange/server/served.ts';
import type { Cover } from '#infra/exchange/wallet.ts';
import { SecureRandom } from '#infra/secure-random.ts';
import { askAll, type Observation } from '#infra/venue/first-contact/contact.ts';
import { type Ground, readGround } from '#infra/venue/first-contact/paid-ground.ts';
import { PAID_QUESTIONS } from '#infra/venue/first-contact/paid-questions.ts';
import { Inquiry } from '#infra/venue/inquiry.ts';
import { lookUpMarket } from '#infra/venue/market-lookup.ts';
import { readTradingAccount } from '#infra/venue/trading-account.ts';
import { marketOf, SmallServer } from '../../exchange/server/small-server.ts';
import { KEY } from '../doctor/spoiled-venue.ts';

/** `real`: what our server does and says. */
type Spoil = (request: ServedRequest, real: () => ServedAnswer) => ServedAnswer;

interface Scene {
  readonly ask: readonly string[];
  readonly spoil?: Spoil;
  readonly cover?: Cover;
  readonly cash?: string;
  readonly second?: string | null;
  /** An operator tells it to end when the first order was sent. */
  readonly stops?: boolean;
}

const REWARD = { dailyUsd: new Decimal(3), maxSpread: parsePrice('0.045'), minSize: parseShares('20'), multiplier: 1 };

async function observed({ ask, spoil = (_, real) => real(), cover = 'perMarket', ...scene }: Scene) {
  const { cash = '20', second = 'negRisk', stops = false } = scene;
  const markets = [marketOf('ctf', { reward: REWARD }), marketOf('negRisk')];
  const house = new SmallServer({ grantUsd: new Decimal(cash) }, { cover }, markets);
  const { clock } = house;
  const crowd = walletId('crowd');
  house.exchange.openWallet(crowd, new Decimal(1_000));
  for (const [slot, price, size] of [
    ['yesBid', '0.2', '30'],
    ['noBid', '0.74', '25'],
    // Too small to count.
    ['yesBid', '0.22', '5'],
  ] as const) {
    const order = { id: orderId(`${slot} ${price}`), market: marketOf('ctf').id, slot, kind: 'postOnly' } as const;
    const { result } = house.exchange.submit(crowd, { ...order, price: parsePrice(price), size: parseShares(size) });
    assert.is(result, 'resting');
  }
  const origin = 'http://127.0.0.1:1';
  let sent = 0;
  const http = {
    request({ method, url, headers, body }: HttpRequest, reply: (answer: HttpAnswer) => void) {
      const { pathname, searchParams } = new URL(url);
      const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
      const request = { method, path: pathname, query: searchParams, headers: named, body, from: 'test' };
      if (method === 'POST' && pathname === '/order') sent += 1;
      const answer = spoil(request, () => house.server.answer(request));
      clock.setTimeout(() => reply({ ok: true, ...answer }), 5);
    },
  };
  const hosts = { clob: origin, gamma: `${origin}/gamma-api`, data: origin, site: origin };
  const inquiry = new Inquiry({ clock, http, hosts });
  const account = await readTradingAccount({ POLYMARKET_PRIVATE_KEY: KEY }, 'deposit');
  const questions = PAID_QUESTIONS.filter(({ name }) => ask.includes(name));
  const work = (async (): Promise<{ seen: readonly Observation[]; ground: Ground }> => {
    await inquiry.askTime();
    await inquiry.obtainKey(account.key);
    const found = [];
    for (const name of ['ctf', second]) {
      const market = name === null ? null : await lookUpMarket(inquiry, name);
      if (market && (!market.ok || !market.value)) throw new Error(`no market ${name}`);
      found.push(market?.ok ? market.value : null);
    }
    const ground = await readGround(inquiry, account, found[0] as never, found[1] ?? null);
    if (!ground.ok) throw new Error(JSON.stringify(ground));
    const stopped = () => stops && sent > 0;
    const contact = { clock, inquiry, account, ground: ground.value, random: new SecureRandom(), stopped };
    return { seen: await askAll(questions, contact), ground: ground.value };
  })();
  let done = false;
  work
    .finally(() => {
      done = true;
    })
    .catch(() => {});
  for (let turn = 0; turn < 40_000 && !done; turn++) {
    clock.advanceBy(20);
    await new Promise((next) => setImmediate(next));
  }
  const { seen, ground } = await work;
  const resting = house.exchange.openOrders(walletId(account.wallet));
  const stakes = questions.map(({ stake }) => stake?.(ground).toFixed());
  inquiry.close();
  return { seen, resting, stakes, sent, text: JSON.stringify(seen) };
}

const verdicts = (seen: readonly Observation[]) => seen.map(({ name, verdict }) => `${name} ${verdict}`);
const said = (status: number, body: unknown): ServedAnswer => ({ status, headers: {}, body: JSON.stringify(body) });

test('our server gives an order the id that we computed, and takes a GTD order out a minute early', async () => {
  const { seen, resting, stakes, text } = await observed({ ask: ['ownId', 'gtdRemoval'] });
  assert.equal(resting, []);
  assert.equal(stakes, ['0.05', '0.05']);
  assert.equal(verdicts(seen), ['ownId asExpected', 'gtdRemoval asExpected'], text);
});

test('another id, and a GTD order that stays, are told', async () => {
  const renamed = await observed({
    ask: ['ownId'],
    spoil({ path }, real) {
      const answer = real();
      const other = answer.body.replace(/"orderID":"0x..../, '"orderID":"0x0000');
      return path === '/order' ? { ...answer, body: other } : answer;
    },
  });
  assert.is(renamed.seen[0]?.verdict, 'differs');
  assert.equal(renamed.resting, [], 'under our name it went');
  const stays = await observed({
    ask: ['gtdRemoval'],
    spoil({ path }, real) {
      const answer = real();
      const alive = answer.body
        .replace('"status":"ORDER_STATUS_CANCELED', '"status":"ORDER_STATUS_LIVE')
        .replace('"CANCELED', '"LIVE');
      return path === '/data/orders' ? { ...answer, status: 200, body: alive } : answer;
    },
  });
  assert.equal(verdicts(stays.seen), ['gtdRemoval differs'], stays.text);
});

test('the age from which an order counts is found with the cheapest order that must count, behind the best of its side', async () => {
  const { seen, resting, stakes, text } = await observed({ ask: ['scoringAge'] });
  // The middle of what counts is 0.23: YES from 0.19, NO from 0.73.
  assert.equal(stakes, ['3.8']);
  assert.equal(verdicts(seen), ['scoringAge asExpected'], text);
  const { ageMs, notBeforeMs } = seen[0]?.values ?? {};
  assert.ok(Number(ageMs) >= 30_000 && Number(ageMs) < 32_500, text);
  assert.ok(Number(notBeforeMs) <= 30_000, text);
  assert.equal(seen[0]?.found, { 'venue.scoringAgeMs': String(ageMs) });
  assert.equal(resting, []);
});

test('an age that is not the one the venue tells differs, and one that never comes is unclear', async () => {
  const early = await observed({
    ask: ['scoringAge'],
    spoil: ({ path }, real) => (path === '/order-scoring' ? said(200, { scoring: true }) : real()),
  });
  assert.is(early.seen[0]?.verdict, 'differs', early.text);
  assert.match(early.text, 'the venue tells 30 s');
  const never = await observed({
    ask: ['scoringAge'],
    spoil: ({ path }, real) => (path === '/order-scoring' ? said(200, { scoring: false }) : real()),
  });
  assert.is(never.seen[0]?.verdict, 'unclear', never.text);
  assert.equal([early.resting, never.resting], [[], []]);
});

for (const cover of ['perMarket', 'perWallet'] as const)
  test(`an exchange that covers ${cover} is found out`, async () => {
    const { seen, resting, stakes, sent, text } = await observed({ ask: ['coverScope'], cover });
    assert.equal(verdicts(seen), ['coverScope asExpected'], text);
    assert.equal(seen[0]?.found, { 'venue.cover': cover });
    assert.equal(stakes, ['20'], 'never more than there is');
    assert.is(sent, 3);
    assert.equal(resting, []);
  });

test('a venue that covers nothing differs, and is asked no third time', async () => {
  let taken: ServedAnswer | null = null;
  const { seen, sent, resting } = await observed({
    ask: ['coverScope'],
    spoil({ method, path }, real) {
      if (method !== 'POST' || path !== '/order') return real();
      taken ??= real();
      return taken;
    },
  });
  assert.is(seen[0]?.verdict, 'differs');
  assert.is(sent, 2);
  assert.equal(resting, []);
});

test('the cover is not asked for with much cash, with too little, without another market or beside other orders', async () => {
  for (const [scene, text] of [
    [{ cash: '50.01' }, 'too much for a question'],
    [{ cash: '0.05' }, 'less than the least size'],
    [{ second: null }, '--second'],
    [{ second: 'ctf' }, 'the same market'],
  ] as const) {
    const { seen, sent, stakes } = await observed({ ask: ['coverScope'], ...scene });
    assert.is(seen[0]?.verdict, 'unclear');
    assert.match(seen[0]?.sentence ?? '', text);
    assert.is(sent, 0);
    assert.equal(stakes, ['0']);
  }
});

test('whatever breaks in a question, its orders are taken out', async () => {
  const lost = await observed({
    ask: ['ownId'],
    spoil({ method, path }, real) {
      const answer = real();
      return method === 'POST' && path === '/order' ? said(500, { error: 'Internal server error' }) : answer;
    },
  });
  assert.is(lost.seen[0]?.verdict, 'unclear');
  const broken = await observed({
    ask: ['scoringAge'],
    spoil: ({ path }, real) => (path === '/order-scoring' ? said(200, { scoring: 'perhaps' }) : real()),
  });
  assert.is(broken.seen[0]?.verdict, 'unclear');
  const stopped = await observed({ ask: ['scoringAge', 'coverScope'], stops: true });
  assert.equal(
    stopped.seen.map(({ sentence }) => sentence),
    ['it broke: stopped by an operator', 'not asked: stopped by an operator'],
  );
  for (const { resting, sent } of [lost, broken, stopped]) {
    assert.is(sent, 1);
    assert.equal(resting, []);
  }
});

test('an order that cannot be taken out, or of which nobody says that it is gone, is a difference with a cure', async () => {
  const held = await observed({
    ask: ['ownId'],
    spoil: ({ method, path }, real) =>
      method === 'DELETE' ? said(200, { canceled: [], not_canceled: { [path]: 'no' } }) : real(),
  });
  assert.is(held.resting.length, 1, 'the test would prove nothing');
  const unread = await observed({
    ask: ['ownId'],
    spoil: ({ path }, real) => (path === '/data/orders' ? said(500, { error: 'Internal server error' }) : real()),
  });
  for (const { seen, text } of [held, unread]) {
    assert.is(seen[0]?.verdict, 'differs', text);
    assert.match(seen[0]?.sentence ?? '', 'npm run cancel-all');
  }
});

test.run();
