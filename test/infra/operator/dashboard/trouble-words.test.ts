import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EventView } from '#domain/operator/views.ts';
import { troubleWords } from '../../../../src/infra/operator/dashboard/trouble-words.ts';

let seq = 0;
function event(who: string, text: string, level: EventView['level'] = 'fault'): EventView {
  seq += 1;
  return { seq, atMs: seq, kind: 'fault', who, text, level, trace: null };
}
const words = (...events: readonly EventView[]) => troubleWords(events).map(({ who, text }) => `${who} ${text}`);

test('a latch is told once, in the words of the ladder and of its limit', () => {
  assert.equal(
    words(
      event('kill-switch', 'page: latched at noNewQuotes: drawdown: 12 is past 10', 'page'),
      event('kill-switch', 'noNewQuotes: drawdown: 12 is past 10'),
    ),
    ['kill-switch latched at no new quotes: too much of the best of the day is lost again ($12.00, limit $10.00)'],
  );
});

test('a halt by hand is no trouble', () => {
  assert.equal(
    words(
      event('kill-switch', 'page: latched at cancelAll: by hand: lunch', 'page'),
      event('kill-switch', 'cancelAll: by hand: lunch'),
    ),
    [],
  );
});

test('whatever else the kill switch tells stays, and so does what others tell in the same words', () => {
  assert.equal(
    words(
      event('kill-switch', 'days: the file does not read'),
      event('kill-switch', 'page: the venue does not answer, for 60 s', 'page'),
      event('market:wide-1/quoter', 'cancelAll: by hand: lunch'),
      event('heartbeat', 'warn: lost: no answer'),
    ),
    [
      'kill-switch days: the file does not read',
      'kill-switch the venue does not answer, for 60 s',
      'market:wide-1/quoter cancelAll: by hand: lunch',
      'heartbeat lost: no answer',
    ],
  );
});

test.run();
