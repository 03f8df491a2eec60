// Planted: uvu alone exits 0 when an after.each hook throws.
import { test } from 'uvu';

test.after.each(() => {
  throw new Error('planted hook failure');
});
test('passes by itself', () => {});
test.run();
