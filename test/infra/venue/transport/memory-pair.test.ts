// What the memory pair can do beyond carrying: weather, breaking lines, and leaving nothing behind.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { HttpAnswer } from '#domain/ports.ts';
import { SeededRandom } from '#infra/random.ts';
import { MemoryPair, type Weather } from '#infra/venue/transport/memory-pair.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { ScriptedServer } from './scripted-server.ts';

function pairOf(weather: Weather = {}) {
  const clock = new VirtualClock(0);
  const server = new ScriptedServer();
  const latency = { requestMs: 10, replyMs: 10, streamMs: 10, sigma: 0 };
  const pair = new MemoryPair(server, { clock, random: new SeededRandom(1), latency, from: 'here', weather });
  const heard: string[] = [];
  const open = (url = 'ws://x/ws') =>
    pair.sockets.open(url, {
      opened: () => heard.push(`${clock.now()} opened`),
      text: (text) => heard.push(`${clock.now()} ${text}`),
      closed: (code, reason) => heard.push(`${clock.now()} closed ${code} ${reason}`),
    });
  const ask = (url: string, timeoutMs = 1_000) =>
    pair.http.request({ method: 'POST', url, headers: {}, body: 'x', timeoutMs }, (answer: HttpAnswer) =>
      heard.push(`${clock.now()} ${answer.ok ? answer.body : `${answer.sent} ${answer.text}`}`),
    );
  return { clock, server, pair, heard, open, ask };
}

test('everything takes the time that it is given', () => {
  const { clock, heard, open, ask } = pairOf();
  ask('http://x/echo');
  const socket = open();
  clock.advanceBy(30);
  socket.send('hi');
  clock.advanceBy(100);
  assert.equal(heard, ['20 POST x', '20 opened', '50 you said hi']);
});

test('a request that is lost or swallowed ends with its timeout; only the second was heard', () => {
  let fate: 'lost' | 'swallowed' = 'lost';
  const { clock, heard, ask, server } = pairOf({ request: () => fate });
  ask('http://x/echo');
  clock.advanceBy(2_000);
  assert.is(server.asked.length, 0);
  fate = 'swallowed';
  ask('http://x/echo', 5);
  clock.advanceBy(2_000);
  assert.is(server.asked.length, 1);
  assert.equal(heard, ['1000 maybe no answer within 1000 ms', '2005 maybe no answer within 5 ms']);
});

test('an answer that comes after its timeout is no answer any more', () => {
  const { clock, heard, ask } = pairOf();
  ask('http://x/echo', 15);
  clock.advanceBy(100);
  assert.equal(heard, ['15 maybe no answer within 15 ms']);
});

test('frames are spoilt and lost on either way', () => {
  const { clock, heard, open, server } = pairOf({
    frame: (text, way) => (text === 'lose' || text === 'frame 3' ? null : way === 'up' ? text : text.toUpperCase()),
  });
  const socket = open();
  clock.advanceBy(20);
  for (const text of ['a', 'lose', 'many']) socket.send(text);
  clock.advanceBy(20);
  assert.equal(server.heard, ['a', 'many']);
  assert.equal(
    heard.slice(1).map((each) => each.split(' ').slice(1).join(' ')),
    ['YOU SAID A', 'FRAME 0', 'FRAME 1', 'FRAME 2', 'FRAME 4'],
  );
});

test('a broken line is told to both ends, and what was on its way is lost', () => {
  const { clock, heard, open, pair, server } = pairOf();
  const socket = open();
  open('ws://y/ws');
  clock.advanceBy(20);
  socket.send('many');
  clock.advanceBy(15);
  pair.cut((url) => url.includes('x'));
  pair.cut((url) => url.includes('x'));
  assert.not(socket.send('more'));
  clock.advanceBy(100);
  assert.equal(heard, ['20 opened', '20 opened', '35 closed 1006 the line broke']);
  assert.equal(server.heard, ['many']);
});

test('a pair that is disconnected is silent and leaves no timer', () => {
  const { clock, heard, open, ask, pair } = pairOf();
  open();
  ask('http://x/echo');
  clock.advanceBy(12);
  open();
  ask('http://x/echo');
  pair.cut((url) => url.includes('nothing'));
  assert.ok(pair.traffic().replies === 1 && pair.traffic().requests === 1 && pair.traffic().frames > 0);
  pair.disconnect();
  assert.is(clock.pending, 0);
  clock.advanceBy(5_000);
  assert.equal(heard, []);
  assert.equal(pair.traffic(), { requests: 0, replies: 0, frames: 0 });
});

test.run();
