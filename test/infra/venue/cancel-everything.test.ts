// Bounded rounds, under a virtual clock: an exchange that keeps an order for ever.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { HttpRequest } from '#domain/ports.ts';
import { cancelEverything } from '#infra/venue/cancel-everything.ts';
import { Inquiry } from '#infra/venue/inquiry.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';

const order = (n: number) => ({
  id: `0x${String(n).padStart(64, '0')}`,
  status: 'LIVE',
  market: `0x${'cd'.repeat(32)}`,
  asset_id: '12345',
  side: 'BUY',
  original_size: '10',
  size_matched: '0',
  price: '0.5',
});

/** Answers by path; every answer takes 10 ms of the virtual clock. */
function scripted(answer: (request: HttpRequest) => { status: number; body: unknown }) {
  const clock = new VirtualClock(1_795_132_800_000);
  const asked: HttpRequest[] = [];
  const hosts = { clob: 'http://x', gamma: 'http://x', data: 'http://x', site: 'http://x' };
  const http = {
    request(
      request: HttpRequest,
      reply: (answer: { ok: true; status: number; headers: object; body: string }) => void,
    ) {
      asked.push(request);
      const { status, body } = answer(request);
      clock.setTimeout(() => reply({ ok: true, status, headers: {}, body: JSON.stringify(body) }), 10);
    },
  };
  return { clock, asked, inquiry: new Inquiry({ clock, http: http as never, hosts }) };
}

async function settle<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  let done = false;
  const mark = work.finally(() => {
    done = true;
  });
  for (let turn = 0; turn < 10_000 && !done; turn++) {
    clock.advanceBy(50);
    await new Promise((next) => setImmediate(next));
  }
  return mark;
}

const path = ({ url }: HttpRequest) => new URL(url).pathname;
const page = (rows: unknown[]) => ({
  status: 200,
  body: { data: rows, next_cursor: 'LTE=', limit: 100, count: rows.length },
});

test('an order that does not go is named in the end, and the rounds are counted', async () => {
  const { clock, asked, inquiry } = scripted((request) =>
    path(request) === '/data/orders' ? page([order(1)]) : { status: 200, body: { canceled: [], not_canceled: {} } },
  );
  const record = await settle(clock, cancelEverything(inquiry, clock, { rounds: 4, pauseMs: 100, pauseMaxMs: 1_000 }));
  assert.is(record.rounds, 4);
  assert.equal(
    record.resting?.map(({ id }) => id),
    [order(1).id],
  );
  assert.is(asked.filter((request) => path(request) === '/cancel-all').length, 1);
  assert.is(asked.filter((request) => path(request) === '/orders').length, 3);
});

test('a listing that never comes is never taken for an empty one', async () => {
  const { clock, inquiry } = scripted((request) =>
    path(request) === '/data/orders'
      ? { status: 500, body: { error: 'no' } }
      : { status: 200, body: { canceled: [], not_canceled: {} } },
  );
  const record = await settle(clock, cancelEverything(inquiry, clock, { rounds: 3, pauseMs: 100, pauseMaxMs: 1_000 }));
  assert.is(record.resting, null);
  assert.is(record.failure?.kind, 'unreachable');
});

test('many orders go in parts that the lowest limit lets through', async () => {
  let rest = Array.from({ length: 130 }, (_, n) => order(n + 1));
  const sizes: number[] = [];
  const { clock, inquiry } = scripted((request) => {
    if (path(request) === '/data/orders') return page(rest);
    if (path(request) === '/cancel-all') return { status: 429, body: { error: 'Too Many Requests' } };
    const ids = JSON.parse(request.body ?? '[]') as string[];
    sizes.push(ids.length);
    rest = rest.filter(({ id }) => !ids.includes(id));
    return { status: 200, body: { canceled: ids, not_canceled: {} } };
  });
  const record = await settle(clock, cancelEverything(inquiry, clock));
  assert.equal(sizes, [60, 60, 10]);
  assert.is(record.cancelled.length, 130);
  assert.equal(record.resting, []);
});

test.run();
