// Planted: the second test is registered after the run and never runs.
import { test } from 'uvu';

test('runs', () => {});
test.run();
test('never reached', () => {
  throw new Error('planted failure');
});
