import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CHARTS } from '#actors/charts.ts';
import type { ChartGraph } from '#domain/operator/chart.ts';
import { chartView } from '#infra/operator/chart-layout.ts';
import { roadTaken, roundedPath, withAround } from '../../../../src/infra/operator/dashboard/chart-roads.ts';

const view = (name: string) => chartView(CHARTS.find(({ chart }) => chart === name) as ChartGraph);
const way = (edge: ReturnType<typeof roadTaken>) => edge && `${edge.from}>${edge.to}`;

test('a transition is found among the roads, though it ends deeper in than the arrow says', async () => {
  const gateway = await view('order-gateway');
  const taken = (event: string, from: string, to: string) => way(roadTaken(gateway, { event, from, to }));
  assert.is(taken('LISTING_READ', 'reconciling', 'admitting.open'), 'reconciling>admitting');
  assert.is(taken('BEAT_LOST', 'admitting.open', 'beatLost'), '>beatLost');
  assert.is(taken('ADMIT', 'admitting.open', 'admitting.halted'), null);
  assert.is(
    taken('xstate.after.5000.order-gateway.venueClosed', 'venueClosed', 'reconciling'),
    'venueClosed>reconciling',
  );
  assert.is(taken('NOBODY', 'reconciling', 'admitting.open'), null);
  assert.is(taken('NOBODY', 'reconciling', 'admitting'), 'reconciling>admitting');
  assert.is(taken('LISTING_READ', 'gone', 'nowhere'), null);
});

test('of several roads of one name the one from closest around is taken', async () => {
  const quoter = await view('quoter');
  const taken = (event: string, from: string, to: string) => way(roadTaken(quoter, { event, from, to }));
  const quotes = (what: string) => `active.quotes.${what} active.regime.normal`;
  assert.is(taken('PLANNED', quotes('warming'), quotes('quoting')), 'active.quotes>active.quotes.quoting');
  assert.is(taken('QUOTE_FORBIDDEN', quotes('quoting'), 'pulled'), '>pulled');
  // It told itself SHUT when it heard of the admission.
  assert.is(taken('ADMISSION_CHANGED', quotes('widened'), quotes('held')), 'active.quotes>active.quotes.held');
  assert.is(taken('QUOTE_ALLOWED', 'idle', quotes('warming')), 'idle>active');
});

test('whoever is in a state is in all around it', () => {
  assert.equal([...withAround(['admitting.open', 'x.y.z'])], ['admitting.open', 'admitting', 'x.y.z', 'x.y', 'x']);
  assert.equal([...withAround([])], []);
});

test('a road begins and ends where it should, and its corners are bent within it', () => {
  assert.is(roundedPath([]), '');
  assert.is(
    roundedPath([
      [0, 0],
      [0, 40],
    ]),
    'M0 0L0 40',
  );
  assert.is(
    roundedPath([
      [0, 0],
      [0, 40],
      [30, 40],
    ]),
    'M0 0L0 35Q0 40 5 40L30 40',
  );
  // A piece too short for a whole bend, and one of no length at all.
  assert.is(
    roundedPath([
      [0, 0],
      [0, 4],
      [30, 4],
    ]),
    'M0 0L0 2Q0 4 5 4L30 4',
  );
  assert.is(
    roundedPath([
      [0, 0],
      [0, 0],
      [30, 0],
    ]),
    'M0 0L0 0Q0 0 5 0L30 0',
  );
});

test.run();
