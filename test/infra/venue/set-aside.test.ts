import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId, orderId, tradeId } from '#domain/ids.ts';
import type { AccountNews, Holding, Venue, VenueAccount, VenueTrade } from '#domain/ports.ts';
import { Decimal, parsePrice, parseShares, type Shares, ZERO_USD } from '#domain/units.ts';
import { asideOf, asideText, readAside, setAside } from '#infra/venue/set-aside.ts';

const [RAIN, SNOW] = [marketId('rain'), marketId('snow')];
const holding = (yes: number, no: number): Holding => ({ yes: (yes * 1e6) as Shares, no: (no * 1e6) as Shares });
const account = (cash: string, holdings: readonly (readonly [typeof RAIN, Holding])[]): VenueAccount => ({
  cash: new Decimal(cash),
  receivables: ZERO_USD,
  holdings: new Map(holdings),
});
const trade = (name: string): VenueTrade => ({
  trade: tradeId(name),
  order: orderId('0x1'),
  market: RAIN,
  slot: 'yesBid',
  price: parsePrice('0.4'),
  size: parseShares('5'),
  role: 'maker',
  fee: ZERO_USD,
  atMs: 1,
  status: 'matched',
});

function scene(opening: VenueAccount, now: VenueAccount, bankroll: string) {
  let tell: (news: AccountNews) => void = () => {};
  const venue = {
    account: (reply: (answer: unknown) => void) => reply({ ok: true, value: now }),
    fills: (_: number, reply: (answer: unknown) => void) => reply({ ok: true, value: [trade('old'), trade('new')] }),
    listen: (listener: (news: AccountNews) => void) => {
      tell = listener;
      return () => {};
    },
  } as unknown as Venue;
  const aside = asideOf(opening, [trade('old')], new Decimal(bankroll));
  const own = setAside(venue, aside);
  const heard: AccountNews[] = [];
  own.listen((news) => heard.push(news));
  let told: VenueAccount | null = null;
  own.account((answer) => {
    told = answer.ok ? answer.value : null;
  });
  return { own, aside, heard, told: told as VenueAccount | null, tell: (news: AccountNews) => tell(news) };
}

test('we begin flat with the bankroll, and only what changed since is ours', () => {
  const { aside, told } = scene(
    account('1500', [[RAIN, holding(10, 0)]]),
    account('1490', [
      [RAIN, holding(10, 20)],
      [SNOW, holding(3, 0)],
    ]),
    '1000',
  );
  assert.is(aside.openingUsd.toFixed(), '1000');
  assert.is(told?.cash.toFixed(), '990');
  assert.equal(
    [...(told?.holdings ?? [])],
    [
      [RAIN, holding(0, 20)],
      [SNOW, holding(3, 0)],
    ],
  );
});

test('less than the bankroll is all there is', () => {
  const { aside, told } = scene(account('200', []), account('200', []), '1000');
  assert.is(aside.openingUsd.toFixed(), '200');
  assert.is(told?.cash.toFixed(), '200');
});

test('what was set aside and is gone is told as missing, not hidden', () => {
  const { told } = scene(account('100', [[RAIN, holding(10, 0)]]), account('100', []), '100');
  assert.equal([...(told?.holdings ?? [])], [[RAIN, holding(-10, 0)]]);
});

test('trades of before are in no listing and in no news, however late they settle', () => {
  const { own, heard, tell } = scene(account('1', []), account('1', []), '1');
  own.fills(0, (answer) => assert.equal(answer.ok && answer.value.map((one) => one.trade), [tradeId('new')]));
  for (const name of ['old', 'new']) {
    const { status: _, ...fill } = trade(name);
    tell({ type: 'FILL', fill });
    tell({ type: 'SETTLEMENT', trade: tradeId(name), order: orderId('0x1'), status: 'confirmed', atMs: 2 });
  }
  assert.is(heard.length, 2);
});

test('a later life reads back what the first one set aside; what does not read is nothing', () => {
  const aside = asideOf(account('1500.5', [[RAIN, holding(10, 2)]]), [trade('old')], new Decimal('1000'));
  const again = readAside(asideText(aside));
  assert.is(again && asideText(again), asideText(aside));
  assert.is(again?.cash.toFixed(), '500.5');
  for (const text of [
    '',
    '{}',
    'null',
    '[]',
    asideText(aside).slice(1),
    asideText(aside).replace('"500.5"', '"x"'),
    asideText(aside).replace('10000000', '1.5'),
  ])
    assert.is(readAside(text), null, text);
});

test.run();
