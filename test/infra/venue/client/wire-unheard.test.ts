// The whole tree through the protocol, while the public sockets are open, answer every PING, and tell nothing that helps: whoever
// cannot see does not quote, says why, and is back by himself.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Clock } from '#domain/ports.ts';
import type { Carriers } from '#lab/wire-link.ts';
import { MAKER, type SimTree, simTree } from '../../../actors/sim-tree.ts';

const SECOND_MS = 1_000;
const MARKETS = { 'sim.markets': 'liquid,wide' };

/** What becomes of a text from the market channel; null: it is lost. */
type Spoil = (text: string) => string | null;

const fine: Spoil = (text) => text;
const pongsOnly: Spoil = (text) => (text === 'PONG' ? text : null);
const unreadable: Spoil = (text) => text.replaceAll('"size":"', '"size":"-');

function scene(hotMarketsMax: number, begins: Spoil = fine) {
  let spoil = begins;
  let booksFail = false;
  const carrying = ({ http, sockets }: Carriers, clock: Clock): Carriers => ({
    http: {
      request(asked, reply) {
        if (!booksFail || !/\/books?(\?|$)/.test(asked.url)) return http.request(asked, reply);
        clock.setTimeout(() => reply({ ok: true, status: 502, headers: {}, body: 'Bad Gateway' }), 20);
      },
    },
    sockets: {
      open: (url, listener) =>
        sockets.open(url, {
          ...listener,
          opened: () => listener.opened(),
          closed: (code, reason) => listener.closed(code, reason),
          text(text) {
            const left = url.endsWith('/ws/market') ? spoil(text) : text;
            if (left !== null) listener.text(left);
          },
        }),
    },
  });
  const tree = simTree({ seed: 3, flags: MARKETS, wire: { hotMarketsMax, carrying } });
  const resting = () => tree.world.exchange.openOrders(MAKER).length;
  return {
    tree,
    resting,
    spoil(next: Spoil) {
      spoil = next;
    },
    failBooks(fails: boolean) {
      booksFail = fails;
    },
    /** No book is believed, and every cancel has arrived. */
    isBlind: () =>
      resting() === 0 &&
      [...tree.desk.markets.values()].every(({ book }) => book.trust(tree.clock.now()) === 'suspect'),
    silences: () => [...tree.desk.markets.values()].map(({ silence }) => silence),
  };
}

/** No order rests for so long, looked at every quarter of a second. */
function restsNothing(tree: SimTree, resting: () => number, seconds: number): void {
  for (let n = 0; n < 4 * seconds; n++) {
    tree.run(SECOND_MS / 4);
    assert.is(resting(), 0, `${n / 4} s later`);
  }
}

/** Everybody quotes, and for long enough that trades have gone by. */
function quotes(tree: SimTree, resting: () => number): void {
  tree.run(15 * SECOND_MS);
  assert.ok(
    tree.run(45 * SECOND_MS, () => resting() >= 3),
    `${resting()} orders before`,
  );
}

for (const copies of [1, 2] as const)
  test(`books that are only polled are no ground for quotes, on ${copies} socket(s) a market`, async () => {
    const { tree, resting, spoil, silences, isBlind } = scene(copies === 2 ? 20 : 0);
    quotes(tree, resting);
    spoil(pongsOnly);
    assert.ok(tree.run(40 * SECOND_MS, isBlind), 'a sample finds out');
    restsNothing(tree, resting, 30);
    assert.equal(silences(), ['books are only polled', 'books are only polled']);
    spoil(fine);
    assert.ok(
      tree.run(15 * SECOND_MS, () => resting() >= 3),
      `${resting()} orders a moment later`,
    );
    const { clean, residual } = await tree.drain();
    assert.ok(clean);
    assert.is(residual.usd.toFixed(), '0');
    tree.end();
  });

test('a market whose first book never comes over a socket gets no first quote', async () => {
  const { tree, resting, spoil, silences } = scene(20, pongsOnly);
  restsNothing(tree, resting, 45);
  assert.equal(silences(), ['books are only polled', 'books are only polled']);
  spoil(fine);
  assert.ok(
    tree.run(30 * SECOND_MS, () => resting() >= 3),
    `${resting()} orders a moment later`,
  );
  await tree.drain();
  tree.end();
});

for (const copies of [1, 2] as const)
  test(`while no size can be read and books fail, nothing rests, on ${copies} socket(s) a market`, async () => {
    const { tree, resting, spoil, failBooks, isBlind } = scene(copies === 2 ? 20 : 0);
    quotes(tree, resting);
    spoil(unreadable);
    failBooks(true);
    // A quiet market is found out by the first thing it tells: silence alone is no gap.
    assert.ok(tree.run(30 * SECOND_MS, isBlind), `${resting()} orders rest`);
    restsNothing(tree, resting, 20);
    failBooks(false);
    spoil(fine);
    assert.ok(
      tree.run(45 * SECOND_MS, () => resting() >= 3),
      `${resting()} orders a moment later`,
    );
    const { clean } = await tree.drain();
    assert.ok(clean);
    tree.end();
  });

test.run();
