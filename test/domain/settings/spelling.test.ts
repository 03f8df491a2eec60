import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nearest } from '#domain/settings/spelling.ts';

const KNOWN = ['quoteShares', 'bankrollUsd', 'sim.pace', 'minRestMs', 'legPatienceMs'];

test('a slip of the fingers finds what was meant', () => {
  assert.is(nearest('quoteShare', KNOWN), 'quoteShares');
  assert.is(nearest('QUOTE_SHARES', KNOWN), 'quoteShares');
  assert.is(nearest('bankroll', KNOWN), 'bankrollUsd');
  assert.is(nearest('sim.pcae', KNOWN), 'sim.pace');
  assert.is(nearest('minRestSec', KNOWN), 'minRestMs');
});

test('something altogether different finds nothing', () => {
  assert.is(nearest('telegramWebhook', KNOWN), null);
  assert.is(nearest('', KNOWN), null);
  assert.is(nearest('x', []), null);
});

test.run();
