// Planted: leaves with exit code 0 before the summary.
import { test } from 'uvu';

test('leaves early', () => {
  process.removeAllListeners('exit');
  process.exit(0);
});
test.run();
