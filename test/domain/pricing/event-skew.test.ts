import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { eventReservations, eventVariance, eventWorstCase } from '#domain/pricing/event-skew.ts';
import { near } from './oracle.ts';

const P = [0.45, 0.3, 0.15, 0.1];
const Q = [200, 0, -100, 50];

test('a position in one outcome moves the quotes of all (O-6)', () => {
  const found = eventReservations(P, 0.002, Q);
  for (const [i, expected] of [0.3446028391, 0.3427246842, 0.2093024373, 0.1033700394].entries())
    near(found[i] ?? 0, expected, 1e-9);
  near(eventVariance(P, Q), 13_350);
});

test('the worst outcome of an event is the one we are shortest in', () => {
  near(eventWorstCase(P, Q), 0.45 * 200 - 0.15 * 100 + 0.1 * 50 + 100);
  assert.is(eventWorstCase([0.5, 0.5], [10, 10]), 0);
});

test('an event without inventory is priced at its fair values', () => {
  for (const [i, price] of eventReservations(P, 0.002, [0, 0, 0, 0]).entries()) near(price, P[i] ?? 0);
});

test('two exclusive outcomes are one binary: shorting one is longing the other', () => {
  const [yes] = eventReservations([0.3, 0.7], 0.002, [100, 0]);
  const [same] = eventReservations([0.3, 0.7], 0.002, [0, -100]);
  near(yes ?? 0, same ?? 1);
});

const outcomes = fc.array(
  fc.record({
    chance: fc.double({ min: 1e-6, max: 1, noNaN: true }),
    shares: fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  }),
  { minLength: 1, maxLength: 30 },
);

test('reservation prices of an event are probabilities that sum to one, also when γq is huge', () => {
  fc.assert(
    fc.property(outcomes, fc.double({ min: 0, max: 1, noNaN: true }), (rows, gamma) => {
      const total = rows.reduce((sum, { chance }) => sum + chance, 0);
      const p = rows.map(({ chance }) => chance / total);
      const q = rows.map(({ shares }) => shares);
      const found = eventReservations(p, gamma, q);
      near(
        found.reduce((sum, price) => sum + price, 0),
        1,
        1e-12,
      );
      assert.ok(found.every((price) => price >= 0 && price <= 1));
      assert.ok(eventVariance(p, q) >= 0);
      assert.ok(eventWorstCase(p, q) >= -1e-3);
      const more = eventReservations(p, gamma, [(q[0] ?? 0) + 100, ...q.slice(1)]);
      assert.ok((more[0] ?? 1) <= (found[0] ?? 0) + 1e-15, 'more inventory never raises its own price');
    }),
    { seed: 42, numRuns: 10_000 },
  );
});

test.run();
