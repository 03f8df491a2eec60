// A stream that takes its time and keeps its order.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DeliveryLane } from '#infra/exchange/delivery-lane.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';

function lane(delays: number[]) {
  const clock = new VirtualClock(0);
  const arrived: string[] = [];
  const stream = new DeliveryLane<string>(
    clock,
    () => delays.shift() ?? 0,
    (text) => {
      arrived.push(`${text} at ${clock.now()}`);
      if (text === 'poison') throw new Error('choked');
    },
  );
  return { clock, arrived, stream };
}

test('a fast message does not overtake a slow one', () => {
  const { clock, arrived, stream } = lane([100, 10]);
  stream.send('slow');
  clock.advanceBy(5);
  stream.send('fast');
  assert.is(stream.inFlight, 2);
  clock.advanceBy(200);
  assert.equal(arrived, ['slow at 100', 'fast at 100']);
  assert.is(stream.inFlight, 0);
});

test('what is sent at one instant arrives at one instant', () => {
  const { clock, arrived, stream } = lane([50, 70]);
  for (const text of ['a', 'b', 'c']) stream.send(text);
  clock.advanceBy(60);
  stream.send('d');
  clock.advanceBy(100);
  assert.equal(arrived, ['a at 50', 'b at 50', 'c at 50', 'd at 130']);
});

test('nothing arrives inside the call, not even without delay', () => {
  const { clock, arrived, stream } = lane([]);
  stream.send('a');
  assert.equal(arrived, []);
  clock.step();
  assert.equal(arrived, ['a at 0']);
});

test('a receiver that throws gets the next message all the same', () => {
  const { clock, arrived, stream } = lane([10]);
  for (const text of ['poison', 'food']) stream.send(text);
  assert.throws(() => clock.advanceBy(20), /choked/);
  clock.advanceBy(20);
  assert.equal(arrived, ['poison at 10', 'food at 10']);
});

test('a receiver may send again on the lane it listens to, and nothing is lost', () => {
  const clock = new VirtualClock(0);
  const arrived: string[] = [];
  const stream = new DeliveryLane<string>(
    clock,
    () => 20,
    (text) => {
      arrived.push(`${text} at ${clock.now()}`);
      if (text.length < 3) stream.send(`${text}!`);
    },
  );
  for (const text of ['a', 'b']) stream.send(text);
  clock.advanceBy(1000);
  assert.equal(arrived, ['a at 20', 'b at 20', 'a! at 40', 'b! at 40', 'a!! at 60', 'b!! at 60']);
  assert.is(stream.inFlight, 0);
});

test('thousands of messages keep their order and nothing is kept of them', () => {
  const { clock, arrived, stream } = lane([]);
  for (let n = 0; n < 5000; n++) {
    stream.send(String(n));
    clock.advanceBy(1);
  }
  clock.advanceBy(10);
  assert.equal(
    arrived.map((text) => Number.parseInt(text, 10)),
    Array.from({ length: 5000 }, (_, n) => n),
  );
  assert.is(clock.pending, 0);
});

test('a closed lane delivers nothing and leaves no timer', () => {
  const { clock, arrived, stream } = lane([10]);
  stream.send('a');
  stream.close();
  stream.send('b');
  assert.is(clock.pending, 0);
  clock.advanceBy(100);
  assert.equal(arrived, []);
});

test.run();
