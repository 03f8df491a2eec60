// Messages that wait until the engine is done.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Outbox } from '#infra/exchange/outbox.ts';

test('nothing is delivered before the flush, and then in the order of posting', () => {
  const outbox = new Outbox();
  const heard: string[] = [];
  const [ann, bob] = [
    new Set([(text: string) => heard.push(`ann ${text}`)]),
    new Set([(text: string) => heard.push(`bob ${text}`)]),
  ];
  outbox.post(ann, '1');
  outbox.post(bob, '2');
  outbox.post(ann, '3');
  assert.equal(heard, []);
  outbox.flush();
  assert.equal(heard, ['ann 1', 'bob 2', 'ann 3']);
});

test('what a listener causes goes out after what is waiting', () => {
  const outbox = new Outbox();
  const heard: string[] = [];
  const listeners = new Set([
    (text: string) => {
      heard.push(text);
      if (text === 'first') {
        outbox.post(listeners, 'answer');
        outbox.flush();
      }
    },
  ]);
  outbox.post(listeners, 'first');
  outbox.post(listeners, 'second');
  outbox.flush();
  assert.equal(heard, ['first', 'second', 'answer']);
});

test('a listener that throws does not rob the others, and one that left hears nothing', () => {
  const outbox = new Outbox();
  const heard: string[] = [];
  const leaver = () => heard.push('leaver');
  const listeners = new Set<(text: string) => void>([
    () => {
      throw new Error('choked');
    },
    (text) => heard.push(text),
    leaver,
  ]);
  outbox.post(listeners, 'news');
  listeners.delete(leaver);
  assert.throws(() => outbox.flush(), /choked/);
  assert.equal(heard, ['news']);
  outbox.post(new Set([(text: string) => heard.push(text)]), 'later');
  outbox.flush();
  assert.equal(heard, ['news', 'later']);
});

test.run();
