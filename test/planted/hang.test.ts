// Planted: green by its summary, but something stays open and the process never ends.
import { test } from 'uvu';

test('passes and leaves a timer behind', () => {
  setInterval(() => {}, 1_000);
});
test.run();
