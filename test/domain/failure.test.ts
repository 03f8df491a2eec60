import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BadInput, InvariantError, invariant } from '#domain/failure.ts';

test('a kept assumption says nothing', () => {
  for (const kept of [true, 1, 'x', {}]) invariant(kept, 'kept');
});

test('a broken assumption names itself', () => {
  for (const broken of [false, 0, '', null, undefined, Number.NaN]) {
    assert.throws(
      () => invariant(broken, 'a filled order has nothing left'),
      (error: unknown) =>
        error instanceof InvariantError &&
        error.name === 'InvariantError' &&
        error.message === 'a filled order has nothing left',
    );
  }
});

test('wrong input of a user keeps its name and cause', () => {
  const cause = new Error('line 3');
  const error = new BadInput('markets.yaml: key "tick"', { cause });
  assert.is(error.name, 'BadInput');
  assert.is(error.cause, cause);
  assert.not.instance(error, InvariantError);
});

test.run();
