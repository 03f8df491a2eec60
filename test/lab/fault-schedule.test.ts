// What a seed brings: faults inside their window, on somebody who is there, with parameters that the catalogue allows.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { actorKind } from '#actors/addresses.ts';
import { FAULTS, type FaultName, faultSpec, faultText, parseFault } from '#domain/chaos/fault.ts';
import { durationText } from '#domain/chaos/fault-param.ts';
import { SeededRandom } from '#infra/random.ts';
import { type ScheduledFault, scheduleFaults } from '#lab/fault-schedule.ts';

const MARKETS = ['liquid-1', 'wide-1', 'updown-1'];
const ALL: readonly FaultName[] = FAULTS.map(({ name }) => name);
const WINDOW = { fromMs: 10_000, untilMs: 645_000 };

interface Asked {
  readonly pool?: readonly FaultName[];
  readonly markets?: readonly string[];
  readonly fromMs?: number;
  readonly untilMs?: number;
}

function schedule(seed: number, asked: Asked = {}): readonly ScheduledFault[] {
  return scheduleFaults({ random: new SeededRandom(seed), pool: ALL, markets: MARKETS, ...WINDOW, ...asked });
}

const seeds = fc.nat({ max: 4_294_967_295 });
const always = { seed: 42, numRuns: 120 };

test('every fault begins and ends inside its window, in order, each with an id of its own', () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 5_000, max: 900_000 }), (seed, lengthMs) => {
      const untilMs = WINDOW.fromMs + lengthMs;
      const faults = schedule(seed, { untilMs });
      let lastMs = WINDOW.fromMs;
      for (const { atMs, command } of faults) {
        assert.ok(atMs >= lastMs && atMs <= untilMs, `${command.id} at ${atMs}`);
        lastMs = atMs;
        // One that begins in the very last millisecond still lasts one.
        assert.ok(atMs + command.forMs <= Math.max(untilMs, atMs + 1), `${command.id} ends at ${atMs + command.forMs}`);
        assert.is(command.forMs > 0, faultSpec(command.fault).lasting);
      }
      assert.is(new Set(faults.map(({ command }) => command.id)).size, faults.length);
    }),
    always,
  );
});

test('parameters are within the ranges of the catalogue, and what is typed again is the same fault', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      for (const { command } of schedule(seed)) {
        for (const [name, param] of Object.entries(faultSpec(command.fault).params)) {
          const value = (command.params as Readonly<Record<string, number | string>>)[name];
          if (param.kind === 'word')
            assert.ok(param.words.includes(String(value)), `${command.fault} ${name} ${value}`);
          else assert.ok(Number(value) >= param.min && Number(value) <= param.max, `${command.fault} ${name} ${value}`);
        }
        const { id, fault, target, forMs, params } = command;
        const typed = { fault, target, params, ...(forMs > 0 ? { forMs: durationText(forMs) } : {}) };
        assert.equal(parseFault(typed, id), { command });
        assert.ok(faultText(command).startsWith(fault));
      }
    }),
    always,
  );
});

const KINDS_KNOWN = [
  ...['order-gateway', 'heartbeat', 'account-feed', 'market-feed', 'chain', 'reconciler', 'ledger', 'kill-switch'],
  ...['venue', 'shard', 'market', 'quoter', 'queue-tracker', 'complete-set', 'pair-trade'],
];

test('whom a fault strikes is there: an actor of the tree, a market of the night, or nobody in particular', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      for (const { command } of schedule(seed)) {
        const { target, fault } = command;
        const kind = faultSpec(fault).target;
        if (kind === 'actor') {
          assert.ok(target !== null && KINDS_KNOWN.includes(actorKind(target)), `${fault} strikes ${target}`);
          const slug = /^market:([^/]+)/.exec(target ?? '')?.[1];
          if (slug !== undefined) assert.ok(MARKETS.includes(slug), `${fault} strikes ${target}`);
          if (fault === 'deaf') assert.is.not(target, 'kill-switch');
        } else if (kind === 'market' || kind === 'stream') {
          assert.ok(target === null || MARKETS.includes(target), `${fault} strikes ${target}`);
        } else assert.is(target, null);
      }
    }),
    always,
  );
});

test('the same seed brings the same faults, another one others', () => {
  const seen = new Set<string>();
  for (const seed of [1, 2, 3, 4, 5]) {
    assert.equal(schedule(seed), schedule(seed));
    seen.add(JSON.stringify(schedule(seed)));
  }
  assert.is(seen.size, 5);
});

test('over many seeds every fault, every word and every kind of target comes', () => {
  const faults = Array.from({ length: 400 }, (_, seed) => schedule(seed)).flat();
  const missing = new Set<string>(ALL);
  const words = new Set<string>();
  for (const { name, params } of FAULTS)
    for (const [key, param] of Object.entries(params))
      if (param.kind === 'word') for (const word of param.words) words.add(`${name} ${key} ${word}`);
  const kinds = new Set(KINDS_KNOWN);
  for (const { command } of faults) {
    missing.delete(command.fault);
    for (const [key, value] of Object.entries(command.params)) words.delete(`${command.fault} ${key} ${value}`);
    if (command.fault === 'crash') kinds.delete(actorKind(command.target ?? ''));
  }
  assert.equal([[...missing], [...words], [...kinds]], [[], [], []]);
});

test('only faults that were asked for come; of one alone some always do', () => {
  assert.equal(schedule(1, { pool: [] }), []);
  for (const name of ALL) {
    const faults = schedule(9, { pool: [name] });
    assert.ok(faults.length > 0, name);
    for (const { command } of faults) assert.is(command.fault, name);
  }
});

test('what closes a house for good comes late and once, so that the night has something to show', () => {
  const final: readonly FaultName[] = [
    'balanceDrift',
    'holdingDrift',
    'stateUnwritable',
    'diskFull',
    'transactionLost',
  ];
  const lateMs = WINDOW.fromMs + (WINDOW.untilMs - WINDOW.fromMs) * 0.8;
  for (let seed = 0; seed < 200; seed += 1) {
    for (const name of final) {
      const found = schedule(seed).filter(({ command }) => command.fault === name);
      assert.ok(found.length <= 1, `${name} comes ${found.length} times`);
      for (const { atMs } of found) assert.ok(atMs >= lateMs - 1, `${name} at ${atMs}`);
    }
  }
});

test('a long night has many faults, and not endlessly many', () => {
  const counts = [1, 2, 3, 4, 5, 6].map((seed) => schedule(seed, { untilMs: 20_000_000 }).length);
  assert.ok(Math.max(...counts) <= 160, `${counts}`);
  assert.ok(Math.min(...counts) >= 100, `${counts}`);
});

test.run();
