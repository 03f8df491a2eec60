// The facts file read back, whole and damaged.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BadInput } from '#domain/failure.ts';
import type { Fact } from '#domain/money/fact.ts';
import { factsText, readFacts } from '#domain/money/fact-file.ts';
import { fill, opening, price, sets, settlement, shares } from './facts.ts';

const BOUGHT = fill({ slot: 'yesBid', price: price(0.4), size: shares(10) });
const FACTS: readonly Fact[] = [
  opening(),
  BOUGHT,
  settlement(BOUGHT, 'confirmed'),
  sets('merge', shares(3)),
  { fact: 'transition', atMs: 5, actor: 'kill-switch', from: 'latched', to: 'armed', reason: 'operator' },
];

test('what was written down is read back as it was', () => {
  assert.equal(readFacts(factsText(FACTS)), { facts: FACTS, torn: null });
  assert.equal(readFacts(''), { facts: [], torn: null });
});

test('a last line that was cut off anywhere is said, and the facts before it stand', () => {
  const whole = factsText(FACTS);
  const last = whole.lastIndexOf('\n', whole.length - 2) + 1;
  for (let end = last + 1; end < whole.length; end += 1) {
    const { facts, torn } = readFacts(whole.slice(0, end));
    assert.equal(facts, FACTS.slice(0, -1));
    assert.is(torn, whole.slice(last, end).slice(0, 80));
  }
});

test('anything else that does not read is refused with its line', () => {
  const lines = factsText(FACTS).split('\n');
  const refused = (line: number, text: string, words: RegExp) => {
    const spoilt = lines.with(line - 1, text).join('\n');
    assert.throws(
      () => readFacts(spoilt),
      (error: unknown) => error instanceof BadInput && words.test(error.message),
    );
  };
  refused(3, '{"fact":"settl', /facts.jsonl line 3: not JSON/);
  refused(3, '', /line 3: not JSON/);
  refused(2, '7', /line 2: not an object/);
  refused(2, '{"fact":"wish","atMs":1}', /line 2: fact: not a kind of fact/);
  refused(2, '{"fact":"order"}', /line 2: atMs: not a time/);
  refused(2, JSON.stringify({ ...BOUGHT, size: 1.5 }), /line 2: size: 1.5 is not a whole number/);
  refused(1, JSON.stringify(BOUGHT), /line 1: the first fact is not the opening/);
});

test.run();
