// Planted: the second test is silently left out.
import { test } from 'uvu';

test.only('the only one', () => {});
test('left out', () => {
  throw new Error('planted failure');
});
test.run();
