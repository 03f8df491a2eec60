import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { figure, figureTable } from '#lab/bench-figure.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, n) => count - n);

test('median and 99th percentile are values that were measured', () => {
  const { median, p99, least, most, samples } = figure({ bench: 'b', what: 'w', unit: 'ms', values: upTo(200) });
  assert.equal([samples, median, p99, least, most], [200, 100, 198, 1, 200]);
  assert.is(figure({ bench: 'b', what: 'w', unit: 'ms', values: [7, 3] }).median, 3);
  assert.is(figure({ bench: 'b', what: 'w', unit: 'ms', values: [7] }).p99, 7);
});

test('an aim is judged by the median, from the right side, and nothing measured meets none', () => {
  const met = (at: 'most' | 'least', value: number, values: readonly number[]) =>
    figure({ bench: 'b', what: 'w', unit: '%', values, aim: { at, value } }).met;
  assert.is(met('most', 5, [4, 5, 900]), true);
  assert.is(met('most', 5, [4, 6, 6]), false);
  assert.is(met('least', 90, [0, 90, 95]), true);
  assert.is(met('least', 90, [100, 80, 80]), false);
  assert.is(met('most', 5, []), false);
  assert.is(figure({ bench: 'b', what: 'w', unit: '%', values: [1] }).met, null);
});

test('the table has a line a figure, three digits each, and says which aim was missed', () => {
  const figures = [
    figure({ bench: 'restart', what: 'a quoter', unit: 'ms', values: [0.012_345], aim: { at: 'most', value: 5 } }),
    figure({ bench: 'race', what: 'front', unit: '%', values: [12.5], aim: { at: 'least', value: 90 } }),
    figure({ bench: 'hours', what: 'alone', unit: 'hours', values: [0] }),
    figure({ bench: 'hours', what: 'many', unit: 'hours', values: [12_345.6] }),
  ];
  assert.equal(figureTable(figures).split('\n'), [
    'bench    what      median     p99  unit   samples  aim',
    'restart  a quoter  0.0123  0.0123  ms           1  at most 5: met',
    'race     front       12.5    12.5  %            1  at least 90: missed',
    'hours    alone          0       0  hours        1',
    'hours    many       12346   12346  hours        1',
  ]);
});

test.run();
