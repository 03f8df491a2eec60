// Planted: registered and never run.
import { test } from 'uvu';

test('never reached', () => {});
