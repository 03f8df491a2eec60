// Planted: a run of nothing.
import { test } from 'uvu';

test.run();
