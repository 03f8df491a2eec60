// What goes wrong between us and the venue, one fault at a time: what we are told, and what is true at the exchange.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { walletId } from '#domain/ids.ts';
import { Decimal, parseShares } from '#domain/units.ts';
import { DICE } from '../exchange/small-exchange.ts';
import { ANN, chaosScene, failureText, MARKET } from './chaos-scene.ts';

/** Ids and sizes of what rests of ours. */
const resting = ({ exchange }: ReturnType<typeof chaosScene>) =>
  exchange.openOrders(ANN).map(({ id, size, filled }) => `${id} ${(size - filled) / 1_000_000}`);

test('429: a share of all requests is turned away and never reaches the venue', () => {
  for (const [option, after] of [
    ['1s', '1000'],
    ['0', ''],
  ] as const) {
    const scene = chaosScene();
    const { venue } = scene.ports;
    scene.inject(`rateLimited --retryAfterMs ${option}`);
    const note = (what: string) => (answer: Parameters<typeof failureText>[0]) =>
      scene.note(`${what} ${failureText(answer)}`);
    scene.place('x yesBid 0.5 x 10');
    scene.cancel('x');
    venue.cancelMarket(MARKET.id, note('market'));
    venue.cancelAll(note('all'));
    venue.openOrders(note('orders'));
    venue.fills(0, note('fills'));
    venue.account(note('account'));
    venue.beat(null, note('beat'));
    scene.clock.advanceBy(1000);
    const [place, cancel, ...rest] = scene.noted();
    assert.is(place, `25 rateLimited ${after}`);
    assert.match(cancel ?? '', 'rateLimited');
    assert.equal(
      rest,
      ['market', 'all', 'orders', 'fills', 'account', 'beat'].map((what) => `25 ${what} rateLimited ${after}`),
    );
    assert.equal(resting(scene), []);
    scene.clock.advanceBy(5000);
    scene.place('x yesBid 0.5 x 10');
    scene.clock.advanceBy(1000);
    assert.equal(resting(scene), ['x 10']);
  }
});

test('a share means each request is drawn alone', () => {
  const scene = chaosScene();
  scene.inject('rateLimited --share 0.3 --for 1h');
  for (let n = 0; n < 200; n++) {
    scene.place(`${n} yesBid 0.01 x 5`);
    scene.clock.advanceBy(100);
  }
  const rest = resting(scene).length;
  assert.ok(rest > 120 && rest < 160, String(rest));
});

test('the answer to an order is lost, whether it arrived or not', () => {
  for (const [arrived, found] of [
    ['yes', ['x 10']],
    ['no', []],
  ] as const) {
    const scene = chaosScene();
    scene.inject(`replyLost --arrived ${arrived}`);
    scene.place('x yesBid 0.5 x 10');
    scene.clock.advanceBy(10_000);
    assert.equal(resting(scene), found);
    assert.equal(
      scene.noted(),
      [...(arrived === 'yes' ? ['60 resting x'] : []), '5000 unreachable maybe'],
      'after the time a client waits',
    );
  }
});

test('the answer to a cancel is lost, whether it arrived or not', () => {
  for (const [arrived, found] of [
    ['yes', []],
    ['no', ['x 10']],
  ] as const) {
    const scene = chaosScene();
    scene.place('x yesBid 0.5 x 10');
    scene.clock.advanceBy(1_000);
    scene.inject(`replyLost --arrived ${arrived}`);
    scene.cancel('x');
    scene.clock.advanceBy(10_000);
    assert.equal(resting(scene), found);
    const told = arrived === 'yes' ? ['1060 gone x asked'] : [];
    assert.equal(scene.noted().slice(2), [...told, '6000 {"kind":"unreachable","sent":"maybe"}']);
  }
});

test('a late answer is as long under way as it is told to, news is not', () => {
  const scene = chaosScene();
  scene.inject('replyLate --delayMs 3s');
  scene.place('x yesBid 0.5 x 10');
  scene.clock.advanceBy(100);
  scene.cancel('x');
  scene.clock.advanceBy(10_000);
  assert.equal(scene.noted(), ['60 resting x', '160 gone x asked', '3070 x resting', '3170 x cancelled']);
});

test('an answer may come twice', () => {
  const scene = chaosScene();
  scene.inject('replyTwice --delayMs 1s');
  scene.place('x yesBid 0.5 x 10');
  scene.clock.advanceBy(10_000);
  assert.equal(scene.noted(), ['60 resting x', '70 x resting', '1070 x resting']);
});

test('faults of one market leave the others alone', () => {
  const scene = chaosScene({ markets: [MARKET, DICE] });
  scene.inject('replyLost --target dice --arrived no --for 1m');
  scene.inject('replyLate --target dice --delayMs 1s --for 1m');
  scene.place('x yesBid 0.5 x 10');
  scene.clock.advanceBy(1000);
  scene.cancel('x');
  scene.place('y yesBid 0.5 x 10 dice');
  scene.clock.advanceBy(1000);
  assert.equal(scene.noted(), ['60 resting x', '70 x resting', '1060 gone x asked', '1070 x cancelled']);
  scene.clock.advanceBy(10_000);
  assert.equal(scene.noted(), ['6000 unreachable maybe']);
});

test('of a batch some are rejected and the others rest, each named in the answer', () => {
  const scene = chaosScene();
  scene.inject('batchFails --share 0.5 --for 1h');
  const ids = Array.from({ length: 40 }, (_, n) => `o${n}`);
  scene.place(...ids.map((id) => `${id} yesBid 0.01 x 5`));
  scene.clock.advanceBy(1000);
  const answer = scene.noted().at(-1)?.replace('70 ', '').split(', ') ?? [];
  assert.equal(
    answer.map((one) => one.split(' ')[0]),
    ids,
  );
  const rejected = answer.filter((one) => one.endsWith('other')).length;
  assert.ok(rejected > 10 && rejected < 30, String(rejected));
  assert.is(resting(scene).length, 40 - rejected);
});

test('an order that would not cross is rejected as if it did', () => {
  const scene = chaosScene();
  scene.inject('postOnlyRejected');
  scene.place('x yesBid 0.5 x 10', 'y yesBid 0.4 x 10');
  scene.clock.advanceBy(1000);
  assert.equal(scene.noted(), ['25 x crossesBook, y crossesBook']);
  assert.equal(resting(scene), []);
});

test('a restricted account places nothing and may still cancel', () => {
  const scene = chaosScene();
  scene.place('x yesBid 0.5 x 10');
  scene.clock.advanceBy(1000);
  scene.inject('accountRestricted');
  scene.place('y yesBid 0.5 x 10');
  scene.cancel('x');
  scene.clock.advanceBy(1000);
  assert.equal(scene.noted().slice(2), ['1025 y accountRestricted', '1060 gone x asked', '1070 x cancelled']);
});

test('an allowance that is too small rejects buys beyond it, sells never', () => {
  const scene = chaosScene();
  scene.exchange.moveSets(ANN, MARKET.id, 'split', parseShares('50'));
  scene.inject('allowanceDrift --usd 5');
  scene.place('x yesBid 0.5 x 10', 'y yesBid 0.5 x 11', 'z yesAsk 0.6 x 50');
  scene.clock.advanceBy(1000);
  assert.is(scene.noted().at(-1), '70 x resting, y notCovered, z resting');
});

test('a fill is told before the answer that the order was taken', () => {
  const scene = chaosScene();
  scene.send('bob yesBid 20 @ 0.51');
  scene.inject('fillBeforeReply --share 1');
  scene.place('x yesBid 0.5 x 10');
  scene.clock.advanceBy(1000);
  assert.equal(scene.noted(), ['60 resting x', '60 fill x yesBid 10 @ 0.5 maker fee 0', '70 x resting']);
  assert.equal(scene.exchange.openOrders(walletId('bob')), [], 'whoever stood before it was taken first');
  assert.equal(scene.exchange.check(), []);
});

test('when the fill is slow the answer waits for it, and not for ever', () => {
  const slow = chaosScene({ markets: [{ ...MARKET, takerDelayMs: 500 }] });
  slow.inject('fillBeforeReply --share 1');
  slow.place('x yesBid 0.5 x 10');
  slow.clock.advanceBy(1000);
  assert.equal(slow.noted(), ['60 resting x', '560 fill x yesBid 10 @ 0.5 maker fee 0', '560 x resting']);
  const never = chaosScene();
  never.inject('fillBeforeReply --share 1');
  never.inject('postOnlyMode');
  never.place('x yesBid 0.5 x 10');
  never.clock.advanceBy(10_000);
  assert.equal(never.noted(), ['60 resting x', '2070 x resting'], 'nobody may take just now');
});

test('an order that was not taken in is answered without waiting for a fill', () => {
  const scene = chaosScene();
  scene.send('bob noBid 10 @ 0.5');
  scene.inject('fillBeforeReply --share 1');
  scene.place('x yesBid 0.5 x 10');
  scene.clock.advanceBy(1000);
  assert.equal(scene.noted(), ['70 x crossesBook']);
});

test('a cancel is confirmed, and the fill that crossed it is told afterwards', () => {
  const scene = chaosScene();
  scene.place('x yesBid 0.5 x 10', 'y yesBid 0.4 x 10');
  scene.clock.advanceBy(1000);
  scene.noted();
  scene.inject('fillAfterCancel --share 1');
  scene.cancel('x');
  scene.clock.advanceBy(10_000);
  assert.equal(scene.noted(), [
    '1060 gone x asked',
    '1070 x cancelled',
    '1270 fill x yesBid 5 @ 0.5 maker fee 0',
    '2020 mined x',
    '3020 confirmed x',
  ]);
  assert.equal(resting(scene), ['y 10']);
  assert.is(scene.has('ann'), 'cash 997.5 yes 5 no 0');
});

test('an order that is taken whole before its cancel is told to be cancelled all the same', () => {
  const scene = chaosScene();
  scene.place('x yesBid 0.1 x 10');
  scene.clock.advanceBy(1000);
  scene.noted();
  scene.inject('fillAfterCancel --share 1');
  // Half of it is five shares, the least that may be taken; then comes Bob and takes the rest.
  scene.cancel('x');
  scene.clock.advanceBy(10);
  scene.send('bob noBid 5 @ 0.9', 'fak');
  scene.clock.advanceBy(1000);
  assert.equal(scene.noted().slice(0, 3), [
    '1070 x cancelled',
    '1270 fill x yesBid 5 @ 0.1 maker fee 0',
    '1270 fill x yesBid 5 @ 0.1 maker fee 0',
  ]);
});

test('the venue removes orders unasked, and says so or not', () => {
  for (const told of ['yes', 'no'] as const) {
    const scene = chaosScene({ markets: [MARKET, DICE] });
    scene.place('x yesBid 0.5 x 10', 'y yesBid 0.5 x 10 dice');
    scene.clock.advanceBy(1000);
    scene.noted();
    scene.inject(`venueCancel --target coin --told ${told}`);
    scene.clock.advanceBy(1000);
    assert.equal(resting(scene), ['y 10']);
    assert.equal(scene.noted(), told === 'yes' ? ['1020 gone x other'] : []);
  }
});

test('the venue may remove only some of them', () => {
  const scene = chaosScene();
  for (let n = 0; n < 100; n++) scene.place(`${n} yesBid 0.01 x 5`);
  scene.clock.advanceBy(1000);
  scene.inject('venueCancel --share 0.4');
  const left = resting(scene).length;
  assert.ok(left > 45 && left < 75, String(left));
});

test('a stuck counter shows what it showed, and nothing for younger orders', () => {
  const scene = chaosScene();
  const listed = () => {
    scene.ports.venue.openOrders((answer) =>
      scene.note(answer.ok ? answer.value.map(({ id, filled }) => `${id} ${filled / 1_000_000}`).join(', ') : ''),
    );
    scene.clock.advanceBy(1000);
    return scene.noted().at(-1)?.split(' ').slice(1).join(' ');
  };
  scene.place('x yesBid 0.5 x 20');
  scene.clock.advanceBy(1000);
  scene.send('bob noBid 5 @ 0.5', 'fak');
  scene.inject('matchedStuck --for 1m');
  assert.is(listed(), 'x 5');
  scene.place('y yesBid 0.4 x 20');
  scene.clock.advanceBy(1000);
  scene.send('bob noBid 25 @ 0.6', 'fak');
  assert.is(listed(), 'y 0');
  scene.clock.advanceBy(60_000);
  assert.is(listed(), 'y 10');
});

test('listings fail as failures, not as empty ones', () => {
  const scene = chaosScene();
  const { venue } = scene.ports;
  scene.inject('readsFail');
  venue.openOrders((answer) => scene.note(`orders ${failureText(answer)}`));
  venue.fills(0, (answer) => scene.note(`fills ${failureText(answer)}`));
  venue.account((answer) => scene.note(`account ${failureText(answer)}`));
  scene.place('x yesBid 0.5 x 10');
  scene.clock.advanceBy(1000);
  assert.equal(scene.noted(), [
    '25 orders unreadable Internal server error',
    '25 fills unreadable Internal server error',
    '25 account unreadable Internal server error',
    '60 resting x',
    '70 x resting',
  ]);
});

test('a wrong beat is corrected, as often as it is told to be wrong', () => {
  const scene = chaosScene();
  const beat = (previous: string | null) => {
    let said = '';
    scene.ports.venue.beat(previous, (answer) => {
      said = answer.ok ? answer.value.id : failureText(answer);
    });
    scene.clock.advanceBy(100);
    return said;
  };
  const first = beat(null);
  scene.inject('wrongBeat --times 2');
  assert.is(beat(first), `rejected wrongBeat ${first}`);
  assert.is(beat(first), `rejected wrongBeat ${first}`);
  assert.not.match(beat(first), 'rejected');
});

test('a beat arrives and its acknowledgement does not, or neither does', () => {
  for (const [arrives, goneMs] of [
    ['yes', 25_020],
    ['no', 15_020],
  ] as const) {
    const scene = chaosScene();
    scene.place('x yesBid 0.5 x 10');
    scene.ports.venue.beat(null, (answer) => scene.note(answer.ok ? 'beat' : failureText(answer)));
    scene.clock.advanceBy(10_000);
    assert.equal(scene.noted().at(-1), '70 beat');
    // A beat at 10 s; the looks are at 10, 15, 20 and 25 s.
    scene.inject(`beatLost --arrives ${arrives} --for 1m`);
    scene.ports.venue.beat('beat-1', (answer) => scene.note(failureText(answer)));
    scene.clock.advanceBy(20_000);
    assert.equal(scene.noted().sort(), ['15000 unreachable maybe', `${goneMs} gone x heartbeat`].sort());
  }
});

test('the private socket drops: what happens then is lost until somebody listens anew', () => {
  const scene = chaosScene();
  scene.inject('socketDropped --socket account --for 3s');
  scene.place('x yesBid 0.5 x 10');
  scene.clock.advanceBy(1000);
  const told: string[] = [];
  scene.ports.venue.listen((news) => told.push(`early ${news.type}`));
  scene.place('y yesBid 0.5 x 10');
  scene.clock.advanceBy(4000);
  scene.ports.venue.listen((news) => told.push(`late ${news.type}`));
  scene.place('z yesBid 0.5 x 10');
  scene.clock.advanceBy(1000);
  assert.equal(scene.noted(), ['70 x resting', '1070 y resting', '5070 z resting'], 'answers come another way');
  assert.equal(told, ['early ORDER_RESTING', 'late ORDER_RESTING'], 'who dialled meanwhile is through when it is back');
});

test('the private socket is open and silent for a while', () => {
  const scene = chaosScene();
  scene.inject('socketSilent --socket account --for 3s');
  scene.place('x yesBid 0.5 x 10');
  scene.clock.advanceBy(5000);
  scene.place('y yesBid 0.5 x 10');
  scene.clock.advanceBy(1000);
  assert.equal(scene.noted(), ['70 x resting', '5060 resting y', '5070 y resting']);
});

test('trouble on the public socket is none on the private one', () => {
  const scene = chaosScene();
  scene.inject('socketDropped --for 3s');
  scene.inject('socketSilent --for 3s');
  scene.place('x yesBid 0.5 x 10');
  scene.clock.advanceBy(1000);
  assert.equal(scene.noted(), ['60 resting x', '70 x resting']);
});

test('while the loop is blocked no answer and no news is heard, and then all of it in order', () => {
  const scene = chaosScene();
  scene.inject('slowLoop --stallMs 200 --everyMs 1s --for 10s');
  scene.place('x yesBid 0.5 x 10');
  scene.clock.advanceBy(500);
  scene.place('y yesBid 0.5 x 10');
  scene.clock.advanceBy(500);
  assert.equal(scene.noted(), ['200 resting x', '200 x resting', '560 resting y', '570 y resting']);
});

test('what is held back is counted until it is told', () => {
  const scene = chaosScene();
  scene.inject('replyLate --delayMs 1s');
  scene.place('x yesBid 0.5 x 10');
  scene.clock.advanceBy(500);
  assert.is(scene.world.waiting(), 1);
  scene.clock.advanceBy(1000);
  assert.is(scene.world.waiting(), 0);
});

test('what money the venue says is there stays true under all of it', () => {
  const scene = chaosScene();
  scene.inject('fillBeforeReply --share 1 --for 1h');
  scene.inject('replyTwice --for 1h');
  for (let n = 0; n < 10; n++) {
    scene.place(`${n} yesBid 0.5 x 10`, `no-${n} noBid 0.4 x 10`);
    scene.clock.advanceBy(3000);
  }
  assert.is(scene.has('ann'), 'cash 910 yes 100 no 100');
  assert.equal(scene.exchange.check(), []);
  assert.ok(scene.exchange.account(ANN).cash.equals(new Decimal(910)));
});

test.run();
