// Planted: one test runs, one skips itself loudly.
import { test } from 'uvu';

test('runs', () => {});
test('needs something that is not there', () => {
  console.log('SKIPPED needs something that is not there');
});
test.run();
