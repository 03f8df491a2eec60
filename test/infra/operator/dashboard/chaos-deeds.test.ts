import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EventView, InjectionView } from '#domain/operator/views.ts';
import { DEEDS_MAX, deedsOf, injectionWords } from '../../../../src/infra/operator/dashboard/chaos-deeds.ts';
import { STORY_MAX, withStory } from '../../../../src/infra/operator/dashboard/chaos-story.ts';

const injection = (id: string, atMs: number, more: Partial<InjectionView> = {}): InjectionView => ({
  ...{ id, fault: 'crash', text: 'crash --target quoter', target: null, actors: [], atMs },
  ...{ state: 'striking', healMs: null, waitsFor: null, ...more },
});

let count = 0;
function event(atMs: number, who: string, text: string, more: Partial<EventView> = {}): EventView {
  count += 1;
  return { seq: count, atMs, kind: 'fault', who, text, level: 'fault', trace: null, ...more };
}
const story = (atMs: number, who: string, text: string, kind: string) =>
  event(atMs, who, text, { kind, level: 'story' });
const newestFirst = (...events: readonly EventView[]) => events.toReversed();

test('a crash is told from its injection to its healing, with the time since, and orders are no part of it', () => {
  const events = newestFirst(
    event(900, 'heartbeat', 'lost: before'),
    event(1_000, 'chaos', 'crash: chaos-1: crash --target quoter'),
    event(1_300, 'market:wide-1/quoter', 'crashed: InjectedCrash'),
    story(1_310, 'wide-1', 'buy YES 100 at 0.46 cancelled', 'order'),
    story(1_400, 'market:wide-1/quoter', 'idle → active', 'transition'),
    story(2_000, 'chaos', 'chaos-1 → healed: 700 ms', 'transition'),
    event(9_000, 'heartbeat', 'lost: long after'),
  );
  const { deeds, more } = deedsOf(injection('chaos-1', 1_000, { actors: ['market:wide-1/quoter'] }), events);
  assert.equal(
    deeds.map(({ afterMs, who }) => [afterMs, who]),
    [
      ...[
        [0, 'chaos'],
        [300, 'market:wide-1/quoter'],
        [400, 'market:wide-1/quoter'],
        [1_000, 'chaos'],
      ],
    ],
  );
  assert.is(more, 0);
});

test('of what chaos says, each fault has its own: the first is not the tenth', () => {
  const events = newestFirst(
    event(1_000, 'chaos', 'crash: chaos-1: crash --target quoter'),
    event(1_100, 'chaos', 'deaf: chaos-10: deaf --target quoter'),
    story(1_200, 'chaos', 'chaos-10 → healed: 5 ms', 'transition'),
    event(5_000, 'market:wide-1/quoter', 'crashed'),
  );
  assert.equal(
    deedsOf(injection('chaos-1', 1_000), events).deeds.map(({ text }) => text),
    ['crash: chaos-1: crash --target quoter', 'crashed'],
  );
  assert.is(deedsOf(injection('chaos-10', 1_100), events).deeds.length, 2);
});

test('whoever struck one market is not told of the actors of others, but of the house', () => {
  const events = newestFirst(
    event(1_100, 'market:wide-1/quoter', 'crashed'),
    event(1_200, 'market:wide-10/quoter', 'crashed for a reason of its own'),
    event(1_300, 'order-gateway', 'refused'),
  );
  const who = (more: Partial<InjectionView>) =>
    deedsOf(injection('chaos-1', 1_000, more), events).deeds.map((deed) => deed.who);
  assert.equal(who({ actors: ['market:wide-1/quoter'] }), ['market:wide-1/quoter', 'order-gateway']);
  assert.equal(who({ target: 'wide-1' }), ['market:wide-1/quoter', 'order-gateway']);
  assert.is(who({ actors: ['order-gateway'] }).length, 3);
  assert.is(who({ target: null }).length, 3);
});

test('what markets do by themselves, and what somebody does by hand, is no step of a fault', () => {
  const move = (who: string, text: string) => story(1_100, who, text, 'transition');
  const events = newestFirst(
    move('market:updown-10/quoter', 'quoting → microHalt: jump'),
    move('market:updown-10/quoter', 'microHalt → quoting'),
    move('market:updown-10/quoter', 'quoting → oneSided: belowMinimumSize'),
    move('market:updown-11', 'warming → trading'),
    move('market:updown-11/quoter', 'warming → quoting'),
    move('operator', 'by hand → halt: lunch'),
    move('order-gateway', 'open → closed: no listing was read'),
    move('market:updown-10', 'trading → halted: divergence'),
  );
  const texts = (more: Partial<InjectionView>) =>
    deedsOf(injection('chaos-1', 1_000, more), events).deeds.map(({ text }) => text);
  const house = ['open → closed: no listing was read', 'trading → halted: divergence'];
  assert.equal(texts({ target: null }), house);
  assert.equal(texts({ target: 'updown-10' }), house);
  assert.equal(texts({ actors: ['order-gateway'] }), house);
  assert.equal(texts({ target: 'updown-11' }), ['warming → quoting', house[0]]);
  assert.equal(texts({ actors: ['market:updown-11'] }), ['warming → trading', 'warming → quoting', house[0]]);
});

test('a fault that does much is cut, and what was left out is counted', () => {
  const events = newestFirst(
    ...Array.from({ length: DEEDS_MAX + 5 }, (_, at) => event(1_000 + at, `market:m-${at}/quoter`, 'crashed')),
  );
  const { deeds, more } = deedsOf(injection('chaos-1', 1_000), events);
  assert.is(deeds.length, DEEDS_MAX);
  assert.is(more, 5);
  assert.is(deeds[0]?.afterMs, 0);
});

test('trouble that repeats itself is one step, with its number', () => {
  const events = newestFirst(
    ...Array.from({ length: 30 }, (_, at) => event(1_000 + at * 1_600, 'market-feed', `data gap: m-${at % 5}: silent`)),
    event(60_000, 'market:wide-1/quoter', 'crashed'),
  );
  const { deeds } = deedsOf(injection('chaos-1', 1_000), events);
  assert.equal(
    deeds.map(({ afterMs, text }) => [afterMs, text]),
    [
      [0, 'data gap: m-0, m-1 and 3 more · 30 times'],
      [59_000, 'crashed'],
    ],
  );
});

test('how it stands is said with what it waits for, or how long healing took', () => {
  assert.is(injectionWords(injection('a', 0)), 'striking');
  assert.is(
    injectionWords(injection('a', 0, { state: 'healing', waitsFor: 'the quoter' })),
    'healing, waits for the quoter',
  );
  assert.is(injectionWords(injection('a', 0, { state: 'healed', healMs: 1_234 })), 'healed 1.2 s after it ended');
  assert.is(injectionWords(injection('a', 0, { state: 'latched', waitsFor: 'cancelAll' })), 'latched: cancelAll');
});

test('what faults can have done is kept apart from trading, newest first and each once', () => {
  const [order, crash, move, page] = [
    story(1, 'wide-1', 'resting', 'order'),
    event(2, 'quoter', 'crashed'),
    story(3, 'quoter', 'idle → active', 'transition'),
    event(4, 'kill-switch', 'cancelAll', { level: 'page' }),
  ] as const;
  const known = withStory([], newestFirst(order, crash, page));
  assert.equal(known, [page, crash]);
  assert.equal(withStory(known, newestFirst(crash, move)), [page, move, crash]);
  assert.is(withStory(known, newestFirst(order, crash)), known);
  const many = Array.from({ length: STORY_MAX + 5 }, (_, at) => event(at, 'gateway', 'refused'));
  const kept = withStory(known, many);
  assert.is(kept.length, STORY_MAX);
  assert.is(kept[0], many.at(-1));
});

test.run();
