import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EventView, Snapshot } from '#domain/operator/views.ts';
import { Newest, type News } from '../../../../src/infra/operator/dashboard/newest.ts';
import { DESK, market, ROOT } from './planted-snapshot.ts';

/** What the service remembers, or why it does not answer. */
let remembered: readonly EventView[] | string = [];
let line: ReadableStreamDefaultController<Uint8Array> | null = null;

Object.defineProperty(globalThis, 'sessionStorage', { value: { getItem: () => null } });
globalThis.requestAnimationFrame = (draw) => {
  queueMicrotask(() => draw(0));
  return 1;
};
globalThis.fetch = async (path, request) => {
  if (String(path) === '/api/stream')
    return new Response(
      new ReadableStream({
        start(made) {
          line = made;
          request?.signal?.addEventListener('abort', () => made.error(request.signal?.reason));
        },
      }),
    );
  if (typeof remembered === 'string') return new Response(JSON.stringify({ error: remembered }), { status: 503 });
  const grave = String(path).includes('level=fault');
  const found = remembered.filter(({ level }) => !grave || level !== 'story').slice(0, 200);
  return new Response(JSON.stringify(found));
};

const event = (seq: number, level: EventView['level'] = 'story'): EventView => ({
  seq,
  atMs: seq,
  kind: level,
  who: 'a',
  text: `${seq}`,
  level,
  trace: null,
});
const snapshot = (startedMs: number, cash = '1'): Snapshot => ({
  desk: { ...DESK, startedMs, cash },
  markets: [market('a'), market('b')],
  tree: ROOT,
  injections: [],
});
const tell = (name: string, what: unknown) =>
  line?.enqueue(new TextEncoder().encode(`event: ${name}\ndata: ${JSON.stringify(what)}\n\n`));

let newest: Newest;
test.before.each(async () => {
  remembered = [];
  newest = new Newest('/api/stream');
  newest.open();
  await until(({ link }) => link.state === 'live');
});
test.after.each(() => newest.close());

/** The first news that fit. */
function until(fit: (news: News) => boolean): Promise<News> {
  return new Promise((done) => {
    const look = () => {
      if (!fit(newest.news)) return;
      stop();
      done(newest.news);
    };
    const stop = newest.subscribe(look);
    queueMicrotask(look);
  });
}

test('what happened before is asked for, and faults from further back than everything else', async () => {
  remembered = [...Array.from({ length: 300 }, (_, at) => event(1_000 - at)), event(5, 'page')];
  tell('snapshot', snapshot(1));
  const { events, trouble } = await until(({ eventsProblem }) => eventsProblem === null);
  assert.is(events.length, 200);
  assert.equal(
    trouble.map(({ seq }) => seq),
    [5],
  );
  tell('events', [event(1_001), event(1_002, 'fault')]);
  const then = await until(({ trouble: known }) => known.length === 2);
  assert.equal(
    then.events.slice(0, 3).map(({ seq }) => seq),
    [1_002, 1_001, 1_000],
  );
  assert.equal(
    then.trouble.map(({ seq }) => seq),
    [1_002, 5],
  );
});

test('a question about the past that fails is no empty past', async () => {
  remembered = 'the service has not told its state yet';
  tell('snapshot', snapshot(1));
  const { eventsProblem } = await until(({ eventsProblem: why }) => why !== null && !why.startsWith('still'));
  assert.is(eventsProblem, 'the service has not told its state yet');
});

test('another life of the service begins its story anew', async () => {
  remembered = [event(900, 'fault')];
  tell('snapshot', snapshot(1));
  await until(({ trouble }) => trouble.length === 1);
  remembered = [event(2, 'fault')];
  tell('snapshot', snapshot(2));
  const { events, trouble } = await until(({ events: known }) => known[0]?.seq === 2);
  assert.equal([events.length, trouble.length], [1, 1]);
});

test('a market that did not change is the same row in the next snapshot', async () => {
  tell('snapshot', snapshot(1));
  const first = await until((news) => news.snapshot !== null);
  tell('snapshot', snapshot(1, '2'));
  const second = await until((news) => news.snapshot?.desk.cash === '2');
  assert.is(second.snapshot?.markets, first.snapshot?.markets);
  assert.is(second.showing, first.showing);
});

test('the latest word on each pair trade is kept', async () => {
  tell('pairTrades', [
    { id: 'p', state: 'planned' },
    { id: 'q', state: 'planned' },
  ]);
  tell('pairTrades', [{ id: 'p', state: 'merged' }]);
  const { pairTrades } = await until((news) => news.pairTrades.get('p')?.state === 'merged');
  assert.equal([...pairTrades.keys()], ['q', 'p']);
});

test.run();
