import { readdirSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type AnyStateMachine, createMachine, StateMachine, stateIn } from 'xstate';
import { actorKind } from '#actors/addresses.ts';
import { CHART_FILES, CHARTS, chartGraph, chartOf } from '#actors/charts.ts';
import type { ChartArrow, ChartGraph } from '#domain/operator/chart.ts';
import { simTree } from './sim-tree.ts';

const FOLDER = new URL('../../src/machines/', import.meta.url);

const told = ({ from, to, event, guard, internal }: ChartArrow) =>
  `${from} ${event}${guard === null ? '' : ` [${guard}]`} ${internal ? '=' : '->'} ${to}`;

test('a chart says what a machine declares: nesting, first states, guards, delays and arrows that stay', () => {
  // What is fixed is told, what hangs on the event is not.
  const asked = [
    {
      guard: {
        type: 'becomes',
        params: ({ event }: { event: { phase: string } }) => ({ is: 'calm', phase: event.phase }),
      },
    },
    { guard: { type: 'named', params: ({ event }: { event: { name: string } }) => `${event.name}!` } },
    { guard: { type: 'early', params: ({ event }: { event: { late: boolean } }) => !event.late } },
    { guard: { type: 'same', params: ({ event }: { event: { name: string } }) => event.name } },
  ];
  const planted = createMachine({
    id: 'planted',
    initial: 'open',
    on: { HALT: '.shut', 'supervisor.add': { actions: 'add' }, 'xstate.done.actor.*': { actions: 'bury' } },
    states: {
      open: {
        initial: 'calm',
        on: { NEWS: {}, LOOK: { target: 'open', reenter: true }, SAME: { target: 'open' } },
        after: { 250: { target: 'shut', guard: { type: 'late', params: 'today' } }, soon: 'both' },
        states: {
          calm: { always: { guard: stateIn({ open: 'hot' }), target: 'hot' } },
          hot: { on: { CALM: [{ guard: 'sure', target: 'calm' }, { actions: 'wait' }], ASKED: asked } },
        },
      },
      both: { type: 'parallel', states: { left: {}, right: {} }, onDone: 'shut' },
      shut: { type: 'final' },
      leaving: { on: { 'supervisor.ended': 'shut' } },
    },
  });
  const { chart, states, arrows } = chartGraph(planted);
  assert.is(chart, 'planted');
  assert.equal(
    states.map(({ path, kind, initial, parent }) => `${path}:${kind}${initial ? ':first' : ''} in ${parent}`),
    [
      ':compound in null',
      'open:compound:first in ',
      'open.calm:atomic:first in open',
      'open.hot:atomic in open',
      'both:parallel in ',
      'both.left:atomic in both',
      'both.right:atomic in both',
      'shut:final in ',
      'leaving:atomic in ',
    ],
  );
  assert.equal(arrows.map(told).sort(), [
    ' HALT -> shut',
    'both done -> shut',
    'leaving supervisor.ended -> shut',
    'open LOOK -> open',
    'open NEWS = open',
    'open SAME = open',
    'open after 250 [late today] -> shut',
    'open after soon -> both',
    'open.calm always [in open.hot] -> open.hot',
    'open.hot ASKED [becomes calm] = open.hot',
    'open.hot ASKED [early] = open.hot',
    'open.hot ASKED [named] = open.hot',
    'open.hot ASKED [same] = open.hot',
    'open.hot CALM = open.hot',
    'open.hot CALM [sure] -> open.calm',
  ]);
});

test('every file of machines has its chart, under the name of its machine', async () => {
  const nouns = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.machine.ts'))
    .map((name) => name.replace('.machine.ts', ''));
  assert.equal(CHART_FILES.map(([, noun]) => noun).sort(), nouns.sort());
  for (const [graph, noun] of CHART_FILES) {
    const module = await import(new URL(`${noun}.machine.ts`, FOLDER).href);
    const machine = Object.values(module).find((each) => each instanceof StateMachine) as unknown as AnyStateMachine;
    assert.is(graph.chart, machine.id);
  }
});

test('arrows begin and end at states of their chart, and nothing is told twice', () => {
  for (const { chart, states, arrows } of CHARTS) {
    const paths = new Set(states.map(({ path }) => path));
    assert.is(paths.size, states.length, chart);
    for (const { from, to } of arrows) assert.ok(paths.has(from) && paths.has(to), `${chart}: ${from} -> ${to}`);
    // Two roads with one name differ in their guard or their end.
    const texts = arrows.map(told);
    assert.equal(texts.length, new Set(texts).size, `${chart}: ${texts.filter((t, at) => texts.indexOf(t) !== at)}`);
  }
});

test('a pair trade may be sold, merged, abandoned or fail, and its chart says on what news', () => {
  const { arrows, states } = CHARTS.find(({ chart }) => chart === 'pair-trade') as ChartGraph;
  assert.equal(
    states.filter(({ kind }) => kind === 'final').map(({ path }) => path),
    ['merged', 'sold', 'abandoned', 'failed'],
  );
  const texts = arrows.map(told);
  for (const text of [
    'pairPlanned LEG1_FILLED -> oneLeg',
    'oneLeg always [complete] -> bothFilled',
    'oneLeg.leg1Filled PATIENCE_OVER -> oneLeg.unwinding',
    'bothFilled MERGE_SENT -> merging',
    'merging always [mergedAll] -> merged',
    'merging VOIDED [firstLeg] -> failed',
    'oneLeg MERGE_SENT = oneLeg',
  ])
    assert.ok(texts.includes(text), text);
});

test('every actor of a running tree finds its chart, but the stream, which is none', () => {
  const sim = simTree({ seed: 1 });
  sim.run(20_000);
  const kinds = new Set(sim.tree.actors().map(({ address }) => actorKind(address)));
  const without = [...kinds].filter((kind) => chartOf(kind) === null);
  assert.equal(without, ['account-feed']);
  assert.ok(kinds.size >= 13, [...kinds].join(', '));
  assert.is(chartOf('shard'), 'supervisor');
  assert.is(chartOf('constructor'), null);
});

test.run();
