import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { KILL_RULES, LADDER, tripText } from '#domain/money/kill-rules.ts';
import { Decimal } from '#domain/units.ts';
import {
  byHand,
  isByHand,
  reasonWords,
  ruleWords,
  rungSentence,
  rungWords,
  unitWords,
} from '../../../../src/infra/operator/dashboard/limit-words.ts';

test('every limit of the kill switch that can be passed is said in words, with its figures in their unit', () => {
  for (const { rule, stage, limit: setting } of KILL_RULES) {
    const words = reasonWords(tripText({ rule, stage, found: new Decimal('0.507693'), limit: new Decimal('0.5') }));
    assert.not.match(words, /is past/, rule);
    assert.not(words.includes(`${rule}:`), rule);
    const unit = setting.endsWith('Usd') ? /\(\$/ : setting.endsWith('Share') ? /%, limit 50\.0.%\)/ : /\(\d/;
    assert.match(words, unit, rule);
  }
});

test('every rung of the ladder has a word and a sentence', () => {
  for (const stage of LADDER) {
    assert.ok(rungSentence(stage), stage);
    assert.not.match(rungWords(stage), /[A-Z]/, stage);
  }
  assert.is(rungWords('halted'), 'halted');
});

test('a trader reads which share of the orders was rejected, and which was still fine', () => {
  assert.is(
    reasonWords('rejects: 0.507693 is past 0.5').replace(/[\u2009\u202f\u00a0]/g, ' '),
    'too many of our orders are rejected (50.8 %, limit 50.0 %)',
  );
  assert.is(reasonWords('dailyLoss: 501.5 is past 500'), 'the day lost too much ($501.50, limit $500.00)');
  assert.is(
    reasonWords('latency: 3250 is past 3000; it did not drain in time'),
    'one of twenty answers takes too long (3.25 s, limit 3 s); it did not drain in time',
  );
});

test('a figure that could not be measured is said to be none, and what is said otherwise stays as it is', () => {
  assert.is(reasonWords('dailyLoss: NaN is past 500'), 'the day lost too much (not measured, limit $500.00)');
  for (const other of [
    'divergence: the venue has 5 dollars more',
    'tomorrow: 5 is past 4',
    'toString: 5 is past 4',
    '',
  ])
    assert.is(reasonWords(other), other);
});

test('what a person did is told from what the service did by itself', () => {
  assert.is(byHand(' lunch '), 'by hand: lunch');
  assert.is(reasonWords(byHand('lunch')), 'by hand (lunch)');
  assert.ok(isByHand(byHand('')));
  assert.is(reasonWords(byHand('')), 'by hand, from the page');
  assert.not(isByHand('dailyLoss: 501 is past 500'));
});

test('rules and figures are read without camels, and a profit is no loss', () => {
  assert.is(ruleWords('dailyLossShare'), 'Daily loss share');
  assert.is(unitWords('-3', 'usd'), 'none');
  assert.is(unitWords('2', 'count'), '2');
});

test.run();
