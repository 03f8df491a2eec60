import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ChartView, StateKind } from '#domain/operator/chart.ts';
import { APART_MAX, boxOf, type Pawn, pawnPlaces } from '../../../../src/infra/operator/dashboard/chart-pawns.ts';

type Box = ChartView['boxes'][number];
const box = (path: string, kind: StateKind, x: number, y: number): Box => ({
  ...{ path, key: path.split('.').at(-1) as string, kind, initial: false },
  ...{ parent: path === '' ? null : path.split('.').slice(0, -1).join('.'), x, y, width: 104, height: 62 },
});
const VIEW: ChartView = {
  ...{ chart: 'pair-trade', width: 900, height: 400, edges: [] },
  boxes: [
    { ...box('', 'compound', 0, 0), key: 'pair-trade' },
    box('merged', 'final', 600, 100),
    box('oneLeg', 'compound', 100, 0),
    box('oneLeg.merged', 'compound', 100, 300),
    box('oneLeg.leg1Filled', 'atomic', 120, 100),
  ],
};
const pawns = (count: number, state: string): readonly Pawn[] =>
  Array.from({ length: count }, (_, at) => ({ id: `pt-${at}`, state, title: '' }));

test('a state is found by its path, and by its name alone: the innermost of that name', () => {
  assert.is(boxOf(VIEW, 'oneLeg.leg1Filled')?.path, 'oneLeg.leg1Filled');
  assert.is(boxOf(VIEW, 'leg1Filled')?.path, 'oneLeg.leg1Filled');
  assert.is(boxOf(VIEW, 'oneLeg')?.path, 'oneLeg');
  assert.is(boxOf(VIEW, 'merged')?.path, 'merged');
  assert.is(boxOf(VIEW, 'pair-trade'), null);
  assert.is(boxOf(VIEW, 'gone'), null);
});

test('every pawn stands in the box of its state, and no two on one spot', () => {
  for (const count of [1, 9, APART_MAX]) {
    const { places, counts } = pawnPlaces(VIEW, pawns(count, 'leg1Filled'));
    assert.is(places.length, count);
    assert.equal(counts, []);
    assert.is(new Set(places.map(({ x, y }) => `${x} ${y}`)).size, count);
    for (const { x, y, folded } of places)
      assert.ok(x > 120 && x < 224 && y > 120 && y < 162 && !folded, `${count}: ${x} ${y}`);
  }
});

test('a crowd is a number and its newest few, and nobody is forgotten', () => {
  const { places, counts } = pawnPlaces(VIEW, pawns(APART_MAX + 1, 'leg1Filled'));
  assert.equal(
    counts.map(({ state, count }) => [state, count]),
    [['oneLeg.leg1Filled', APART_MAX + 1]],
  );
  assert.is(places.length, APART_MAX + 1);
  const shown = places.filter(({ folded }) => !folded).map(({ pawn }) => pawn.id);
  assert.ok(shown.includes(`pt-${APART_MAX}`) && !shown.includes('pt-0'));
  for (const { x, y } of places) assert.ok(x > 120 && x < 240 && y > 100 && y < 162, `${x} ${y}`);
});

test('pawns keep their order while they move, so that each keeps its element; strangers are left out', () => {
  const before = pawnPlaces(VIEW, [...pawns(3, 'leg1Filled')]);
  const after = pawnPlaces(
    VIEW,
    [...pawns(3, 'leg1Filled')].reverse().map((pawn, at) => (at === 0 ? { ...pawn, state: 'merged' } : pawn)),
  );
  const ids = ({ places }: typeof before) => places.map(({ pawn }) => pawn.id);
  assert.equal(ids(after), ids(before));
  assert.not.equal(after.places[2]?.x, before.places[2]?.x);
  assert.equal(pawnPlaces(VIEW, pawns(2, 'gone')).places, []);
});

test.run();
