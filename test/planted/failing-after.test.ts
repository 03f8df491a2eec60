// Planted: an after hook that throws.
import { test } from 'uvu';

test.after(() => {
  throw new Error('planted hook failure');
});
test('passes by itself', () => {});
test.run();
