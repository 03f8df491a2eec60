import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Decimal } from '#domain/units.ts';
import { readUserFrame } from '#infra/venue/wire/user-channel.ts';
import { marketOf, SmallServer, type Trader } from './small-server.ts';

const CTF = marketOf('ctf');

const subscription = ({ texts }: Trader, more = {}) => JSON.stringify({ type: 'user', auth: texts, ...more });

function listening(house: SmallServer, trader: Trader, more = {}) {
  const client = house.socket('/ws/user');
  client.send(subscription(trader, more));
  const heard = () =>
    client.said.splice(0).map((text) => {
      const { messages, problem } = readUserFrame(text);
      assert.is(problem, null, text);
      const [message] = messages;
      if (message?.type === 'order') {
        const { news, status, filled } = message.order;
        return `${news} ${status?.word}${status?.detail ? `_${status.detail}` : ''} ${filled}`;
      }
      return message?.type === 'trade' ? `trade ${message.trade.status} ${message.trade.role}` : text;
    });
  return { client, heard };
}

test('the private socket tells placements, fills, settlements and cancellations of its key, and nobody else’s', () => {
  const house = new SmallServer();
  const [ann, bob, cat] = [house.trader('ann'), house.trader('bob'), house.trader('cat')];
  const [his, hers, other] = [listening(house, ann), listening(house, bob), listening(house, cat)];
  ann.place({ size: '100' });
  assert.equal(his.heard(), ['placement live 0']);
  bob.place({ outcome: 'no', price: '0.48', size: '60', postOnly: false });
  assert.equal(his.heard(), ['update live 60000000', 'trade matched maker']);
  assert.equal(hers.heard(), ['update matched 60000000', 'trade matched taker']);
  house.clock.advanceBy(1_000);
  assert.equal(his.heard(), ['trade mined maker']);
  house.clock.advanceBy(1_000);
  assert.equal(hers.heard(), ['trade mined taker', 'trade confirmed taker']);
  house.exchange.close(CTF.id);
  assert.equal(his.heard(), ['trade confirmed maker', 'cancellation canceled 60000000']);
  assert.equal(other.heard(), []);
});

test('a failed settlement is told after its retry', () => {
  const house = new SmallServer();
  const [ann, bob] = [house.trader('ann'), house.trader('bob')];
  house.exchange.operations.failNext(1);
  const { heard } = listening(house, ann);
  ann.place();
  bob.place({ outcome: 'no', price: '0.48', size: '100', kind: 'FAK' });
  house.clock.advanceBy(10_000);
  assert.equal(heard(), [
    'placement live 0',
    'update matched 100000000',
    'trade matched maker',
    'trade retrying maker',
    'trade failed maker',
  ]);
});

test('orders that lose their cover are told as invalid, and those of a resolved market with their reason', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  const { heard } = listening(house, ann);
  ann.place({ price: '0.5', size: '2000' });
  ann.place({ contract: 'v3', price: '0.5', size: '10' });
  heard();
  house.exchange.operations.driftCash(ann.wallet as never, new Decimal(-10));
  assert.equal(heard(), ['cancellation invalid 0']);
  house.exchange.resolve(marketOf('v3').id, 1_000_000 as never);
  assert.equal(heard(), ['cancellation canceled_MARKET_RESOLVED 0']);
});

test('only the markets asked for are told, and more can be asked for later', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  const { client, heard } = listening(house, ann, { markets: [CTF.id] });
  ann.place();
  ann.place({ contract: 'v3' });
  assert.is(heard().length, 1);
  client.send(JSON.stringify({ operation: 'subscribe', markets: [marketOf('v3').id] }));
  ann.place({ contract: 'v3' });
  assert.is(heard().length, 1);
  client.send(JSON.stringify({ operation: 'unsubscribe', markets: [CTF.id] }));
  ann.place();
  assert.is(heard().length, 0);
});

test('wrong credentials, nonsense and silence end the connection without a word', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  const wrong = { ...ann.texts, passphrase: 'x' };
  for (const text of [JSON.stringify({ type: 'user', auth: wrong }), '{"type":"user"}', '[[[', '', 'null']) {
    const client = house.socket('/ws/user');
    client.send(text);
    assert.is(client.closed, '1008 ');
    client.send(subscription(ann));
    assert.equal(client.said, []);
  }
  const silent = house.socket('/ws/user');
  const pinging = house.socket('/ws/user');
  const { client: subscribed } = listening(house, ann);
  for (let n = 0; n < 3; n++) {
    house.clock.advanceBy(10_000);
    pinging.send('PING');
    subscribed.send('PING');
  }
  assert.is(silent.closed, '1008 silent for too long');
  assert.is(pinging.closed, '1008 silent for too long');
  assert.is(subscribed.closed, null);
  assert.is(subscribed.said.at(-1), 'PONG');
  house.clock.advanceBy(140_000);
  assert.is(subscribed.closed, '1008 silent for too long');
});

test('whoever does not read is shown out, and the others go on', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  const [slow, fast] = [listening(house, ann), listening(house, ann)];
  slow.client.slow = true;
  ann.place();
  assert.match(slow.client.closed ?? '', /^1013 slow consumer/);
  assert.equal(fast.heard(), ['placement live 0']);
  fast.client.hangUp();
  ann.place({ price: '0.3' });
  assert.equal(fast.heard(), []);
});

test('a beat keeps the orders of its key alive, a chain of ids holds it together, and silence cancels', () => {
  const house = new SmallServer();
  const [ann, bob] = [house.trader('ann'), house.trader('bob')];
  const beat = (id: string) => ann.ask('POST', '/v1/heartbeats', JSON.stringify({ heartbeat_id: id }));
  ann.place();
  bob.place({ price: '0.3' });
  const { heard } = listening(house, ann);
  let id = beat('').body.heartbeat_id as string;
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  const wrong = beat('nonsense');
  assert.is(wrong.status, 400);
  assert.equal(wrong.body, { error_msg: 'Invalid Heartbeat ID', heartbeat_id: id });
  for (let n = 0; n < 10; n++) {
    house.clock.advanceBy(5_000);
    id = beat(id).body.heartbeat_id;
  }
  assert.is(ann.get('/data/orders').body.data.length, 1);
  house.clock.advanceBy(15_000);
  assert.equal(heard(), ['cancellation canceled 0']);
  assert.is(bob.get('/data/orders').body.data.length, 1);
});

test.run();
