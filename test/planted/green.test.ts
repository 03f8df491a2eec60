// Planted: nothing is wrong here.
import { test } from 'uvu';
import * as assert from 'uvu/assert';

test('one and one', () => assert.is(1 + 1, 2));
test('still two', () => assert.is(2, 2));
test.run();
