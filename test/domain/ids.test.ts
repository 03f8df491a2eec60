import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as ids from '#domain/ids.ts';

test('an id is the text it was made from, and nothing parses it', () => {
  const makers = Object.entries(ids);
  assert.is(makers.length, 8);
  for (const [name, make] of makers) assert.is(make('0x1 : odd'), '0x1 : odd', name);
});

test('the compiler keeps the id of an order from standing for a market', () => {
  const apart: [ids.OrderId] extends [ids.MarketId] ? false : true = true;
  assert.ok(apart);
});

test.run();
