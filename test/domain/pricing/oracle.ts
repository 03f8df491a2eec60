// Comparison with printed figures: relative error, 1e-9 unless the figure is printed with fewer digits.
import * as assert from 'uvu/assert';

export function near(found: number, expected: number, relative = 1e-9): void {
  const miss = Math.abs(found - expected);
  const allowed = expected === 0 ? relative : relative * Math.abs(expected);
  assert.ok(miss <= allowed, `expected ${expected} within ${relative}, found ${found}`);
}
