// Planted: one of two tests fails.
import { test } from 'uvu';
import * as assert from 'uvu/assert';

test('right', () => assert.is(1, 1));
test('wrong', () => assert.is(1, 2, 'planted failure'));
test.run();
