// The fast path and the plain one are one reader: on frames as the venue sends them, on every spelling of them, on damage.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId } from '#domain/ids.ts';
import { readMarketFrame, readPlainFrame } from '#infra/venue/frames.ts';
import { InternedIds } from '#infra/venue/wire/interned-ids.ts';
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

test('ids of one tail are kept apart, and a full store starts anew', () => {
  const store = new InternedIds();
  for (let n = 0; n < 20_000; n++) {
    const id = `${n}-same-tail`;
    assert.is(store.at(Buffer.from(`"${id}"`), 1, id.length + 1), id);
    assert.is(store.at(Buffer.from(id), 0, id.length), id);
  }
  assert.is(store.at(Buffer.from('x'.repeat(200)), 0, 200), '');
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
