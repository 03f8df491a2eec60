// The table O-3, twice: moments exact by dynamic programming over inventory (fills do not depend on the price path), and a
// seeded simulation of ten thousand paths within four standard errors of them.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  fillChance,
  type ReferenceMarket,
  referenceQuotes,
  referenceSpread,
} from '#domain/pricing/avellaneda-stoikov.ts';
import { near } from './oracle.ts';

const [STEPS, DT, SIGMA] = [200, 0.005, 2];
const market = (gamma: number): ReferenceMarket => ({ gamma, sigma: SIGMA, decay: 1.5, rate: 140 });

/** The strategy's distances from s at step `i` with inventory `q`. */
type Distances = (i: number, q: number) => { readonly bid: number; readonly ask: number };

// Pitfall (c): time is taken at the left end of a step, so the average has T−t from 1 down to 0.005.
const averageSpread = (gamma: number): number =>
  Array.from({ length: STEPS }, (_, i) => referenceSpread(market(gamma), 1 - i * DT)).reduce((a, b) => a + b) / STEPS;

const inventory = (gamma: number): Distances => {
  const at = market(gamma);
  return (i, q) => {
    const quotes = referenceQuotes(at, 0, q, 1 - i * DT);
    return { bid: -quotes.bid, ask: quotes.ask };
  };
};

const symmetric = (gamma: number): Distances => {
  const half = averageSpread(gamma) / 2;
  return () => ({ bid: half, ask: half });
};

interface Moments {
  readonly mean: number;
  readonly sd: number;
  readonly inventorySd: number;
  readonly fills: number;
}

/** Per inventory: probability, E[profit; q] and E[profit²; q]. The price moves after the fills and independently of them. */
function exactMoments(gamma: number, distances: Distances): Moments {
  const size = 2 * STEPS + 1;
  let now = [new Float64Array(size), new Float64Array(size), new Float64Array(size)] as const;
  now[0][STEPS] = 1;
  let fills = 0;
  for (let i = 0; i < STEPS; i += 1) {
    const next = [new Float64Array(size), new Float64Array(size), new Float64Array(size)] as const;
    for (let k = STEPS - i; k <= STEPS + i; k += 1) {
      const [m0, m1, m2] = now.map((row) => row[k] as number) as [number, number, number];
      if (m0 === 0) continue;
      const { bid, ask } = distances(i, k - STEPS);
      const [buy, sell] = [fillChance(market(gamma), bid, DT), fillChance(market(gamma), ask, DT)];
      fills += m0 * (buy + sell);
      for (const [chance, step, edge] of [
        [(1 - buy) * (1 - sell), 0, 0],
        [buy * (1 - sell), 1, bid],
        [(1 - buy) * sell, -1, ask],
        [buy * sell, 0, bid + ask],
      ] as const) {
        const to = k + step;
        const risk = ((to - STEPS) * SIGMA) ** 2 * DT;
        next[0][to] = (next[0][to] as number) + chance * m0;
        next[1][to] = (next[1][to] as number) + chance * (m1 + edge * m0);
        next[2][to] = (next[2][to] as number) + chance * (m2 + 2 * edge * m1 + (edge * edge + risk) * m0);
      }
    }
    now = next;
  }
  const sum = (row: Float64Array, f: (value: number, k: number) => number) => row.reduce((s, v, k) => s + f(v, k), 0);
  const mean = sum(now[1], (v) => v);
  assert.ok(Math.abs(sum(now[0], (v, k) => v * (k - STEPS))) < 1e-9, 'the mean inventory is zero by symmetry');
  return {
    mean,
    sd: Math.sqrt(sum(now[2], (v) => v) - mean ** 2),
    inventorySd: Math.sqrt(sum(now[0], (v, k) => v * (k - STEPS) ** 2)),
    fills,
  };
}

interface Row {
  readonly gamma: number;
  readonly name: string;
  readonly distances: (gamma: number) => Distances;
  readonly spread: number;
  readonly exact: readonly [mean: number, sd: number, inventorySd: number, fills: number];
  /** Four standard errors of 10,000 paths: mean, sd, mean inventory, its sd. */
  readonly tolerance: readonly [number, number, number, number];
}

const row = (
  gamma: number,
  name: 'inventory' | 'symmetric',
  spread: number,
  exact: Row['exact'],
  tolerance: Row['tolerance'],
): Row => ({ gamma, name, distances: name === 'inventory' ? inventory : symmetric, spread, exact, tolerance });

const TABLE: readonly Row[] = [
  row(0.01, 'inventory', 1.349, [68.3996, 8.9606, 5.2125, 102.206], [0.36, 0.29, 0.21, 0.15]),
  row(0.01, 'symmetric', 1.349, [68.6661, 13.6775, 8.7117, 101.802], [0.55, 0.57, 0.35, 0.25]),
  row(0.1, 'inventory', 1.4918, [64.8925, 6.5432, 2.9268, 96.963], [0.26, 0.19, 0.12, 0.08]),
  row(0.1, 'symmetric', 1.4918, [68.2228, 13.4558, 8.3994, 91.465], [0.54, 0.56, 0.34, 0.24]),
  row(0.5, 'inventory', 2.1557, [48.5681, 5.8981, 1.9558, 78.138], [0.24, 0.17, 0.08, 0.06]),
  row(0.5, 'symmetric', 2.1557, [59.9179, 12.3213, 6.9184, 55.589], [0.49, 0.46, 0.28, 0.2]),
  row(1, 'inventory', 3.0317, [31.4545, 4.8379, 1.6414, 56.059], [0.19, 0.14, 0.07, 0.05]),
  row(1, 'symmetric', 3.0317, [43.6853, 10.7332, 5.1714, 28.819], [0.43, 0.37, 0.21, 0.15]),
];

/** Equal to as many decimals as the table prints. */
function printed(found: number, expected: number, decimals: number): void {
  assert.ok(Math.abs(found - expected) <= 0.5001 * 10 ** -decimals, `expected ${expected}, found ${found}`);
}

test('one quote of the reference (O-2)', () => {
  const quotes = referenceQuotes({ gamma: 0.1, sigma: 2, decay: 1.5, rate: 140 }, 100, 3, 0.5);
  near(quotes.reservation, 99.4);
  near(quotes.spread, 1.490770423, 1e-9);
  near(quotes.bid, 98.65461479, 1e-9);
  near(quotes.ask, 100.1453852, 1e-9);
});

test('a maker without fear quotes 2/k wide, and the two forms meet', () => {
  near(referenceSpread(market(0), 1), 2 / 1.5);
  near(referenceSpread(market(1.49e-8), 0), referenceSpread(market(1.51e-8), 0), 1e-9);
});

test('a quote far across the price fills for certain, not more', () => {
  assert.is(fillChance(market(0.1), -0.3, DT), 1);
  assert.ok(fillChance(market(0.1), -0.2, DT) < 1);
});

for (const { gamma, name, distances, spread, exact } of TABLE)
  test(`the exact table, γ ${gamma}, ${name} (O-3)`, () => {
    printed(averageSpread(gamma), spread, 4);
    const found = exactMoments(gamma, distances(gamma));
    printed(found.mean, exact[0], 4);
    printed(found.sd, exact[1], 4);
    printed(found.inventorySd, exact[2], 4);
    printed(found.fills, exact[3], 3);
  });

for (const { gamma, name, distances, exact, tolerance } of TABLE)
  test(`ten thousand seeded paths, γ ${gamma}, ${name}, within four standard errors (O-3)`, () => {
    const found = simulate(gamma, distances(gamma), 10_000, 42);
    for (const [value, expected, allowed] of [
      [found.mean, exact[0], tolerance[0]],
      [found.sd, exact[1], tolerance[1]],
      [found.inventoryMean, 0, tolerance[2]],
      [found.inventorySd, exact[2], tolerance[3]],
    ] as const)
      assert.ok(Math.abs(value - expected) <= allowed, `expected ${expected} within ${allowed}, found ${value}`);
  });

/** The procedure itself, path by path; only the chances are looked up. */
function simulate(gamma: number, distances: Distances, paths: number, seed: number) {
  const next = generator(seed);
  const tables = Array.from({ length: STEPS }, (_, i) => chances(gamma, distances, i));
  const profits: number[] = [];
  const inventories: number[] = [];
  for (let path = 0; path < paths; path += 1) {
    let [s, q, cash] = [100, 0, 0];
    for (const table of tables) {
      const at = 4 * (q + STEPS);
      const [bid, ask] = [table[at] as number, table[at + 1] as number];
      const [bought, sold] = [next() < (table[at + 2] as number), next() < (table[at + 3] as number)];
      if (bought) cash -= s - bid;
      if (sold) cash += s + ask;
      q += Number(bought) - Number(sold);
      s += (next() < 0.5 ? -SIGMA : SIGMA) * Math.sqrt(DT);
    }
    profits.push(cash + q * s);
    inventories.push(q);
  }
  const [profit, held] = [moments(profits), moments(inventories)];
  return { mean: profit.mean, sd: profit.sd, inventoryMean: held.mean, inventorySd: held.sd };
}

/** Per inventory: bid distance, ask distance, chance of a bought and of a sold unit. */
function chances(gamma: number, distances: Distances, i: number): Float64Array {
  const table = new Float64Array(4 * (2 * STEPS + 1));
  for (let q = -i; q <= i; q += 1) {
    const { bid, ask } = distances(i, q);
    table.set([bid, ask, fillChance(market(gamma), bid, DT), fillChance(market(gamma), ask, DT)], 4 * (q + STEPS));
  }
  return table;
}

function moments(values: readonly number[]): { mean: number; sd: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, sd: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) };
}

/** mulberry32 */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

test.run();
