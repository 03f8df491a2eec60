import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { goesAlong, nextToLeave, nextToStart, type Sibling, type Strategy } from '#domain/siblings.ts';

const STRATEGIES: readonly Strategy[] = ['one_for_one', 'rest_for_one', 'one_for_all'];

/** One letter a child, in start order: running, parting, leaving, waiting, and `d` for one that waits and is due. */
function children(letters: string): Sibling[] {
  const status = { r: 'running', p: 'parting', l: 'leaving', w: 'waiting', d: 'waiting' } as const;
  return [...letters].map((letter) => ({
    status: status[letter as keyof typeof status],
    returns: true,
    due: letter === 'd',
  }));
}

test('who goes along with the second of four', () => {
  const along = (strategy: Strategy) => [0, 1, 2, 3].filter((other) => goesAlong(strategy, 1, other));
  assert.equal(along('one_for_one'), []);
  assert.equal(along('rest_for_one'), [2, 3]);
  assert.equal(along('one_for_all'), [0, 2, 3]);
});

test('the last started leaves first, and the next one only when it is gone', () => {
  const table: readonly (readonly [letters: string, next: number])[] = [
    ['', -1],
    ['rrr', -1],
    ['rpp', 2],
    ['rpl', -1],
    ['rpw', 1],
    ['rlp', 2], // one that was removed alone does not hold up those after it
    ['wwd', -1],
    ['ppr', 1],
  ];
  for (const [letters, next] of table) assert.is(nextToLeave(children(letters)), next, letters);
});

test('who may come back', () => {
  const table: readonly (readonly [Strategy, letters: string, next: readonly number[]])[] = [
    ['one_for_one', 'rwdld', [2, 4]],
    ['one_for_one', 'rrr', []],
    ['rest_for_one', 'rdddd', [1, 2, 3, 4]],
    ['rest_for_one', 'rwddd', []], // the one above still has to wait
    ['rest_for_one', 'rdwd', [1, 2, 3]], // brought along, whatever its own wait
    ['rest_for_one', 'rdpl', []], // not before those below are gone
    ['rest_for_one', 'ldr', [1]],
    ['one_for_all', 'ddd', [0, 1, 2]],
    ['one_for_all', 'dwd', []],
    ['one_for_all', 'ldd', []],
    ['one_for_all', 'rrd', [2]],
  ];
  for (const [strategy, letters, next] of table)
    assert.equal(nextToStart(strategy, children(letters)), next, `${strategy} ${letters}`);
});

test('nobody is started above a hole, beside one that leaves, or before its time', () => {
  const letters = fc.array(fc.constantFrom('r', 'p', 'l', 'w', 'd'), { maxLength: 8 }).map((list) => list.join(''));
  fc.assert(
    fc.property(fc.constantFrom(...STRATEGIES), letters, (strategy, text) => {
      const all = children(text);
      const started = nextToStart(strategy, all);
      for (const at of started) assert.is(all[at]?.status, 'waiting');
      if (started.length === 0 || strategy === 'one_for_one') {
        for (const at of started) assert.ok(all[at]?.due);
        return;
      }
      const rest = [...all.keys()].filter((at) => !started.includes(at));
      const lowest = Math.min(...started);
      for (const at of rest)
        if (at < lowest) assert.is.not(all[at]?.status, 'waiting');
        else assert.is(all[at]?.status, 'running');
    }),
    { seed: 42, numRuns: 500 },
  );
});

test.run();
