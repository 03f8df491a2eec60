// Reference prices over a socket: what is asked for, what is believed, and what happens when it goes wrong.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId } from '#domain/ids.ts';
import { SeededRandom } from '#infra/random.ts';
import { PriceStream, SYMBOLS_MAX } from '#infra/venue/client/price-stream.ts';
import { UpDownSignals } from '#infra/venue/client/up-down-signals.ts';
import { ApiCredentials } from '#infra/venue/signing/l2-auth.ts';
import { Secret } from '#infra/venue/signing/secret.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { ScriptedSockets } from './scripted-transports.ts';

const START_MS = 1_787_236_800_000;
const MARKET = { id: marketId('m1'), slug: 'btc-updown-5m-1787236800' };

function prices() {
  const clock = new VirtualClock(START_MS - 120_000);
  const sockets = new ScriptedSockets(clock);
  const problems: string[] = [];
  const key = new ApiCredentials(
    'key',
    `0x${'1'.repeat(40)}` as never,
    Secret.ofText('a test', 'c2VjcmV0'),
    Secret.ofText('a test', 'pass'),
  );
  const stream = new PriceStream({
    ...{ clock, sockets, key },
    random: new SeededRandom(1),
    url: 'ws://prices.test/ws',
    onProblem: (what) => problems.push(what),
  });
  const signals = new UpDownSignals(stream);
  const line = () => sockets.last('/ws');
  let seq = 0;
  const say = (channel: string, payload: object) => {
    seq += 1;
    line().say({ v: 1, channel, seq, ts: clock.now(), payload: { symbol: 'btcusd', ...payload } });
  };
  /** Both streams until then, second by second, always the same price but for what `at` says. */
  const until = (untilMs: number, at: (ms: number) => number = () => 70_000) => {
    for (; clock.now() < untilMs; clock.advanceBy(1_000)) {
      const timestamp = Math.floor(clock.now() / 1_000) * 1_000;
      const point = { timestamp, value: at(timestamp), full_accuracy_value: `${at(timestamp)}` };
      say('price.crypto', { ...point, source: 'pyth' });
      say('price.crypto.twap', { ...point, source: 'chainlink', window_s: 60 });
    }
  };
  const begin = () => {
    signals.listed(MARKET);
    clock.advanceBy(300);
    line().say({ op: 'authed', rid: 'auth' });
  };
  return { clock, sockets, problems, stream, signals, line, say, until, begin };
}

test('nothing is dialled until an up or down market is listed; then it says who it is and what it wants', () => {
  const { clock, sockets, signals, line } = prices();
  signals.listed({ id: marketId('rain'), slug: 'will-it-rain' });
  clock.advanceBy(5_000);
  assert.is(sockets.lines.length, 0);
  signals.listed(MARKET);
  clock.advanceBy(300);
  const [auth, ...early] = line().said;
  assert.equal(auth, { op: 'auth', rid: 'auth', auth: { apiKey: 'key', secret: 'c2VjcmV0', passphrase: 'pass' } });
  assert.equal(early, []);
  line().say({ op: 'authed', rid: 'auth' });
  assert.equal(line().said.at(-1), {
    op: 'subscribe',
    rid: 'btcusd',
    subscriptions: [
      { channel: 'price.crypto.twap', filter: { symbol: 'btcusd', window_seconds: 60 } },
      { channel: 'price.crypto', filter: { symbol: 'btcusd' } },
    ],
  });
});

test('a market has an opinion once its opening average was told, and none before', () => {
  const { clock, signals, begin, until } = prices();
  begin();
  const wobble = (ms: number) => 70_000 + (ms % 2_000 === 0 ? 4 : 0);
  until(START_MS, wobble);
  assert.equal(signals.read(MARKET.id, clock.now()), []);
  until(START_MS + 120_000, (ms) => wobble(ms) + (ms > START_MS ? 40 : 0));
  const [signal] = signals.read(MARKET.id, clock.now());
  assert.ok(signal && signal.fair > 0.6 && signal.fair < 1, `${signal?.fair}`);
  assert.is(signal?.ageMs, 1_300);
  clock.advanceBy(30_000);
  assert.is(signals.read(MARKET.id, clock.now())[0]?.ageMs, 31_300, 'it ages, and whoever reads it sees that');
});

test('the last two minutes of a snapshot count', () => {
  const { clock, signals, begin, say, until } = prices();
  clock.advanceTo(START_MS + 30_000);
  begin();
  const points = (value: number) =>
    Array.from({ length: 121 }, (_, second) => {
      const timestamp = START_MS - 90_000 + second * 1_000;
      return { timestamp, value: value + (second % 2), full_accuracy_value: `${value}` };
    });
  say('price.crypto', { source: 'pyth', data: points(70_000) });
  say('price.crypto.twap', { source: 'chainlink', data: points(70_010) });
  assert.is(signals.read(MARKET.id, clock.now()).length, 1);
  until(START_MS + 32_000);
  assert.is(signals.read(MARKET.id, clock.now()).length, 1);
});

test('a key that is refused is not tried again, and a socket that closed is dialled anew', () => {
  for (const refuse of [
    (each: ReturnType<typeof prices>) =>
      each.line().say({ op: 'error', rid: 'auth', code: 'auth_invalid', message: 'no' }),
    (each: ReturnType<typeof prices>) => each.line().end(4001, 'auth'),
  ]) {
    const each = prices();
    each.signals.listed(MARKET);
    each.clock.advanceBy(300);
    refuse(each);
    each.clock.advanceBy(120_000);
    assert.is(each.sockets.lines.length, 1);
    assert.ok(each.problems.length > 0);
    assert.not(each.problems.some((text) => /c2VjcmV0|pass$/.test(text)));
  }
  const lost = prices();
  lost.begin();
  lost.line().end(1006, 'gone');
  lost.clock.advanceBy(60_000);
  assert.ok(lost.sockets.lines.length > 1);
  lost.stream.close();
});

test('what cannot be read changes nothing and is counted, and its kind is told once', () => {
  const { stream, signals, clock, begin, line, say, until, problems } = prices();
  begin();
  until(START_MS + 90_000, (ms) => 70_000 + (ms % 3_000));
  const before = signals.read(MARKET.id, clock.now());
  assert.is(before.length, 1);
  for (const text of ['{', '[]', '7', '{"v":1,"channel":"price.crypto","seq":9,"ts":1,"payload":{}}', ''])
    line().say(text);
  for (const value of ['seventy', null, -5, 1e9]) say('price.crypto', { timestamp: clock.now(), value });
  say('price.crypto', { symbol: 'ethusd', timestamp: clock.now(), value: 1 });
  line().say({ op: 'error', code: 'bad_filter', channel: 'price.crypto', rid: 'btcusd' });
  line().say({ op: 'error', code: 'bad_filter', channel: 'price.crypto', rid: 'btcusd' });
  assert.equal(signals.read(MARKET.id, clock.now()), before);
  assert.ok(stream.unread >= 4, `${stream.unread}`);
  assert.is(problems.filter((text) => text.includes('bad_filter')).length, 1);
});

test('symbols beyond the most are not listened to', () => {
  const { stream } = prices();
  for (let each = 0; each < SYMBOLS_MAX; each += 1) assert.ok(stream.track(`coin${each}usd`));
  assert.is(stream.track('onemoreusd'), null);
  assert.ok(stream.track('coin0usd'));
  stream.close();
});

test.run();
