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
  // Nobody in the tree is a promise.
  words.delete('crash where promise');
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

test('what closes a house for good comes once and after the first third, so that the night has something to show', () => {
  const final: readonly FaultName[] = [
    'balanceDrift',
    'holdingDrift',
    'stateUnwritable',
    'diskFull',
    'transactionLost',
  ];
  const lateMs = WINDOW.fromMs + (WINDOW.untilMs - WINDOW.fromMs) / 3;
  for (let seed = 0; seed < 200; seed += 1) {
    for (const name of final) {
      const found = schedule(seed).filter(({ command }) => command.fault === name);
      assert.ok(found.length <= 1, `${name} comes ${found.length} times`);
      for (const { atMs } of found) assert.ok(atMs >= lateMs - 1, `${name} at ${atMs}`);
    }
  }
});

const MANY = Array.from({ length: 400 }, (_, seed) => schedule(seed));

test('a night has two to nine kinds of fault, and each number of them comes', () => {
  const counts = new Set(MANY.map((faults) => new Set(faults.map(({ command }) => command.fault)).size));
  // Of the kinds that were drawn some have no turn.
  for (let kinds = 2; kinds <= 9; kinds += 1) assert.ok(counts.has(kinds), `${kinds} kinds: ${[...counts]}`);
  assert.ok(Math.max(...counts) <= 9, `${[...counts]}`);
});

test('some nights are quiet, some are wild, and the first fault never waits for long', () => {
  const counts = MANY.map((faults) => faults.length);
  assert.ok(counts.filter((count) => count < 30).length > 40);
  assert.ok(counts.filter((count) => count > 100).length > 40);
  const firstMs = MANY.map(([first]) => (first?.atMs ?? Number.POSITIVE_INFINITY) - WINDOW.fromMs).sort(
    (a, b) => a - b,
  );
  assert.ok((firstMs[200] ?? 0) > 500 && (firstMs[200] ?? 0) < 6_000, `median ${firstMs[200]}`);
});

test('what ends a night for good comes in few of them', () => {
  const share = MANY.filter((faults) => faults.some(({ command }) => command.fault === 'balanceDrift')).length / 400;
  assert.ok(share > 0.005 && share < 0.2, `${share}`);
});

/** Some of these last much longer in some nights. */
const MAY_BE_LONG: readonly FaultName[] = ['engineRestart', 'readsFail', 'socketSilent', 'transactionStuck'];

test('a fault lasts from a fifth of its usual time to half as long again', () => {
  const shares = MANY.flat()
    .filter(({ command }) => !MAY_BE_LONG.includes(command.fault))
    .filter(({ atMs, command }) => command.forMs > 0 && atMs + 2 * faultSpec(command.fault).forMs < WINDOW.untilMs)
    .map(({ command }) => command.forMs / faultSpec(command.fault).forMs);
  const [least, most] = [Math.min(...shares), Math.max(...shares)];
  assert.ok(least >= 0.199 && least < 0.25, `${least}`);
  assert.ok(most <= 1.501 && most > 1.45, `${most}`);
});

/** What the numbers of one parameter were, over many nights of its fault alone. */
function drawn(fault: FaultName, name: string): readonly number[] {
  const nights = Array.from({ length: 30 }, (_, seed) => schedule(seed, { pool: [fault] }));
  return nights.flat().map(({ command }) => (command.params as Readonly<Record<string, number>>)[name] ?? Number.NaN);
}

test('numbers are spread over what is usual, and shares over anything from a little to all', () => {
  for (const [fault, name, least, most] of [
    ['gasSpike', 'usd', 0.6, 4],
    ['framesDropped', 'share', 0.05, 1],
    ['batchFails', 'share', 0.05, 1],
    ['readsFail', 'share', 0.4, 1],
    ['crossedBook', 'ticks', 1, 4],
    ['slowLoop', 'stallMs', 60, 400],
    ['engineRestart', 'postOnlyMs', 10_000, 120_000],
    ['clockJump', 'byMs', -60_000, 60_000],
    ['wrongBeat', 'times', 1, 4],
    ['midnightPayouts', 'depositUsd', -50, 200],
  ] as const) {
    const values = drawn(fault, name);
    const [found, top] = [Math.min(...values), Math.max(...values)];
    const reach = (most - least) / 8;
    assert.ok(found >= least - 1e-9 && found <= least + reach, `${fault} ${name} from ${found}`);
    assert.ok(top <= most + 1e-9 && top >= most - reach, `${fault} ${name} to ${top}`);
    for (const value of values) assert.is(Math.round(value * 100) / 100, value, `${fault} ${name} ${value}`);
  }
  const ticks = new Set(drawn('tickChange', 'tick'));
  assert.equal([...ticks].sort(), [0.001, 0.0025, 0.005, 0.01]);
});

test('markets are struck one by one and all at once, every one of them, and so is each of their actors', () => {
  for (const fault of ['holdingDrift', 'framesDropped', 'replyLost'] as const) {
    const nights = Array.from({ length: 60 }, (_, seed) => schedule(seed, { pool: [fault] }));
    const targets = new Set(nights.flat().map(({ command }) => command.target));
    assert.equal([...targets].sort(), [...MARKETS, null].sort(), fault);
  }
  const crashes = Array.from({ length: 60 }, (_, seed) => schedule(seed, { pool: ['crash'] })).flat();
  const share = (some: RegExp) =>
    crashes.filter(({ command }) => some.test(command.target ?? '')).length / crashes.length;
  for (const market of MARKETS)
    for (const actor of ['', '/quoter', '/queue-tracker', '/complete-set'])
      assert.ok(share(new RegExp(`^market:${market}${actor}$`)) > 0.01, `${market}${actor}`);
  assert.ok(share(/^market:/) > 0.3 && share(/^market:/) < 0.5);
  assert.ok(share(/^(venue|shard-0)$/) > 0.04 && share(/^(venue|shard-0)$/) < 0.1);
  assert.ok(share(/^kill-switch$/) < 0.03);
});

test('where an actor is to crash is a place that it has', () => {
  const places = new Map<string, Set<string>>();
  for (const { command } of Array.from({ length: 60 }, (_, seed) => schedule(seed, { pool: ['crash'] })).flat()) {
    if (command.fault !== 'crash') continue;
    const kind = actorKind(command.target ?? '');
    places.set(kind, (places.get(kind) ?? new Set()).add(command.params.where));
  }
  for (const [kind, found] of places) {
    const fitting = kind === 'account-feed' ? ['action', 'callback'] : ['action', 'entry', 'guard'];
    assert.ok(
      [...found].every((place) => fitting.includes(place)),
      `${kind}: ${[...found]}`,
    );
  }
  assert.equal([...(places.get('quoter') ?? [])].sort(), ['action', 'entry', 'guard']);
  assert.equal([...(places.get('account-feed') ?? [])].sort(), ['action', 'callback']);
});

test('now and then an engine restart takes minutes, where the night has room for it, and trades are retried for minutes', () => {
  const restarts = (untilMs: number) =>
    Array.from({ length: 80 }, (_, seed) => schedule(seed, { pool: ['engineRestart'], untilMs }))
      .flat()
      .map(({ command }) => command.forMs);
  const long = restarts(1_500_000);
  const share = long.filter((forMs) => forMs >= 120_000).length / long.length;
  assert.ok(share > 0.01 && share < 0.1, `${share}`);
  assert.ok(Math.max(...long) > 500_000 && Math.max(...long) <= 720_000, `${Math.max(...long)}`);
  assert.ok(Math.max(...restarts(100_000)) <= 45_000);
  const retries = drawn('settlementRetrying', 'retryMs');
  assert.ok(Math.max(...retries) > 200_000 && Math.max(...retries) <= 300_000);
  assert.ok(retries.filter((ms) => ms > 45_000).length / retries.length < 0.15);
});

test('a long night has many faults, and not endlessly many', () => {
  const counts = [1, 2, 3, 4, 5, 6].map((seed) => schedule(seed, { untilMs: 20_000_000 }).length);
  assert.ok(Math.max(...counts) <= 160, `${counts}`);
  assert.ok(Math.min(...counts) >= 100, `${counts}`);
});

test.run();
