// Faults of the sockets of the served exchange: what a subscriber hears, and what not.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CATALOGUE } from '#domain/chaos/fault-catalogue.ts';
import { BadInput } from '#domain/failure.ts';
import { corruptedText, marketIn, truncatedText, withoutAsset } from '#infra/exchange/faults/frame-text.ts';
import { SeededRandom } from '#infra/random.ts';
import { marketOf, type SmallServer } from '../server/small-server.ts';
import { privateSocket, struckHouse, taken } from './struck-house.ts';

const CTF = marketOf('ctf');

/** Of one market, both outcomes; `said` begins after the books. */
function publicSocket(house: SmallServer, contract: 'ctf' | 'v3' = 'ctf') {
  const socket = house.socket('/ws/market');
  const { yes, no } = marketOf(contract).outcomes;
  socket.send(JSON.stringify({ type: 'market', assets_ids: [yes.id, no.id], initial_dump: false }));
  socket.said.length = 0;
  return socket;
}

const types = (said: readonly string[]) => said.map((text) => /"event_type":"(\w+)"/.exec(text)?.[1] ?? text);

test('without a fault every frame goes through at once', () => {
  const { house, ann } = struckHouse();
  const [open, own] = [publicSocket(house), privateSocket(house, ann)];
  taken(ann.place({ price: '0.3' }));
  assert.equal([types(open.said), types(own.said)], [['price_change'], ['order']]);
  open.send('PING');
  assert.is(open.said.at(-1), 'PONG');
});

test('a dropped private socket closes for one account and cannot be opened again by it for a while', () => {
  const { house, ann, bob, inject, clock } = struckHouse();
  const [hers, his, open] = [privateSocket(house, ann), privateSocket(house, bob), publicSocket(house)];
  inject('socketDropped --socket account --for 3s', ann);
  assert.equal([hers.closed, his.closed, open.closed], ['1012 service restart', null, null]);
  assert.is(privateSocket(house, ann).closed, '1012 service restart');
  clock.advanceBy(3_000);
  const again = privateSocket(house, ann);
  taken(ann.place({ price: '0.3' }));
  assert.equal(types(again.said), ['order']);
});

test('a dropped public socket closes for everybody, or for those who hear one market', () => {
  const { house, ann, inject, clock } = struckHouse();
  const [ctf, v3, own] = [publicSocket(house), publicSocket(house, 'v3'), privateSocket(house, ann)];
  inject('socketDropped --target ctf --for 3s');
  assert.equal([ctf.closed, v3.closed, own.closed], ['1012 service restart', null, null]);
  clock.advanceBy(3_000);
  inject('socketDropped --for 3s');
  assert.is(v3.closed, '1012 service restart');
  assert.throws(() => house.socket('/ws/market'), /no socket/);
  assert.is(own.closed, null);
});

test('a silent socket is open and says nothing, not even its PONG', () => {
  const { house, ann, bob, inject, clock } = struckHouse();
  const [open, hers, his] = [publicSocket(house), privateSocket(house, ann), privateSocket(house, bob)];
  inject('socketSilent --for 15s');
  inject('socketSilent --socket account --for 15s', ann);
  taken(ann.place({ price: '0.3' }));
  for (const socket of [open, hers, his]) socket.send('PING');
  assert.equal([open.said, hers.said, his.said], [[], [], ['PONG']]);
  clock.advanceBy(15_000);
  for (const socket of [open, hers]) socket.send('PING');
  assert.equal([open.said, hers.said], [['PONG'], ['PONG']]);
});

test('frames are lost, doubled, swapped, late, wrong and cut short, of one market and of no other', () => {
  const heard = (words: string) => {
    const { house, ann, inject, clock } = struckHouse();
    const [ctf, v3] = [publicSocket(house), publicSocket(house, 'v3')];
    inject(`${words} --target ctf --share 1`);
    for (const price of ['0.3', '0.31'])
      for (const contract of ['ctf', 'v3'] as const) taken(ann.place({ price, contract }));
    const atOnce = ctf.said.length;
    assert.equal(types(v3.said), ['price_change', 'price_change'], words);
    clock.advanceBy(5_000);
    return { atOnce, said: ctf.said, plain: v3.said };
  };
  const prices = (said: readonly string[]) => said.map((text) => JSON.parse(text).price_changes[0].price);
  assert.equal(heard('framesDropped').said, []);
  assert.equal(prices(heard('framesTwice').said), ['0.3', '0.3', '0.31', '0.31']);
  assert.equal(prices(heard('framesReordered').said), ['0.31', '0.3']);
  const late = heard('framesDelayed --delayMs 2s');
  assert.equal([late.atOnce, prices(late.said)], [0, ['0.3', '0.31']]);
  for (const text of heard('framesTruncated').said) assert.throws(() => JSON.parse(text));
  for (const text of heard('framesCorrupted').said) assert.is(JSON.parse(text).event_type, 'price_change');
});

test('one outcome falls silent while the other goes on', () => {
  const { house, ann, inject } = struckHouse();
  const socket = publicSocket(house);
  inject('outcomeSilent --outcome yes');
  taken(ann.place({ price: '0.3' }));
  const changes = socket.said.flatMap((text) => JSON.parse(text).price_changes ?? []);
  assert.equal(
    changes.map(({ asset_id }: { asset_id: string }) => asset_id),
    [CTF.outcomes.no.id],
  );
});

test('a book that crosses is shown, and is not there', () => {
  const { house, ann, inject } = struckHouse();
  taken(ann.place({ price: '0.3' }));
  taken(ann.place({ outcome: 'no', price: '0.6' }));
  const socket = publicSocket(house);
  inject('crossedBook --target ctf --ticks 2');
  const [frame] = socket.said.map((text) => JSON.parse(text));
  assert.ok(
    frame.price_changes.some(
      ({ asset_id, side, price }: Record<string, string>) =>
        asset_id === CTF.outcomes.yes.id && side === 'BUY' && Number(price) > 0.4,
    ),
    JSON.stringify(frame),
  );
  assert.is(house.get(`/book?token_id=${CTF.outcomes.yes.id}`).body.bids.length, 1);
});

test('damage to texts: what is wrong still reads, what is cut does not, and what has nothing to damage stays', () => {
  const text = '{"event_type":"book","market":"x","bids":[{"price":"0.52","size":"100"}],"asks":[]}';
  const wrong = new Set<string>();
  const random = new SeededRandom(5);
  for (let n = 0; n < 20; n++) wrong.add(corruptedText(text, random));
  assert.equal([...wrong].sort(), [text.replace('"0.52"', '"0.48"'), text.replace('"100"', '"400"')].sort());
  assert.is(corruptedText('PONG', random), 'PONG');
  assert.is(truncatedText('PONG'), 'PO');
  assert.is(truncatedText('P'), 'P');
  assert.is(withoutAsset('PONG', 'a'), 'PONG');
  assert.is(withoutAsset('[{"asset_id":"a"},{"asset_id":"b"}]', 'a'), '[{"asset_id":"b"}]');
  assert.is(withoutAsset('[{"asset_id":"a"}]', 'a'), null);
  assert.is(withoutAsset('{"price_changes":[{"asset_id":"a"},null]}', 'a'), '{"price_changes":[null]}');
  assert.is(marketIn(`{"market":"${CTF.id}"}`), CTF.id);
  assert.is(marketIn('{"market":"coin"}'), null);
});

test('every fault there is can be injected into an exchange, or is refused with words that say where it belongs', () => {
  const refused: string[] = [];
  for (const [name, { target }] of Object.entries(CATALOGUE)) {
    const { ann, inject, chaos } = struckHouse();
    taken(ann.place({ price: '0.3' }));
    try {
      const id = inject(target === 'actor' ? `${name} --target quoter` : name);
      assert.is(chaos.find(id)?.command.fault, name);
    } catch (error) {
      assert.instance(error, BadInput, name);
      assert.match((error as Error).message, /service that trades|answered once|no yes shares are held/, name);
      refused.push(name);
    }
  }
  assert.equal(refused.sort(), [
    ...['chainErrors', 'clockJump', 'crash', 'deaf', 'diskFull', 'gasSpike', 'holdingDrift', 'replyTwice', 'slowLoop'],
    ...['stateUnwritable', 'transactionLost', 'transactionReverted', 'transactionStuck'],
  ]);
});

test('whom and where are checked by name, and what strikes everybody takes no account', () => {
  const { ann, inject, chaos } = struckHouse();
  ann.get('/balance-allowance?asset_type=COLLATERAL&signature_type=0');
  for (const [words, account, text] of [
    ['replyLost --target nowhere', null, 'no market nowhere; there are ctf'],
    ['replyLost', '0x12', 'is no address'],
    ['replyLost', '0x00000000000000000000000000000000000000aa', 'nobody with that key or wallet'],
    ['engineRestart', ann.wallet, 'strikes everybody'],
    ['framesDropped', ann.wallet, 'strikes everybody'],
    ['socketSilent --socket market', ann.wallet, 'strikes everybody'],
    ['venueCancel', ann.wallet, 'no order of ours rests there'],
    ['rateLimted', null, 'did you mean rateLimited?'],
  ] as const) {
    const [fault, ...rest] = words.split(' ');
    const values = Object.fromEntries(
      rest.flatMap((word, at) => (at % 2 === 0 ? [[word.slice(2), rest[at + 1]]] : [])),
    );
    const { target = null, ...params } = values;
    assert.throws(
      () => chaos.inject({ fault, target, params }, account),
      (error: unknown) => error instanceof BadInput && error.message.includes(text),
      text,
    );
  }
  assert.equal(chaos.active(), []);
  const id = inject('readsFail', ann);
  assert.equal(
    chaos.active().map(({ command, account, state }) => [command.id, account, state]),
    [[id, ann.key.address, 'strikes']],
  );
  assert.is(chaos.clear(id).state, 'over');
  assert.throws(() => chaos.clear(id), /no such fault holds now/);
  chaos.close();
  assert.is(ann.get('/data/orders').status, 200);
});

test.run();
