// How the quoters that are let into the calibrated market quote, in a pit of their own.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type AgentStyle, QuotingAgent } from '#lab/facts-agents.ts';
import { type SmallPit, smallPit } from '../infra/exchange/synthetic/small-pit.ts';

function agent(style: AgentStyle): SmallPit {
  const small = smallPit([[0, 0.5]]);
  small.by('bid', '0.48', '100');
  small.by('ask', '0.53', '100');
  new QuotingAgent(small.seat('agent'), style).start();
  return small;
}

test('what it decides happens a second later', () => {
  const small = agent('joinsTouch');
  small.clock.advanceTo(1_999);
  assert.equal(small.book('bid'), ['0.48 x 100']);
  small.clock.advanceTo(2_000);
  assert.equal([small.book('bid'), small.book('ask')], [['0.48 x 200'], ['0.53 x 200']]);
});

test('who joins the touch follows the others, and does not take itself for one of them', () => {
  const small = agent('joinsTouch');
  small.clock.advanceTo(2_500);
  small.by('bid', '0.49', '50');
  small.clock.advanceTo(4_500);
  assert.equal(small.book('bid'), ['0.49 x 150', '0.48 x 100']);
  small.by('ask', '0.49', '60', 'fak');
  // He who sells takes out his own bid first.
  assert.equal(small.book('bid'), ['0.49 x 40', '0.48 x 100'], 'all that is left there is its own');
  small.clock.advanceTo(6_500);
  assert.equal(small.book('bid'), ['0.48 x 200']);
});

test('who knows the belief quotes around it, as near as post-only allows', () => {
  const small = agent('quotesFair');
  small.clock.advanceTo(2_500);
  assert.equal([small.book('bid')[0], small.book('ask')[0]], ['0.49 x 100', '0.51 x 100']);
  small.by('bid', '0.5', '10');
  small.by('ask', '0.49', '110', 'fak');
  small.clock.advanceTo(4_500);
  assert.equal(
    [small.book('bid')[0], small.book('ask')[0]],
    ['0.49 x 100', '0.51 x 100'],
    'it holds 100 and does not care',
  );
});

test('with the skew a hundred shares move its price by 8.7 cents', () => {
  const small = agent('quotesFairSkewed');
  small.clock.advanceTo(2_500);
  small.by('ask', '0.49', '100', 'fak');
  small.clock.advanceTo(4_500);
  // S(-0.35) = 0.413: the bid is a tick below 0.41, the ask stops above the best bid of the others.
  assert.equal(small.book('bid'), ['0.48 x 100', '0.41 x 100']);
  assert.is(small.book('ask')[0], '0.49 x 100');
});

test.run();
