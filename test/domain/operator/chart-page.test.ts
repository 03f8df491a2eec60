import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ChartArrow, ChartGraph, ChartState, StateKind } from '#domain/operator/chart.ts';
import { arrowText, chartPage, isWithin } from '#domain/operator/chart-page.ts';

const state = (path: string, kind: StateKind, initial = false): ChartState => ({
  path,
  key: path === '' ? 'market' : (path.split('.').at(-1) as string),
  kind,
  initial,
  parent: path === '' ? null : path.split('.').slice(0, -1).join('.'),
});
const arrow = (from: string, to: string, event: string, guard: string | null = null): ChartArrow => ({
  from,
  to,
  event,
  guard,
  internal: false,
});

const GRAPH: ChartGraph = {
  chart: 'market',
  states: [
    state('', 'compound'),
    state('open', 'compound', true),
    state('open.calm', 'atomic', true),
    state('open.hot', 'atomic'),
    state('both', 'parallel'),
    state('both.left', 'atomic'),
    state('both.right', 'atomic'),
    state('ended', 'final'),
  ],
  arrows: [
    arrow('', 'ended', 'shutdown'),
    { ...arrow('', '', 'NEWS'), internal: true },
    arrow('open', 'open.hot', 'HEAT'),
    arrow('open.calm', 'open.hot', 'HEAT', 'sudden'),
    arrow('open.calm', 'open.hot', 'after 1500'),
    arrow('open.hot', 'open.hot', 'after 60000'),
    arrow('open.hot', 'ended', 'always', 'over'),
  ],
};

test('a page nests states as the machine does, and draws several arrows between two states as one', () => {
  const page = chartPage(GRAPH, 'One market.', '../../src/machines/market.machine.ts');
  const [, drawn = ''] = /```mermaid\n([\s\S]*?)```/.exec(page) ?? [];
  assert.equal(drawn.trimEnd().split('\n'), [
    'stateDiagram-v2',
    '  state "open" as s_open {',
    '    state "calm" as s_open_calm',
    '    [*] --> s_open_calm',
    '    state "hot" as s_open_hot',
    '  }',
    '  [*] --> s_open',
    '  state "both" as s_both {',
    '    state "left" as s_both_left',
    '    --',
    '    state "right" as s_both_right',
    '  }',
    '  state "ended" as s_ended',
    '  s_ended --> [*]',
    '  s_open_calm --> s_open_hot : HEAT [sudden]<br>after 1500ms',
    '  s_open_hot --> s_ended : always [over]',
  ]);
  assert.ok(page.startsWith('# market\n\nOne market.\n\n'));
  assert.ok(page.includes('[market.machine.ts](../../src/machines/market.machine.ts)'));
});

test('the table has every arrow: from anywhere, into its own inside, and those that stay', () => {
  const rows = chartPage(GRAPH, 'One market.', 'market.machine.ts')
    .split('\n')
    .filter((line) => line.startsWith('| '));
  assert.equal(rows.slice(1), [
    '| any state | `shutdown` |  | `ended` |',
    '| any state | `NEWS` |  | stays |',
    '| `open` | `HEAT` |  | `open.hot` |',
    '| `open.calm` | `HEAT` | `sudden` | `open.hot` |',
    '| `open.calm` | `after 1500ms` |  | `open.hot` |',
    '| `open.hot` | `after 1m` |  | itself, anew |',
    '| `open.hot` | `always` | `over` | `ended` |',
  ]);
});

test('a delay is told as people say it, unless the machine gave it a name', () => {
  assert.is(arrowText({ event: 'after 2000', guard: 'empty' }), 'after 2s [empty]');
  assert.is(arrowText({ event: 'after nextBeat', guard: null }), 'after nextBeat');
});

test('a state lies in itself and in what is around it, and not in a namesake', () => {
  assert.ok(isWithin('open.hot', 'open') && isWithin('open', 'open') && isWithin('open', ''));
  assert.not.ok(isWithin('opened', 'open') || isWithin('open', 'open.hot'));
});

test.run();
