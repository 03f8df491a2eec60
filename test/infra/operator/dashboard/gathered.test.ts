import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EventView } from '#domain/operator/views.ts';
import { gathered } from '../../../../src/infra/operator/dashboard/gathered.ts';

let seq = 0;
function event(atMs: number, who: string, text: string, more: Partial<EventView> = {}): EventView {
  seq += 1;
  return { seq, atMs, kind: 'fault', who, text, level: 'fault', trace: null, ...more };
}
const gap = (atMs: number, slug: string) =>
  event(atMs, 'market-feed', `data gap: ${slug}: neither frame nor PONG for ${8_000 + atMs} ms`);
const words = (events: readonly EventView[]) => gathered(events).map((each) => each.words);

test('a silent socket is one line, however many markets it tells of and however often, and hides no crash', () => {
  const told = [
    ...['wide-1', 'liquid-1', 'jumpy-1'].map((slug) => gap(0, slug)),
    event(4_000, 'market:wide-1/quoter', 'crashed: Error: boom'),
    ...['wide-1', 'liquid-1', 'jumpy-1'].map((slug) => gap(8_000, slug)),
    event(9_000, 'kill-switch', 'latched at noNewQuotes: rejects', { level: 'page' }),
    ...['wide-1', 'liquid-1', 'jumpy-1'].map((slug) => gap(16_000, slug)),
  ];
  assert.equal(words(told), [
    'data gap: wide-1, liquid-1 and 1 more · 9 times',
    'crashed: Error: boom',
    'latched at noNewQuotes: rejects',
  ]);
  assert.equal(words(told.toReversed()), [
    'data gap: jumpy-1, liquid-1 and 1 more · 9 times',
    'latched at noNewQuotes: rejects',
    'crashed: Error: boom',
  ]);
});

test('the line stands where the first that was met stood, and knows some of them in full', () => {
  const told = [gap(8_000, 'wide-1'), gap(0, 'jumpy-1')];
  const [line] = gathered(told);
  assert.is(line?.event, told[0]);
  assert.is(line?.times, 2);
  assert.is(line?.full, told.map(({ text }) => text).join('\n'));
  assert.is(line?.words, 'data gap: wide-1 and jumpy-1 · 2 times');
});

test('trouble of one kind that comes back later is told anew, and others are never mixed in', () => {
  const told = [
    gap(0, 'wide-1'),
    gap(60_000, 'wide-1'),
    event(60_000, 'account-feed', 'data gap: wide-1: cut'),
    event(60_001, 'market-feed', 'data gap: wide-1: cut', { level: 'page' }),
    event(60_002, 'market-feed', 'crashed: Error: boom'),
  ];
  assert.is(gathered(told).length, told.length);
});

test('the same words again and again are told once, with their number', () => {
  const told = [0, 1, 2].map((atMs) => event(atMs, 'order-gateway', 'order refused: 503'));
  assert.equal(words(told), ['order refused: 503 · 3 times']);
});

test('changes of state are a story, in their order', () => {
  const move = (atMs: number, text: string) =>
    event(atMs, 'market:wide-1/quoter', text, { kind: 'transition', level: 'story' });
  const told = [move(0, 'idle → active: go'), move(1, 'active → idle: pulled'), move(2, 'idle → active: go')];
  assert.equal(
    words(told),
    told.map(({ text }) => text),
  );
});

test.run();
