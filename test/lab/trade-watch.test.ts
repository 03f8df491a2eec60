// A trade that loses more than it may while nothing is latched.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId } from '#domain/ids.ts';
import { Decimal } from '#domain/units.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { TradeWatch } from '#lab/trade-watch.ts';

const LOOK_MS = 250;
const market = marketId('some');
const SHARES = 100_000_000;
const bought = { fact: 'fill', market, slot: 'yesBid', price: 600_000, size: SHARES };
const sold = { ...bought, slot: 'yesAsk', price: 590_000 };
const resumed = { fact: 'transition', actor: 'kill-switch', to: 'armed' };
const failed = { fact: 'settlement', status: 'failed', market };

/** What is said of these facts, of a market that is marked at 50 cents. */
function watched(limit: string, facts: readonly object[], latched = 'armed', ms = 4_000) {
  const clock = new VirtualClock(0);
  const said = new Set<string>();
  let tell: (fact: object) => void = () => {};
  const desk = {
    mark: () => 500_000,
    facts: {
      onFact: (listener: typeof tell) => {
        tell = listener;
      },
    },
  };
  const settings = { tradeLossMaxUsd: new Decimal(limit) };
  const scene = { clock, settings, say: (check: string) => said.add(check), lives: () => 1 };
  const watch = new TradeWatch(scene as never, { alive: true, desk } as never, { latched } as never);
  for (const fact of facts) tell(fact);
  for (let atMs = 0; atMs < ms; atMs += LOOK_MS) {
    watch.look();
    clock.advanceTo(atMs + LOOK_MS);
  }
  return [...said];
}

test('a trade that lost more than it may must have latched', () => {
  assert.equal(watched('9.99', [bought]), ['trips']);
  assert.equal(watched('9.99', [bought], 'reduceOnly'), ['trips']);
  assert.equal(watched('9.99', [bought], 'noNewQuotes'), []);
  assert.equal(watched('9.99', [bought], 'armed', 2_000), [], 'it has two seconds');
  assert.equal(watched('0.99', [bought, sold]), ['trips'], 'sold again, it lost a dollar');
});

test('a loss within its limit, undone, or seen by an operator gives nothing to say', () => {
  assert.equal(watched('10', [bought]), []);
  assert.equal(watched('1', [bought, sold]), []);
  assert.equal(watched('9.99', [bought, resumed]), []);
  assert.equal(watched('9.99', [bought, failed]), []);
  // One of the two may have lost no more than the other.
  assert.equal(watched('10', [bought, bought]), []);
});

test.run();
