import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FAULTS, type FaultCommand, type FaultName, faultSpec, faultText, parseFault } from '#domain/chaos/fault.ts';
import { durationText, readDuration } from '#domain/chaos/fault-param.ts';

function good(raw: object): FaultCommand {
  const read = parseFault(raw, 'chaos-1');
  if ('error' in read) throw new Error(`${read.field}: ${read.error}`);
  return read.command;
}

function bad(raw: unknown): string {
  const read = parseFault(raw, 'chaos-1');
  return 'error' in read ? `${read.field}: ${read.error}` : (assert.unreachable(JSON.stringify(raw)) as never);
}

test('every fault has one sentence, a target kind and parameters whose defaults are in range', () => {
  const names = new Set<string>();
  for (const { name, sentence, params, forMs, lasting } of FAULTS) {
    assert.not(names.has(name), name);
    names.add(name);
    assert.match(name, /^[a-z][A-Za-z]+$/);
    assert.match(sentence, /^[A-Z0-9][^\n]{10,96}\.$/, name);
    assert.is(lasting, forMs > 0, name);
    for (const [key, param] of Object.entries(params)) {
      assert.match(param.sentence, /^[A-Z][^\n]{5,110}\.$/, `${name} ${key}`);
      if (param.kind === 'word') assert.ok(param.words.includes(param.default), `${name} ${key}`);
      else assert.ok(param.default >= param.min && param.default <= param.max, `${name} ${key}`);
    }
  }
});

test('every fault can be asked for by its name alone, and an actor fault with its target', () => {
  for (const { name, target, forMs } of FAULTS) {
    const command = good({ fault: name, ...(target === 'actor' ? { target: 'quoter' } : {}) });
    assert.is(command.fault, name);
    assert.is(command.forMs, forMs);
    assert.is(command.id, 'chaos-1');
  }
});

test('parameters and durations are read from a command line as from JSON', () => {
  const typed = good({ fault: 'replyLost', target: 'wide-1', forMs: '2m', params: { arrived: 'yes', share: '0.25' } });
  assert.equal(
    typed,
    good({ fault: 'replyLost', target: 'wide-1', forMs: 120_000, params: { arrived: 'yes', share: 0.25 } }),
  );
  assert.equal(typed.params, { arrived: 'yes', share: 0.25 });
  assert.is(good({ fault: 'engineRestart', forMs: '90s' }).forMs, 90_000);
  assert.equal(good({ fault: 'clockJump', params: { byMs: '-30s' } }).params, { byMs: -30_000 });
});

test('a fault that does not exist is answered with the nearest that does', () => {
  assert.is(bad({ fault: 'crsh', target: 'quoter' }), 'fault: "crsh" is no fault; did you mean crash?');
  assert.is(bad({ fault: 'engine-restart' }), 'fault: "engine-restart" is no fault; did you mean engineRestart?');
  assert.is(bad({ fault: 'toString' }).startsWith('fault: "toString" is no fault'), true);
  assert.is(bad({ fault: '' }), 'fault: is missing; `chaos list` shows all there are');
});

test('the field that is wrong is named', () => {
  const cases: [unknown, RegExp][] = [
    [null, /^fault: must be a map/],
    ['crash', /^fault: must be a map/],
    [{ fault: 'crash' }, /^target: crash needs the address or kind of an actor/],
    [{ fault: 'crash', target: 'a b' }, /^target: must be the address or kind of an actor$/],
    [{ fault: 'crash', target: 'quoter', forMs: '5s' }, /^forMs: crash happens at once/],
    [{ fault: 'crash', target: 'quoter', params: { where: 'heart' } }, /^params.where: must be one of action, guard,/],
    [{ fault: 'diskFull', target: 'wide-1' }, /^target: diskFull strikes the files as a whole/],
    [{ fault: 'cancelOnly', forMs: 'soon' }, /^forMs: must be a duration/],
    [{ fault: 'cancelOnly', forMs: 0 }, /^forMs: must be in 1ms to 24h$/],
    [{ fault: 'cancelOnly', forMs: '25h' }, /^forMs: must be in 1ms to 24h$/],
    [{ fault: 'cancelOnly', until: 5 }, /^until: is none of fault, target, forMs, params$/],
    [{ fault: 'framesDropped', params: { shre: 1 } }, /^params.shre: .* did you mean share\?$/],
    [{ fault: 'framesDropped', params: { share: 1.1 } }, /^params.share: must be in 0.001 to 1; found 1.1$/],
    [{ fault: 'framesDropped', params: { share: 0 } }, /^params.share: must be in 0.001 to 1; found 0$/],
    [{ fault: 'clockJump', params: { byMs: 0 } }, /^params.byMs: must be in -24h to 24h, but not 0; found 0$/],
    [{ fault: 'balanceDrift', params: { usd: '0' } }, /^params.usd: must be in .*, but not 0; found "0"$/],
    [{ fault: 'framesDropped', params: { share: '1e-1' } }, /^params.share: must be a number \(share\); found "1e-1"$/],
    [{ fault: 'framesDropped', params: { share: 1e-7 } }, /^params.share: must be a number/],
    [{ fault: 'crossedBook', params: { ticks: 1.5 } }, /^params.ticks: must be a whole number \(ticks\)/],
    [{ fault: 'cancelOnly', params: { toString: 1 } }, /^params.toString: is no parameter of cancelOnly; it has none$/],
    [{ fault: 'cancelOnly', params: [] }, /^params: must be a map/],
  ];
  for (const [raw, problem] of cases) assert.match(bad(raw), problem);
});

test('a command told as text is the same command when it is read again', () => {
  const names = FAULTS.map(({ name }) => name);
  const command = fc.constantFrom(...names).chain((name: FaultName) => {
    const { target, lasting, params } = faultSpec(name);
    const values = Object.entries(params).map(([key, param]) => [
      key,
      param.kind === 'word'
        ? fc.constantFrom(...param.words)
        : param.kind === 'number'
          ? fc
              .integer({ min: 0, max: 100 })
              .map((share) => Number((param.min + ((param.max - param.min) * share) / 100).toFixed(6)))
          : fc.integer({ min: param.min, max: param.max }),
    ]);
    return fc.record({
      fault: fc.constant(name),
      target: target === 'actor' ? fc.constant('quoter') : fc.constant(null),
      forMs: lasting ? fc.integer({ min: 1, max: 86_400_000 }) : fc.constant(null),
      params: fc.record(Object.fromEntries(values)),
    });
  });
  fc.assert(
    fc.property(command, (raw) => {
      const asked = good(raw);
      const [fault, ...words] = faultText(asked).split(' ');
      const again: Record<string, unknown> = { fault };
      const params: Record<string, string> = {};
      for (let at = 0; at < words.length; at += 2) {
        const name = (words[at] ?? '').slice(2);
        if (name === 'target') again.target = words[at + 1];
        else if (name === 'for') again.forMs = words[at + 1];
        else params[name] = words[at + 1] ?? '';
      }
      assert.equal(good({ ...again, params }), asked);
    }),
    { seed: 42, numRuns: 400 },
  );
});

test('whatever is asked, the answer is a command or names a field', () => {
  const raw = fc.oneof(
    fc.anything(),
    fc.record({
      fault: fc.constantFrom(...FAULTS.map(({ name }) => name)),
      target: fc.anything(),
      forMs: fc.anything(),
      params: fc.anything(),
    }),
  );
  fc.assert(
    fc.property(raw, (asked) => {
      const read = parseFault(asked, 'x');
      if ('error' in read) assert.ok(read.field.length > 0 && read.error.length > 0);
      else assert.ok(Number.isFinite(read.command.forMs));
    }),
    { seed: 42, numRuns: 1_000 },
  );
});

test('durations are written in the unit that makes them shortest and read back the same', () => {
  assert.equal(
    ['250ms', '5s', '2m', '1h', '-30s', '1.5s', '40'].map(readDuration),
    [250, 5_000, 120_000, 3_600_000, -30_000, 1_500, 40],
  );
  assert.equal(['', 's', '5 s', '5sec', 'Infinity', '1e3', '0x10', null, Number.NaN].map(readDuration), [
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
  assert.equal([0, 1, 999, 1_000, 90_000, 120_000, 7_200_000].map(durationText), [
    '0s',
    '1ms',
    '999ms',
    '1s',
    '90s',
    '2m',
    '2h',
  ]);
});

test.run();
