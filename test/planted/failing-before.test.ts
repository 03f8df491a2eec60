// Planted: uvu alone exits 0 when a before hook throws.
import { test } from 'uvu';

test.before(() => {
  throw new Error('planted hook failure');
});
test('never reached', () => {});
test.run();
