// Lines of `{source, recv_wall_ts, payload}`: what other recorders wrote around the frames of the exchange.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { book, MARKET, put, readAll, T0, text } from './hand-made.ts';

const line = (atMs: number, payload: unknown, source = 'polymarket_clob') => ({
  run_id: 'r',
  source,
  recv_wall_ts: atMs,
  payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
});

test('frames and books in envelopes are read; prices of other places are ignored', async () => {
  const path = put(
    text(
      line(T0, book(T0, '0.49x1', '0.5x1')),
      line(T0 + 5, [book(T0 + 5, '0.48x1', '0.5x1')]),
      line(T0 + 6, '{"stream":"ethusdt@trade"}', 'binance'),
      line(T0 + 7, 'PONG'),
    ),
    'session.raw_messages.jsonl',
  );
  const { recordings } = await readAll([path]);
  assert.equal(recordings.counts, { lines: 4, headers: 0, applied: 2, ignored: 2, bad: 0 });
  assert.is(recordings.files[0]?.format, 'envelopes');
  assert.is(recordings.markets()[0]?.market.id, MARKET.conditionId);
});

test('an envelope that says nonsense is bad, with its line', async () => {
  const good = line(T0, book(T0, '0.49x1', '0.5x1'));
  for (const [bad, why] of [
    [{ ...good, recv_wall_ts: 'soon' }, /line 2: recv_wall_ts/],
    [{ ...good, source: 5 }, /line 2: source/],
    [{ ...good, payload: 5 }, /line 2: payload/],
    [{ ...good, payload: '{"event_type":"book"' }, /line 2: not JSON/],
    [{ ...good, recv_wall_ts: T0 - 5_000 }, /line 2: time goes back/],
  ] as const) {
    const path = put(text(good, bad), `bad-${Math.abs(String(why).length)}-${JSON.stringify(bad).length}.jsonl`);
    try {
      await readAll([path]);
      assert.unreachable(String(why));
    } catch (error) {
      assert.match(String(error), why);
    }
  }
});

test.run();
