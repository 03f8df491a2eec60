import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createMachine } from 'xstate';
import { CHARTS, chartGraph } from '#actors/charts.ts';
import type { ChartGraph, ChartView } from '#domain/operator/chart.ts';
import { isWithin } from '#domain/operator/chart-page.ts';
import { chartView } from '#infra/operator/chart-layout.ts';

type Box = ChartView['boxes'][number];

const PLANTED = chartGraph(
  createMachine({
    id: 'planted',
    initial: 'a',
    on: { HALT: '.b', NEWS: {} },
    states: {
      a: {
        on: {
          GO: [{ guard: 'sure', target: 'c.deep' }, { target: 'b' }],
          AGAIN: 'b',
          SELF: { target: 'a', reenter: true },
        },
      },
      b: { after: { 500: 'a' } },
      c: {
        type: 'parallel',
        states: { deep: { initial: 'x', states: { x: { on: { OUT: '#planted.a' } } } }, other: {} },
      },
      alone: {},
      ended: { type: 'final' },
    },
  }),
);
const GRAPHS: readonly ChartGraph[] = [...CHARTS, PLANTED];

const boxAt = ({ boxes }: ChartView, path: string): Box => boxes.find((box) => box.path === path) as Box;
const right = ({ x, width }: Box) => x + width;
const foot = ({ y, height }: Box) => y + height;

function each(look: (graph: ChartGraph, view: ChartView) => void): () => Promise<void> {
  return async () => {
    for (const graph of GRAPHS) look(graph, await chartView(graph));
  };
}

test(
  'every state has its box, inside that of its parent and inside the picture',
  each((graph, view) => {
    assert.equal(
      view.boxes.map(({ path }) => path),
      graph.states.map(({ path }) => path),
    );
    for (const box of view.boxes) {
      assert.ok(box.width >= 70 && box.height >= 20, `${graph.chart} ${box.path}`);
      assert.ok(box.x >= 0 && box.y >= 0 && right(box) <= view.width && foot(box) <= view.height, box.path);
      if (box.parent === null) continue;
      const around = boxAt(view, box.parent);
      assert.ok(
        box.x > around.x && box.y > around.y + 20 && right(box) < right(around) && foot(box) < foot(around),
        `${graph.chart}: ${box.path} sticks out of ${box.parent}`,
      );
    }
  }),
);

test(
  'no two states of the same parent overlap',
  each((graph, { boxes }) => {
    for (const one of boxes)
      for (const other of boxes) {
        if (one === other || one.parent !== other.parent) continue;
        const apart = right(one) <= other.x || right(other) <= one.x || foot(one) <= other.y || foot(other) <= one.y;
        assert.ok(apart, `${graph.chart}: ${one.path} over ${other.path}`);
      }
  }),
);

/** On the border, give or take half a pixel. */
function touches([x, y]: readonly [number, number], box: Box): boolean {
  const near = (a: number, b: number) => Math.abs(a - b) <= 0.5;
  const inX = x >= box.x - 0.5 && x <= right(box) + 0.5;
  const inY = y >= box.y - 0.5 && y <= foot(box) + 0.5;
  return (inY && (near(x, box.x) || near(x, right(box)))) || (inX && (near(y, box.y) || near(y, foot(box))));
}

test(
  'each line begins and ends on the borders of its states, and has a place for its words in the picture',
  each((graph, view) => {
    for (const { from, to, points, labels, labelAt } of view.edges) {
      assert.ok(labelAt && labels.length > 0, `${graph.chart}: ${from} -> ${to}`);
      const [x, y] = labelAt;
      assert.ok(x >= 0 && y >= 0 && x < view.width && y < view.height, `${graph.chart}: ${labels}`);
      if (from === to) {
        assert.is(points.length, 0);
        const box = boxAt(view, from);
        const widest = Math.max(...labels.map(({ length }) => length)) * 6;
        assert.ok(
          x > box.x && x + widest < right(box) && y + 13 * (labels.length - 1) < foot(box),
          `${from}: ${labels}`,
        );
        continue;
      }
      assert.ok(points.length >= 2);
      const [first, last] = [points[0], points.at(-1)] as [readonly [number, number], readonly [number, number]];
      assert.ok(touches(first, boxAt(view, from)), `${graph.chart}: ${from} -> ${to} begins at ${first}`);
      assert.ok(touches(last, boxAt(view, to)), `${graph.chart}: ${from} -> ${to} ends at ${last}`);
    }
  }),
);

test(
  'what stays in a compound state is written above its children',
  each((graph, view) => {
    for (const { from, to, labels, labelAt } of view.edges) {
      if (from !== to || !labelAt) continue;
      const bottom = labelAt[1] + 13 * (labels.length - 1);
      for (const inner of view.boxes)
        if (inner.path !== from && isWithin(inner.path, from))
          assert.ok(inner.y > bottom, `${graph.chart}: ${inner.path} lies on the words of ${from}`);
    }
  }),
);

test(
  'all arrows are there, those between the same two states as one line',
  each((graph, view) => {
    const ways = new Set(graph.arrows.map(({ from, to }) => `${from}>${to}`));
    assert.equal(new Set(view.edges.map(({ from, to }) => `${from}>${to}`)), ways);
    assert.is(view.edges.length, ways.size);
    for (const { from, to, event, guard } of graph.arrows) {
      const edge = view.edges.find((each) => each.from === from && each.to === to);
      const name = event.replace(/^after \d+$/, 'after ');
      const told = edge?.labels.some(
        (label) => label.includes(name) && (guard === null || label.includes(`[${guard}]`)),
      );
      assert.ok(told, `${graph.chart}: ${from} ${event} ${guard} -> ${to} among ${edge?.labels}`);
    }
  }),
);

test('several arrows between two states are lines of one label, and a state entered anew says so', async () => {
  const { edges } = await chartView(PLANTED);
  const labels = (from: string, to: string) => edges.find((edge) => edge.from === from && edge.to === to)?.labels;
  assert.equal(labels('a', 'b'), ['GO', 'AGAIN']);
  assert.equal(labels('a', 'c.deep'), ['GO [sure]']);
  assert.equal(labels('a', 'a'), ['↻ SELF']);
  assert.equal(labels('', ''), ['NEWS']);
  assert.equal(labels('b', 'a'), ['after 500ms']);
});

test('a chart is laid out once, and the same chart always looks the same', async () => {
  const [graph] = CHARTS as readonly [ChartGraph, ...ChartGraph[]];
  assert.is(chartView(graph), chartView(graph));
  assert.equal(await chartView(structuredClone(graph)), await chartView(graph));
});

test('a chart without a root is refused by name, each time it is asked for', async () => {
  const headless = { ...PLANTED, chart: 'headless', states: PLANTED.states.filter(({ parent }) => parent !== null) };
  for (let twice = 0; twice < 2; twice++)
    await chartView(headless).then(
      () => assert.unreachable(),
      (error) => assert.match(error.message, 'headless has no root'),
    );
});

test.run();
