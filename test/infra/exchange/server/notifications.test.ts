import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Decimal } from '#domain/units.ts';
import { readWire } from '#infra/venue/wire/codec.ts';
import { NOTIFICATIONS } from '#infra/venue/wire/notifications.ts';
import { marketOf, SmallServer, type Trader } from './small-server.ts';

const CTF = marketOf('ctf');

function told(trader: Trader) {
  const read = readWire(NOTIFICATIONS, trader.get('/notifications?signature_type=0').body);
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  return read.value;
}

test('fills and what the venue took out are told until they are dropped, what one asked for is not', () => {
  const house = new SmallServer();
  const [ann, bob] = [house.trader('ann'), house.trader('bob')];
  const first = ann.place({ price: '0.5', size: '100' }).body.orderID;
  const second = ann.place({ price: '0.4', size: '100' }).body.orderID;
  bob.place({ outcome: 'no', price: '0.5', size: '30', kind: 'FAK' });
  ann.ask('DELETE', '/order', JSON.stringify({ orderID: second }));
  house.exchange.operations.removeOrders({ wallet: ann.wallet as never, market: CTF.id, orders: [first] }, 'uncovered');
  const rows = told(ann);
  assert.equal(
    rows.map(({ kind, order }) => [kind, order.id, order.filled, order.left]),
    [
      ['filled', first, 30_000_000, 70_000_000],
      ['cancelled', first, 30_000_000, 70_000_000],
    ],
  );
  assert.is(rows[0]?.order.trade, ann.get('/data/trades').body.data[0].id);
  assert.equal(
    told(bob).map(({ kind }) => kind),
    ['filled'],
  );
  const drop = (trader: Trader, ids: string) => trader.ask('DELETE', `/notifications?ids=${ids}`);
  assert.is(drop(bob, rows.map(({ id }) => id).join(',')).body, 'OK');
  assert.is(told(ann).length, 2, 'they are not his');
  assert.is(drop(ann, String(rows[0]?.id)).body, 'OK');
  assert.equal(
    told(ann).map(({ kind }) => kind),
    ['cancelled'],
  );
  for (const ids of ['x', '1,-2', '1e3', '9'.repeat(40)])
    assert.equal([drop(ann, ids).status, drop(ann, ids).body], [400, { error: 'invalid ids' }], ids);
  assert.is(drop(ann, '').body, 'OK');
  assert.equal(told(ann), []);
});

test('a fill that failed on the chain is told to both sides', () => {
  const always = { medianMs: 1_000, sigma: 0, failureShare: 1, retryShare: 0 };
  const house = new SmallServer({}, { settlement: always });
  const [ann, bob] = [house.trader('ann'), house.trader('bob')];
  ann.place({ price: '0.5', size: '100' });
  bob.place({ outcome: 'no', price: '0.5', size: '30', kind: 'FAK' });
  house.clock.advanceBy(60_000);
  for (const trader of [ann, bob])
    assert.equal(
      told(trader).map(({ kind }) => kind),
      ['filled', 'failed'],
    );
});

test('whoever is told too much loses the oldest', () => {
  const house = new SmallServer({ tier: null, limitsVisitors: false, grantUsd: new Decimal(5_000) });
  const [ann, bob] = [house.trader('ann'), house.trader('bob')];
  for (let n = 0; n < 210; n++) {
    ann.place({ price: '0.01', size: '5' });
    bob.place({ outcome: 'no', price: '0.99', size: '5', kind: 'FAK' });
  }
  const rows = told(ann);
  assert.is(rows.length, 200);
  assert.ok((rows[0]?.id ?? 0) > 10);
});

test.run();
