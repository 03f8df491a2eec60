import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { joinQueue, QUEUE_MODELS, type QueueModel, queueAfterLevel, queueAfterPrint } from '#domain/quoting/queue.ts';
import {
  executableAt,
  joinPosition,
  positionAfterFill,
  positionAfterLevel,
  positionAfterPrint,
  type QueuePosition,
  type QueueRules,
  queueOf,
  RECENT_MAX,
} from '#domain/quoting/queue-position.ts';
import { MICRO, type Shares } from '#domain/units.ts';

const shares = (count: number): Shares => Math.round(count * MICRO) as Shares;
const LOT = shares(0.01);
const MODELS = Object.keys(QUEUE_MODELS) as QueueModel[];
const WINDOW_MS = 500;
const rulesOf = (model: QueueModel): QueueRules => ({ model, windowMs: WINDOW_MS });

type News = readonly ['print' | 'level', number];

function follow(
  position: QueuePosition,
  news: readonly News[],
  model: QueueModel,
  fromMs = 0,
  everyMs = 10,
): QueuePosition {
  return news.reduce((last, [kind, count], at) => {
    const after = kind === 'print' ? positionAfterPrint : positionAfterLevel;
    return after(last, shares(count), fromMs + at * everyMs, rulesOf(model));
  }, position);
}

const stories: readonly (readonly [string, readonly News[]])[] = [
  [
    'print first',
    [
      ['print', 299],
      ['level', 1],
      ['print', 2],
      ['level', 0],
    ],
  ],
  [
    'level first',
    [
      ['level', 1],
      ['print', 299],
      ['level', 0],
      ['print', 2],
    ],
  ],
  [
    'both levels first',
    [
      ['level', 1],
      ['level', 0],
      ['print', 299],
      ['print', 2],
    ],
  ],
  [
    'both prints first',
    [
      ['print', 299],
      ['print', 2],
      ['level', 1],
      ['level', 0],
    ],
  ],
  [
    'the last level change is late',
    [
      ['level', 1],
      ['print', 299],
      ['print', 2],
    ],
  ],
  [
    'one engine update for both',
    [
      ['level', 0],
      ['print', 299],
      ['print', 2],
    ],
  ],
  [
    'the print arrives in parts',
    [
      ['level', 1],
      ['print', 200],
      ['print', 99],
      ['print', 2],
    ],
  ],
];

for (const [name, news] of stories) {
  test(`300 ahead, prints of 299 and 2 fill exactly one share: ${name}`, () => {
    for (const model of MODELS) {
      const position = follow(joinPosition(shares(300)), news, model);
      assert.is(executableAt(position, shares(100), LOT, model), shares(1), model);
    }
  });
}

test('after 299 printed and vanished in either order one share is still ahead', () => {
  for (const model of MODELS) {
    const printFirst = follow(
      joinPosition(shares(300)),
      [
        ['print', 299],
        ['level', 1],
      ],
      model,
    );
    const levelFirst = follow(
      joinPosition(shares(300)),
      [
        ['level', 1],
        ['print', 299],
      ],
      model,
    );
    assert.equal(queueOf(printFirst, model), { front: shares(1), cumulative: 0, level: shares(1) }, model);
    assert.equal(queueOf(levelFirst, model), queueOf(printFirst, model), model);
  }
});

test('a print too late to explain a decrease eats from what the decrease left', () => {
  const model = 'power1';
  const rules = rulesOf(model);
  const before: QueuePosition = {
    ...joinPosition(shares(1000)),
    base: { front: shares(300), cumulative: 0, level: shares(1000) },
  };
  const cancelled = positionAfterLevel(before, shares(700), 0, rules);
  const inTime = queueOf(positionAfterPrint(cancelled, shares(100), WINDOW_MS, rules), model);
  const late = queueOf(positionAfterPrint(cancelled, shares(100), WINDOW_MS + 1, rules), model);
  assert.is(late.front, shares(210 - 100));
  assert.is(late.cumulative, shares(100));
  assert.is(inTime.front, shares(200 - 200 * 0.2), '200 ahead of 1000 after the print, then 200 cancelled pro-rata');
  assert.is(inTime.cumulative, 0);
});

test('a cancel just before a print leaves the print its own level change', () => {
  const model = 'power1';
  const position = follow(
    joinPosition(shares(1000)),
    [
      ['level', 950],
      ['print', 120],
      ['level', 830],
    ],
    model,
  );
  assert.is(queueOf(position, model).cumulative, 0);
  assert.is(queueOf(position, model).front, shares(830), 'we joined last: all 830 are ahead');
});

test('what we were given is not given again', () => {
  const model = 'power3';
  let position = follow(
    joinPosition(shares(5)),
    [
      ['print', 8],
      ['level', 0],
    ],
    model,
  );
  assert.is(executableAt(position, shares(20), LOT, model), shares(3));
  position = positionAfterFill(position, shares(3));
  assert.is(executableAt(position, shares(17), LOT, model), 0);
  position = follow(position, [['print', 2]], model, 5_000);
  assert.is(executableAt(position, shares(17), LOT, model), shares(2));
});

test('an old surplus of prints is taken as size added behind', () => {
  const model = 'power1';
  const rules = rulesOf(model);
  let position = follow(
    joinPosition(shares(100)),
    [
      ['print', 40],
      ['level', 100],
    ],
    model,
  );
  assert.is(queueOf(position, model).cumulative, shares(40));
  position = positionAfterLevel(position, shares(80), 10_000, rules);
  assert.is(queueOf(position, model).front, shares(60 - 20 * 0.6), 'the 20 are cancels, pro-rata');
});

test('the memory of a level holds at most RECENT_MAX changes', () => {
  let position = joinPosition(shares(1000));
  for (let at = 0; at < 3 * RECENT_MAX; at++)
    position = positionAfterLevel(position, shares(900 - at), at, rulesOf('log'));
  assert.is(position.recent.length, RECENT_MAX);
  assert.is(queueOf(position, 'log').level, shares(900 - 3 * RECENT_MAX + 1));
});

const size = fc.integer({ min: 0, max: 1_000_000 }).map((units) => (units * 1_000) as Shares);
const model = fc.constantFrom(...MODELS);
const news = fc.record({ kind: fc.constantFrom('print' as const, 'level' as const), size });

function tell(
  start: Shares,
  told: readonly { kind: 'print' | 'level'; size: Shares }[],
  name: QueueModel,
): QueuePosition {
  return told.reduce((last, { kind, size }, at) => {
    const after = kind === 'print' ? positionAfterPrint : positionAfterLevel;
    return after(last, size, at, rulesOf(name));
  }, joinPosition(start));
}

test('inside the window any order of prints and level changes gives the same queue', () => {
  const law = fc.property(size, fc.array(news, { maxLength: 10 }), model, (start, told, name) => {
    const sorted = [...told.filter((each) => each.kind === 'print'), ...told.filter((each) => each.kind === 'level')];
    const found = queueOf(tell(start, told, name), name);
    const wanted = queueOf(tell(start, sorted, name), name);
    assert.equal(found, wanted);
  });
  fc.assert(law, { seed: 42, numRuns: 1000 });
});

test('one print and its level change give what F-8.1 and F-8.2 give, in either order', () => {
  const law = fc.property(size, size, size, model, (start, print, level, name) => {
    const wanted = queueAfterLevel(queueAfterPrint(joinQueue(start), print), level, name);
    const printFirst = queueOf(
      tell(
        start,
        [
          { kind: 'print', size: print },
          { kind: 'level', size: level },
        ],
        name,
      ),
      name,
    );
    const levelFirst = queueOf(
      tell(
        start,
        [
          { kind: 'level', size: level },
          { kind: 'print', size: print },
        ],
        name,
      ),
      name,
    );
    assert.equal(levelFirst, printFirst);
    assert.is(levelFirst.front, wanted.front);
    assert.is(levelFirst.level, wanted.level);
  });
  fc.assert(law, { seed: 42, numRuns: 1000 });
});

test('the risk-averse queue bounds the others and nothing but prints fills us, in any order of news', () => {
  const law = fc.property(size, fc.array(news, { maxLength: 12 }), model, (start, told, name) => {
    const { front, level } = queueOf(tell(start, told, name), name);
    const bound = queueOf(tell(start, told, 'riskAverse'), 'riskAverse').front;
    const printed = told.filter((each) => each.kind === 'print').reduce((sum, each) => sum + each.size, 0);
    assert.ok(Number.isFinite(front) && front <= level && front <= bound + 1e-6);
    assert.ok(front >= Math.min(0, start - printed), 'we got more than the prints brought');
  });
  fc.assert(law, { seed: 42, numRuns: 1000 });
});

test.run();
