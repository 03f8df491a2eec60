import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { get, post } from '../../../../src/infra/operator/dashboard/api.ts';
import { doorKey, keepDoorKey } from '../../../../src/infra/operator/dashboard/door-key.ts';
import { linkWords } from '../../../../src/infra/operator/dashboard/link-badge.ts';
import { type Link, Stream } from '../../../../src/infra/operator/dashboard/stream.ts';

type Asked = { readonly path: string; readonly headers: Record<string, string> };

const asked: Asked[] = [];
/** What the service answers, one visit after the other; the last one for ever. */
let answers: ((signal: AbortSignal | null | undefined) => Response)[] = [];

const kept = new Map<string, string>();
Object.defineProperty(globalThis, 'sessionStorage', {
  value: {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  },
});
globalThis.fetch = async (path, request) => {
  asked.push({ path: String(path), headers: { ...(request?.headers as Record<string, string>) } });
  return (answers.length > 1 ? answers.shift()! : answers[0]!)(request?.signal);
};

test.before.each(() => {
  kept.clear();
  asked.length = 0;
});

/** A stream that says this and then ends, or goes on in silence. */
const told =
  (pieces: readonly string[], ends = true) =>
  (signal: AbortSignal | null | undefined): Response =>
    new Response(
      new ReadableStream({
        start(line) {
          for (const piece of pieces) line.enqueue(new TextEncoder().encode(piece));
          if (ends) line.close();
          else signal?.addEventListener('abort', () => line.error(signal.reason));
        },
      }),
    );
const refusal = (status: number, body: object) => () => new Response(JSON.stringify(body), { status });
const nobody = () => {
  throw new TypeError('fetch failed');
};

/** Everything that was heard until `until` says that it is enough. */
function heard(
  until: (links: readonly Link[], messages: readonly string[]) => boolean,
): Promise<{ links: readonly Link[]; messages: readonly string[] }> {
  const links: Link[] = [];
  const messages: string[] = [];
  return new Promise((done) => {
    const look = () => {
      if (!until(links, messages)) return;
      stream.close();
      done({ links, messages });
    };
    const stream = new Stream('/api/stream', {
      linked(link) {
        links.push(link);
        look();
      },
      told({ event, data }) {
        messages.push(`${event} ${data}`);
        look();
      },
    });
    stream.open();
  });
}

test('news is told as it comes, and a stream that ends is taken up again', async () => {
  answers = [told(['event: snapshot\nda', 'ta: 1\n\n']), told(['event: events\ndata: 2\n\n'], false)];
  const { links, messages } = await heard((_, found) => found.length === 2);
  assert.equal(messages, ['snapshot 1', 'events 2']);
  assert.equal(
    links.map(({ state }) => state),
    ['loading', 'live', 'disconnected', 'reconnecting', 'live'],
  );
  assert.is(links[2]?.state === 'disconnected' && links[2].why, 'the service ended the stream');
});

test('a service that cannot be reached is asked again and again, and said so', async () => {
  answers = [nobody, nobody, refusal(503, { error: 'too many readers' }), told(['data: x\n\n'], false)];
  const { links } = await heard((_, found) => found.length === 1);
  const why = links.flatMap((link) => (link.state === 'disconnected' ? [link.why] : []));
  assert.equal(why, ['the service cannot be reached', 'the service cannot be reached', 'too many readers']);
});

test('a refused token is told in the words of the service, and nothing is tried until a person did something', async () => {
  keepDoorKey('wrong');
  answers = [refusal(401, { error: 'the token is missing', field: null })];
  const { links } = await heard((found) => found.at(-1)?.state === 'refused');
  assert.equal(links.at(-1), { state: 'refused', why: 'the token is missing' });
  assert.is(asked.length, 1);
  assert.is(doorKey(), null, 'what was refused is forgotten');
});

test('the token goes along with the stream and with every question', async () => {
  keepDoorKey('  abc ');
  answers = [told(['data: x\n\n'], false)];
  await heard((_, found) => found.length === 1);
  answers = [refusal(200, [])];
  await get('/api/events');
  assert.equal(
    asked.map(({ headers }) => headers.Authorization),
    ['Bearer abc', 'Bearer abc'],
  );
});

test('what was refused for its token is forgotten with it', async () => {
  keepDoorKey('wrong');
  answers = [refusal(401, { error: 'no', field: 'authorization' })];
  assert.equal(await post('/api/halt', {}), { ok: false, status: 401, error: 'no', field: 'authorization' });
  assert.is(doorKey(), null);
});

test('an answer that does not read is a failure with what it began with, and never an empty one', async () => {
  answers = [() => new Response('<html>no gateway</html>', { status: 502 })];
  const answer = await get('/api/events');
  assert.not(answer.ok);
  assert.match(answer.ok ? '' : answer.error, 'no JSON (502): <html>no gateway');
  answers = [nobody];
  assert.equal(await get('/api/events'), { ok: false, status: 0, error: 'the service cannot be reached', field: null });
});

test('a message that does not read ends the line and is said, not swallowed', async () => {
  answers = [told(['data: {broken\n\n'], false), told([], false)];
  const links: Link[] = [];
  await new Promise<void>((done) => {
    const stream = new Stream('/api/stream', {
      linked(link) {
        links.push(link);
        if (link.state !== 'disconnected') return;
        stream.close();
        done();
      },
      told: ({ data }) => JSON.parse(data),
    });
    stream.open();
  });
  const last = links.at(-1);
  assert.match(last?.state === 'disconnected' ? last.why : '', 'what it told does not read: SyntaxError');
});

test('how the page hears the service is said with the age of what is shown', () => {
  assert.equal(
    linkWords({ state: 'live' }, null, false).slice(0, 2),
    ['calm', 'connecting'],
    'nobody has told anything',
  );
  assert.equal(linkWords({ state: 'live' }, 900, false).slice(0, 2), ['good', 'live']);
  assert.equal(linkWords({ state: 'live' }, 12_400, true).slice(0, 2), ['warn', 'last update 12 s ago']);
  assert.equal(
    linkWords({ state: 'disconnected', why: 'x', retryMs: 900 }, 61_000, true)[1],
    'disconnected · last update 1 min 1 s ago',
  );
  assert.is(
    linkWords({ state: 'disconnected', why: 'x', retryMs: 900 }, 40, true)[1],
    'disconnected · last update 0 s ago',
  );
  assert.is(linkWords({ state: 'reconnecting', why: 'x' }, null, false)[1], 'reconnecting · nothing heard yet');
});

test.run();
