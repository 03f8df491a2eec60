// Planted: the process dies by a signal.
import { test } from 'uvu';

test('kills its own process', () => {
  process.kill(process.pid, 'SIGKILL');
});
test.run();
