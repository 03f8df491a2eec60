// Where statistics become prices, and the only such place (quant.md F-1.5). The grid of a tick is its integer multiples
// inside [tick, 1 − tick], for any tick, also one that does not divide a dollar. The direction is always stated.
// Null means there is no room on the grid: nothing is ever clamped up to a tick or down from a dollar.
import { MICRO, type Price } from '#domain/units.ts';

/** In millionths: a statistic this near a grid point is that point (0.29 is not 0.28999999999999998). 1e-9 dollars. */
const NEAR = 1e-3;

/** First and last grid point; the grid is empty when `max` is below `min`. */
export interface PriceRange {
  readonly min: Price;
  readonly max: Price;
}

export function priceRange(tick: Price): PriceRange {
  return { min: tick, max: (Math.floor((MICRO - tick) / tick) * tick) as Price };
}

/** The highest grid price not above `value` dollars; null below the grid and for a value outside (0, 1). For bids. */
export function floorToTick(value: number, tick: Price): Price | null {
  return fromMicro(Math.floor, value, tick);
}

/** The lowest grid price not below `value` dollars; null above the grid and for a value outside (0, 1). For asks. */
export function ceilToTick(value: number, tick: Price): Price | null {
  return fromMicro(Math.ceil, value, tick);
}

export function roundToTick(value: number, tick: Price, direction: 'down' | 'up'): Price | null {
  return direction === 'down' ? floorToTick(value, tick) : ceilToTick(value, tick);
}

/** Whether an order at `price` would be accepted under `tick`. */
export function onTick(price: Price, tick: Price): boolean {
  const { min, max } = priceRange(tick);
  return price % tick === 0 && price >= min && price <= max;
}

/** `n` grid points above `price` (below for a negative `n`); from a price off the grid, the first step reaches the grid.
 *  Null outside the grid, for a broken `n`, and for no step from a price off the grid. */
export function stepTicks(price: Price, tick: Price, n: number): Price | null {
  if (!Number.isSafeInteger(n) || !Number.isSafeInteger(price)) return null;
  if (n === 0) return onTick(price, tick) ? price : null;
  const from = n > 0 ? Math.floor(price / tick) : Math.ceil(price / tick);
  return inside(from + n, tick);
}

function fromMicro(towards: (value: number) => number, value: number, tick: Price): Price | null {
  // Also refuses NaN. No probability less a spread is a dollar or more: such a statistic is broken, not generous.
  if (!(value > 0 && value < 1)) return null;
  const micro = value * MICRO;
  const nearest = Math.round(micro / tick);
  const near = Math.abs(micro - nearest * tick) <= NEAR;
  const index = near ? nearest : towards(micro / tick);
  const { min, max } = priceRange(tick);
  if (max < min) return null;
  // Beyond the last grid point, that point still is "not above" (or "not below") the value.
  if (towards === Math.floor && index * tick > max) return max;
  if (towards === Math.ceil && index * tick < min) return min;
  return inside(index, tick);
}

function inside(index: number, tick: Price): Price | null {
  const { min, max } = priceRange(tick);
  const price = index * tick;
  return price >= min && price <= max ? (price as Price) : null;
}
