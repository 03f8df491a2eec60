// The fast path and the plain one are one reader: on frames as the venue sends them, on every spelling of them, on damage.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId } from '#domain/ids.ts';
import { readMarketFrame, readPlainFrame } from '#infra/venue/frames.ts';
import { InternedIds } from '#infra/venue/wire/interned-ids.ts';
import { isAt, literalOf } from '#infra/venue/wire/literal.ts';
import { PriceChangeScan } from '#infra/venue/wire/price-change-scan.ts';
import type { Lookup } from '#infra/venue/wire-market.ts';

const LONG = '72690798903588392269001731007662425920353908498880709179939493847828858696064';
const ASSETS = ['11', '12', '21', LONG, '99'];
const lookup: Lookup = (asset, condition) => {
  if (asset === '99') return null;
  return { market: marketId(asset === '21' ? 'other' : condition), outcome: asset === '12' ? 'no' : 'yes' };
};
const scan = new PriceChangeScan();

const HASH = 'f3cc31114e050a10b3d72e6f8a2233f63b19489c';
const decimals = fc.constantFrom(
  '0',
  '1',
  '0.5',
  '0.51',
  '0.001',
  '0.0005',
  '.5',
  '1.0',
  '007',
  '12.5',
  '0.1234567',
  '',
);
const row = fc.record({
  asset_id: fc.constantFrom(...ASSETS, ''),
  price: fc.oneof({ weight: 3, arbitrary: fc.constantFrom('0.5', '0.51', '0.001') }, decimals),
  size: fc.oneof(decimals, fc.constantFrom('100', '219.217767', '10500100')),
  side: fc.constantFrom('BUY', 'SELL', 'BUY', 'SELL', 'buy'),
  hash: fc.constantFrom(HASH, HASH, HASH, 'H', ''),
  best_bid: fc.constantFrom('0', '', '0.49', '0.49', '1'),
  best_ask: fc.constantFrom('1', '', '0.51', '0.51', '0'),
});
const frame = fc.record({
  market: fc.constantFrom('0xc1', '0xc1', ''),
  price_changes: fc.array(row, { maxLength: 4 }),
  timestamp: fc.constantFrom('1777366994943', '7', '007', '', '99999999999999999', '1.5'),
  event_type: fc.constantFrom('price_change', 'price_change', 'price_change', 'book'),
});
/** As the venue spells it, as JSON.stringify does, or with its names in another order. */
const spelled = fc.tuple(frame, fc.nat(2), fc.nat(3)).map(([message, style, turn]) => {
  const names = Object.keys(message);
  const turned = [...names.slice(turn), ...names.slice(0, turn)].map((name) => [name, message[name as 'market']]);
  const text = JSON.stringify(style === 2 ? Object.fromEntries(turned) : message);
  return style === 0 ? text.replaceAll(',"', ', "').replaceAll(',{', ', {') : text;
});
const damaged = fc
  .tuple(spelled, fc.nat(), fc.constantFrom('', '"', '\\', ' ', '\n', '}', ']', ',', '0', 'é', '\ud800'))
  .map(([text, place, put]) => {
    const at = place % (text.length + 1);
    return text.slice(0, at) + put + text.slice(at + (place % 3));
  });

test('both paths read the same, whatever the text', () => {
  let fast = 0;
  fc.assert(
    fc.property(fc.oneof({ weight: 3, arbitrary: spelled }, damaged), (text) => {
      if (scan.read(text, lookup)) fast++;
      assert.equal(readMarketFrame(text, lookup), readPlainFrame(text, lookup), text);
    }),
    { seed: 42, numRuns: 5_000 },
  );
  assert.ok(fast > 200, `only ${fast} frames took the fast path`);
});

const GOOD_ROW = `{"asset_id":"${LONG}", "price":"0.51", "size":"219.217767", "side":"BUY", "hash":"${HASH}", "best_bid":"0.51", "best_ask":"1"}`;
const GOOD = `{"market":"0xc1", "price_changes":[${GOOD_ROW}, ${GOOD_ROW.replace(LONG, '12').replace('BUY', 'SELL')}], "timestamp":"1777366994943", "event_type":"price_change"}`;
const same = (text: string) => {
  const [fast, plain] = [readMarketFrame(text, lookup), readPlainFrame(text, lookup)];
  if (!isDeepStrictEqual(fast, plain)) assert.equal(fast, plain, text);
};

test('both paths read the same with any one character of a good frame changed, added or taken away', () => {
  assert.is(scan.read(GOOD, lookup)?.event?.changes.length, 2);
  for (let place = 0; place <= GOOD.length; place++) {
    const [head, tail] = [GOOD.slice(0, place), GOOD.slice(place)];
    same(head + tail.slice(1));
    for (const put of [
      '"',
      '\\',
      ' ',
      '\n',
      '\t',
      '\u0001',
      '}',
      ']',
      '{',
      ',',
      ':',
      '0',
      '9',
      '.',
      '-',
      'e',
      'g',
      'é',
      '\ud800',
      '\u2028',
    ]) {
      same(head + put + tail);
      same(head + put + tail.slice(1));
    }
  }
});

test('what is left of a longer frame in the scanner belongs to no other', () => {
  for (let cut = 0; cut < GOOD.length; cut++) {
    scan.read(GOOD, lookup);
    assert.is(scan.read(GOOD.slice(0, cut), lookup), null, GOOD.slice(0, cut));
  }
  for (const more of [' ', '\n', '}', 'x', GOOD]) assert.is(scan.read(GOOD + more, lookup), null);
});

test('sizes of any length are the plain size, or a problem', () => {
  for (const size of [
    '999999999.999999',
    '9999999999',
    '9999999999.5',
    '12345678901234567',
    '00000000001',
    '1.',
    '1.0000000',
    '1.0000001',
    '.1',
  ])
    same(GOOD.replace('219.217767', size));
  assert.ok(scan.read(GOOD.replace('219.217767', '999999999.999999'), lookup), 'the fast path takes what is usual');
});

test('rows of two markets in one frame are for the plain reader to name', () => {
  const mixed = GOOD.replace('"asset_id":"12"', '"asset_id":"21"');
  assert.is(scan.read(mixed, lookup), null);
  assert.is(readMarketFrame(mixed, lookup).problem?.field, 'price_change.price_changes[].asset_id');
});

test('nobody is asked about an asset of a frame that is not good to its end', () => {
  const asked: string[] = [];
  const good = `{"market":"0xc1","price_changes":[{"asset_id":"11","price":"0.5","size":"1","side":"BUY","hash":"${HASH}","best_bid":"0.5","best_ask":"1"}],"timestamp":"7","event_type":"price_change"}`;
  const lookAt: Lookup = (asset, condition) => {
    asked.push(asset);
    return lookup(asset, condition);
  };
  assert.is(scan.read(good.slice(0, -1), lookAt), null);
  assert.equal(asked, []);
  assert.is(scan.read(good, lookAt)?.event?.changes.length, 1);
  assert.equal(asked, ['11']);
});

test('ids of one beginning are kept apart, and a full store starts anew', () => {
  const store = new InternedIds();
  const room = Buffer.alloc(512);
  const view = new DataView(room.buffer, room.byteOffset, room.length);
  const put = (text: string) => room.fill(0).write(text);
  for (let n = 0; n < 20_000; n++) {
    const id = n % 2 === 0 ? `same-beginning-${n}` : `${n}`;
    put(`"${id}", "next"`);
    assert.is(store.known(view, 1), null);
    assert.is(store.add(room, 1, 1 + id.length), id);
    assert.is(store.known(view, 1), id);
    put(`"${id}0"`);
    assert.is(store.known(view, 1), null);
  }
  assert.is(store.add(Buffer.from('x'.repeat(200)), 0, 200), '');
});

test('texts of any length are compared whole', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(bytes, bytes, fc.nat(3), (one, other, start) => {
      const room = new Uint8Array(32);
      room.set(other, start);
      const expected = one.every((byte, n) => byte === room[start + n]);
      assert.is(isAt(new DataView(room.buffer), start, literalOf(one)), expected);
      assert.ok(isAt(new DataView(room.buffer), start, literalOf(other)));
    }),
    { seed: 42, numRuns: 500 },
  );
});

const DATA = process.env.POLYMARKET_DATA;
const FOLDER = `${DATA}/ws-market`;

if (DATA === undefined || !existsSync(FOLDER)) {
  test('real price changes', () => console.log('SKIPPED real price changes: POLYMARKET_DATA is not set'));
} else {
  test('every real price change takes the fast path and reads the same', () => {
    let frames = 0;
    for (const name of readdirSync(FOLDER).filter((each) => each.includes('raw_messages'))) {
      const bytes = readFileSync(`${FOLDER}/${name}`);
      const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
      for (const line of text.trim().split('\n')) {
        const { payload } = JSON.parse(line) as { payload: string };
        assert.equal(readMarketFrame(payload, lookup), readPlainFrame(payload, lookup));
        if (!payload.includes('"price_changes"')) continue;
        assert.ok(scan.read(payload, lookup)?.event, payload.slice(0, 100));
        frames++;
      }
    }
    assert.is(frames, 35);
  });
}

test.run();
