// Scenes of a recording with us in it: what is filled after each line. The lines are explained in `small-replay.ts`.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { QUEUE_MODELS, type QueueModel } from '#domain/quoting/queue.ts';
import type { ReplayTerms } from '#infra/exchange/replayed-exchange.ts';
import { COIN } from './small-exchange.ts';
import { smallReplay } from './small-replay.ts';

const BOTH: readonly QueueModel[] = ['riskAverse', 'power3'];

/** Plays lines; `line -> 1` says that one share in all is filled after it. */
function play(text: string, models: readonly QueueModel[] = BOTH, terms: Partial<ReplayTerms> = {}): void {
  for (const queueModel of models) {
    const replay = smallReplay({ queueModel, ...terms });
    for (const line of text.trim().split('\n')) {
      const [what = '', expected] = line.split('->');
      const said = replay.does(what);
      assert.not.equal(said?.result, 'rejected', `${queueModel}: ${line}`);
      if (expected) assert.is(replay.filled(), Number(expected), `${queueModel}: ${line}`);
      assert.equal(replay.exchange.check(), [], `${queueModel}: ${line}`);
    }
  }
}

const ALL = Object.keys(QUEUE_MODELS) as QueueModel[];

for (const [name, lines] of [
  ['prints only', 'print sell 0.52x299 -> 0\n wait 700\n print sell 0.52x2 -> 1\n wait 2000\n print sell 0.52x5 -> 6'],
  [
    'a print, then its level',
    'print sell 0.52x299 -> 0\n level bid 0.52x1 -> 0\n wait 900\n print sell 0.52x2 -> 1\n level bid 0.52x0 -> 1',
  ],
  [
    'a level, then its print',
    'level bid 0.52x1 -> 0\n wait 40\n print sell 0.52x299 -> 0\n wait 900\n level bid 0.52x0 -> 0\n wait 40\n print sell 0.52x2 -> 1',
  ],
  [
    'a whole book after each print',
    'print sell 0.52x299 -> 0\n wait 5\n book bid 0.52x1 ask 0.54x100 -> 0\n print sell 0.52x2 -> 1\n book ask 0.54x100 -> 1',
  ],
  [
    'a whole book before each print',
    'book bid 0.52x1 ask 0.54x100 -> 0\n wait 5\n print sell 0.52x299 -> 0\n book ask 0.54x100 -> 0\n wait 5\n print sell 0.52x2 -> 1',
  ],
  [
    'the other outcome’s prints and books',
    'no print buy 0.48x299 -> 0\n no book bid 0.46x100 ask 0.48x1 -> 0\n no print buy 0.48x2 -> 1\n no book bid 0.46x100 -> 1',
  ],
  [
    'every trade told by both outcomes',
    'print sell 0.52x299 -> 0\n no print buy 0.48x299 -> 0\n wait 5\n print sell 0.52x2 -> 1\n no print buy 0.48x2 -> 1',
  ],
] as const)
  test(`300 ahead and prints of 299, then 2, fill one share: ${name}`, () => {
    play(`book bid 0.52x300 ask 0.54x100\n us yesBid 0.52x100\n ${lines}`, ALL);
  });

test('the same on the ask side, resting as a bid for NO', () => {
  play(`
    book bid 0.52x100 ask 0.54x300
    us noBid 0.46x100
    print sell 0.54x500 -> 0
    print buy 0.54x299 -> 0
    no print sell 0.46x2 -> 1`);
});

test('a print through our price gives what it has, and clears the queue ahead', () => {
  play(`
    book bid 0.52x300 0.51x50 ask 0.54x100
    us yesBid 0.52x100
    print sell 0.51x30 -> 30
    wait 2000
    print sell 0.52x20 -> 50
    print sell 0.50x500 -> 100`);
});

test('the prints of one sweep may arrive in any order', () => {
  play(`
    book bid 0.52x300 0.51x50 ask 0.54x100
    us yesBid 0.52x100
    print sell 0.51x30 -> 30
    print sell 0.52x300 -> 30
    book bid 0.51x20 ask 0.54x100 -> 30
    print sell 0.52x5 -> 35`);
});

test('a seller who meets us inside the spread has no more than he prints', () => {
  play(`
    book bid 0.50x300 ask 0.54x100
    us yesBid 0.52x100
    print sell 0.50x5 -> 5
    print buy 0.54x50 -> 5
    print buy 0.51x50 -> 5`);
});

test('recorded asks that arrive at our bid fill us by what arrives, and never twice', () => {
  play(`
    book bid 0.50x300 ask 0.54x100
    us yesBid 0.52x100
    book bid 0.50x300 ask 0.52x30 0.54x100 -> 30
    book bid 0.50x300 ask 0.52x30 0.54x90 -> 30
    book bid 0.50x300 ask 0.52x45 0.54x90 -> 45
    level ask 0.52x20 -> 45
    level ask 0.52x25 -> 50
    level ask 0.52x0 -> 50
    level ask 0.52x10 -> 60`);
});

test('asks strictly through our bid fill it completely', () => {
  play(`
    book bid 0.50x300 ask 0.54x100
    us yesBid 0.52x100
    book bid 0.50x300 ask 0.51x1 -> 100`);
});

test('bids that arrive at or through our ask fill it as well', () => {
  play(`
    book bid 0.50x300 ask 0.54x100
    us noBid 0.48x100
    book bid 0.52x30 ask 0.54x100 -> 30
    book bid 0.53x1 ask 0.54x100 -> 100`);
});

test('what vanishes at the touch fills nobody', () => {
  play(`
    book bid 0.52x300 0.51x10 ask 0.54x100
    us yesBid 0.52x100
    book bid 0.51x10 ask 0.54x100 -> 0
    book bid 0.49x10 ask 0.54x100 -> 0
    book ask 0.54x100 -> 0
    book -> 0`);
});

test('after the queue vanished, the next print at our price is ours', () => {
  play(`
    book bid 0.52x300 0.51x10 ask 0.54x100
    us yesBid 0.52x100
    book bid 0.51x10 ask 0.54x100 -> 0
    wait 2000
    print sell 0.52x7 -> 7`);
});

test('a vanishing just before a print is taken as that print: no fill from the doubt', () => {
  play(
    `
    book bid 0.52x300 ask 0.54x100
    us yesBid 0.52x100
    level bid 0.52x0 -> 0
    wait 100
    print sell 0.52x250 -> 0`,
    ['riskAverse'],
  );
});

test('shares that join behind us do not push us back', () => {
  play(`
    book bid 0.52x300 ask 0.54x100
    us yesBid 0.52x100
    level bid 0.52x900 -> 0
    print sell 0.52x300 -> 0
    print sell 0.52x40 -> 40`);
});

test('our own size in the totals never becomes part of the queue', () => {
  play(`
    book bid 0.52x300 ask 0.54x100
    us yesBid 0.52x100
    level bid 0.52x300 -> 0
    print sell 0.52x300 -> 0
    level bid 0.52x0 -> 0
    print sell 0.52x60 -> 60
    print sell 0.52x60 -> 100`);
});

test('an order that joins between a level drop and its print was not there for the trade', () => {
  play(`
    book bid 0.52x300 ask 0.54x100
    level bid 0.52x100
    us yesBid 0.52x100
    print sell 0.52x200 -> 0
    print sell 0.52x101 -> 1`);
});

test('a cancel in time saves the order, one too late does not', () => {
  play(`
    book bid 0.50x300 ask 0.54x100
    us yesBid 0.52x100
    cancel 1
    print sell 0.52x30 -> 0
    us yesBid 0.52x100
    print sell 0.52x100 -> 100
    cancel 2 -> 100
    print sell 0.52x100 -> 100`);
});

test('asks that were at our price before us cannot fill us; we could not rest there', () => {
  const replay = smallReplay();
  replay.does('book bid 0.50x300 ask 0.52x30');
  const said = replay.does('us yesBid 0.52x100');
  assert.equal(said?.result === 'rejected' && said.reason, 'crossesBook');
  replay.does('us yesBid 0.51x100');
  replay.does('book bid 0.50x300 ask 0.51x10 0.52x30');
  assert.is(replay.filled(), 10);
});

test('a crossed recording fills nobody until it is healed', () => {
  play(`
    book bid 0.50x300 ask 0.54x100
    us yesBid 0.52x100
    book bid 0.53x300 ask 0.51x100 -> 0
    level ask 0.51x70 -> 0
    book bid 0.50x300 ask 0.54x100 -> 0
    book bid 0.50x300 ask 0.51x100 -> 100`);
});

test('in the middle of an engine update nothing is read into the book', () => {
  play(`
    book bid 0.52x150 ask 0.54x100
    us yesBid 0.52x100
    level ask 0.52x50 -> 0
    level bid 0.52x0 -> 50
    wait 10
    print sell 0.52x150 -> 50`);
});

test('two orders of one side share what one event gives, the better first', () => {
  play(`
    book bid 0.50x100 ask 0.60x100
    us yesBid 0.53x20
    us yesBid 0.52x20
    print sell 0.51x30 -> 30
    print sell 0.51x30 -> 40`);
  play(`
    book bid 0.50x100 ask 0.60x100
    us yesBid 0.53x20
    us yesBid 0.52x20
    book bid 0.50x100 ask 0.53x15 -> 15
    book bid 0.50x100 ask 0.53x15 0.52x7 -> 27`);
});

test('the better of two orders is first, whichever came first', () => {
  const replay = smallReplay();
  for (const line of ['book bid 0.50x100 ask 0.60x100', 'us yesBid 0.52x20', 'us yesBid 0.53x20', 'print sell 0.51x30'])
    replay.does(line);
  assert.equal([replay.filled(1), replay.filled(2)], [10, 20]);
});

test('two orders at one price crash nothing and count nothing twice', () => {
  const bids = 'book bid 0.50x100 ask 0.60x100\n us yesBid 0.53x20\n us yesBid 0.53x20\n';
  play(`${bids} print sell 0.53x30 -> 30\n print sell 0.53x30 -> 40`);
  play(`${bids} book bid 0.50x100 ask 0.53x30 -> 30\n book bid 0.50x100 ask 0.53x35 -> 35`);
  play(`${bids} book bid 0.50x100 ask 0.52x1 -> 40`);
});

test('empty sides and an end without either leave the order where it is', () => {
  play(`
    book bid 0.50x100
    us noBid 0.40x5
    book ask 0.70x1
    book -> 0
    print buy 0.61x2 -> 2
    level bid 0.60x1 -> 3`);
});

const TRADED: Partial<ReplayTerms> = { bound: 'vanishedIsTraded' };
for (const [name, lines] of [
  [
    'the touch shrinks: those before us first, then we',
    'us yesBid 0.52x100\n level bid 0.52x290 -> 0\n level bid 0.52x20 -> 0\n level bid 0.52x0 -> 0\n level bid 0.52x50 -> 0\n level bid 0.52x10 -> 40',
  ],
  [
    'what comes behind us serves nobody before us, and what vanishes of it serves us',
    'us yesBid 0.52x100\n level bid 0.52x400 -> 0\n level bid 0.52x90 -> 10\n level bid 0.52x40 -> 60',
  ],
  [
    'a seller who went through our better price gives what he gave the next',
    'us yesBid 0.53x100\n level bid 0.52x270 -> 30\n level bid 0.52x0 -> 100',
  ],
  [
    'a whole book that lost its touch and a part of the next level: a sweep',
    'us yesBid 0.51x100\n book bid 0.51x160 0.50x90 ask 0.54x100 -> 0\n book bid 0.51x20 0.50x90 ask 0.54x100 -> 0\n book bid 0.50x90 ask 0.54x100 -> 0\n book bid 0.50x50 ask 0.54x100 -> 40',
  ],
  [
    'what vanishes behind a touch that stands was cancelled',
    'us yesBid 0.51x100\n level bid 0.51x10 -> 0\n level bid 0.51x0 -> 0\n level bid 0.50x0 -> 0',
  ],
  ['a side that is cleared altogether traded nothing', 'us yesBid 0.52x100\n book ask 0.54x100 -> 0'],
  [
    'a book that was doubted in between tells nothing of trades',
    'us yesBid 0.53x100\n doubt -> 0\n book bid 0.52x10 0.51x200 ask 0.54x100 -> 0\n level bid 0.52x4 -> 6',
  ],
  [
    'offers that arrive at our price come on top, and both together fill no more than the order',
    'us yesBid 0.53x100\n book bid 0.52x260 0.51x200 0.50x90 ask 0.53x30 0.54x100 -> 70\n book bid 0.52x10 0.51x200 0.50x90 ask 0.53x90 -> 100',
  ],
] as const)
  test(`books without prints, what vanishes at the touch taken as traded: ${name}`, () => {
    play(`book bid 0.52x300 0.51x200 0.50x90 ask 0.54x100\n ${lines}`, ['riskAverse'], TRADED);
  });

test('where a recording has prints, what vanishes without one is cancelled under either bound', () => {
  play('book bid 0.52x300 ask 0.54x100\n us yesBid 0.53x100\n level bid 0.52x0 -> 0', BOTH, {
    ...TRADED,
    printed: new Set([COIN.id]),
  });
});

test.run();
