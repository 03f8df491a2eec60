// A stream whose hashes are right, and the same stream with a message lost: the witness never cries wolf, and never sleeps.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId, outcomeId } from '#domain/ids.ts';
import { Book } from '#domain/market/book.ts';
import { BookVotes } from '#domain/market/book-votes.ts';
import { joinUpdates } from '#domain/market/engine-update.ts';
import type { Market } from '#domain/market/market.ts';
import type { LevelChange, LevelsEvent, MarketEvent } from '#domain/market/market-event.ts';
import { type Price, parsePrice, type Shares } from '#domain/units.ts';
import { readMarketFrame } from '#infra/venue/frames.ts';
import { CHECK_APART_MS, type Checked, HashWitness } from '#infra/venue/hash-witness.ts';
import { bookHash, hashedBook } from '#infra/venue/wire/book-hash.ts';
import { lastTradeText } from '#infra/venue/wire/scalars.ts';
import { aMarket } from '../../domain/orders/scene.ts';

const RAIN = aMarket('rain');
const CENT = parsePrice('0.01');

/** An engine that trades now and then, and tells each update in one frame or several. */
function streamOf(steps: readonly Step[]): readonly MarketEvent[][] {
  const engine = new Book(RAIN.id, CENT);
  const empty: MarketEvent = {
    type: 'SNAPSHOT',
    market: RAIN.id,
    outcome: 'yes',
    bids: [],
    asks: [],
    tick: CENT,
    atMs: 1,
    hash: null,
  };
  engine.apply(empty, 1);
  const updates: MarketEvent[][] = [[empty]];
  let trade = 500_000 as Price;
  let atMs = 1_000;
  for (const { cents, size, traded, frames } of steps) {
    atMs += 300;
    if (traded !== null) trade = (traded * 10_000) as Price;
    const changes = cents.map((cent) => bidOrAsk(cent, size));
    engine.apply({ type: 'LEVELS', market: RAIN.id, changes, atMs }, atMs);
    const facts = { market: RAIN.id, asset: RAIN.outcomes.yes.id, minSize: RAIN.minSize, negRisk: RAIN.negRisk };
    const hash = bookHash(hashedBook(engine, 'yes', facts, atMs), lastTradeText(trade));
    const told = changes.map((change) => ({ ...change, hash }));
    const frame = (part: readonly LevelChange[]): LevelsEvent => ({
      type: 'LEVELS',
      market: RAIN.id,
      changes: part,
      atMs,
    });
    const events: MarketEvent[] =
      frames && told.length > 1 ? [frame(told.slice(0, 1)), frame(told.slice(1))] : [frame(told)];
    // A print comes after the changes it made.
    if (traded !== null)
      events.push({
        type: 'PRINT',
        market: RAIN.id,
        outcome: 'yes',
        side: 'buy',
        price: trade,
        size: 1 as Shares,
        atMs,
      });
    updates.push(events);
  }
  return updates;
}

interface Step {
  readonly cents: readonly number[];
  readonly size: number;
  readonly traded: number | null;
  readonly frames: boolean;
}

function bidOrAsk(cent: number, size: number): LevelChange {
  const side = cent < 50 ? 'bid' : 'ask';
  return { outcome: 'yes', side, price: (cent * 10_000) as Price, size: (size * 1_000_000) as Shares, hash: null };
}

function heard(updates: readonly (readonly MarketEvent[])[]): { votes: Checked[]; doubts: string[] } {
  const book = new Book(RAIN.id, CENT);
  const witness = new HashWitness(RAIN);
  const tally = new BookVotes();
  const votes: Checked[] = [];
  const doubts: string[] = [];
  let nowMs = 1_000;
  const take = (checked: Checked | null) => {
    if (!checked) return;
    votes.push(checked);
    const doubt = tally.hash(checked.vote, checked.atMs);
    if (doubt) doubts.push(doubt);
  };
  for (const events of updates) {
    nowMs += 300;
    for (const event of events) {
      take(witness.before(event, book, nowMs));
      book.apply(event, nowMs);
    }
  }
  take(witness.idle(book, nowMs + CHECK_APART_MS));
  return { votes, doubts };
}

const steps = fc.array(
  fc.record({
    cents: fc.uniqueArray(fc.integer({ min: 40, max: 60 }), { minLength: 1, maxLength: 3 }),
    size: fc.integer({ min: 1, max: 9 }),
    traded: fc.option(fc.integer({ min: 45, max: 55 }), { freq: 4 }),
    frames: fc.boolean(),
  }),
  { minLength: 4, maxLength: 25 },
);

test('a whole stream is never doubted, in however many frames an update comes and whatever trades', () => {
  fc.assert(
    fc.property(steps, (given) => {
      const { votes, doubts } = heard(streamOf(given));
      assert.equal(doubts, []);
      assert.not(votes.some(({ vote }) => vote === 'differs'));
      assert.ok(votes.filter(({ vote }) => vote === 'agrees').length >= Math.min(3, given.length - 1));
    }),
    { seed: 42, numRuns: 60 },
  );
});

test('a lost frame is a doubt after two more updates, joined or not', () => {
  const far: Step = { cents: [41], size: 3, traded: null, frames: false };
  const calm = (size: number): Step => ({ cents: [48], size, traded: null, frames: false });
  const whole = streamOf([calm(1), far, ...[2, 3, 4, 5, 6].map(calm)]);
  assert.equal(heard(whole).doubts, []);
  const lossy = whole.filter((_, n) => n !== 2);
  assert.is(heard(lossy).doubts.length, 0, 'the search through all prices is not repeated so soon');
  const slow = lossy.flatMap((events, n) => (n < 2 ? [events] : [events, ...Array.from({ length: 20 }, () => [])]));
  assert.equal(heard(slow).doubts, ['its hash differs since 2 updates']);
  assert.equal(heard(slow.map((events) => joinUpdates(events) as MarketEvent[])).doubts.length, 1);
});

const DATA = process.env.POLYMARKET_DATA;
const FOLDER = `${DATA}/ws-market`;

if (DATA === undefined || !existsSync(FOLDER)) {
  test('real streams', () => console.log('SKIPPED real streams: POLYMARKET_DATA is not set'));
} else {
  test('real streams agree, but where the recorder cut off an update in the middle', () => {
    let agreed = 0;
    const differing: number[] = [];
    for (const name of readdirSync(FOLDER).filter((each) => each.includes('raw_messages'))) {
      const markets = marketsOf(name);
      for (const [market, lines] of connectionsOf(name, markets)) {
        const book = new Book(market.id, CENT);
        const witness = new HashWitness(market);
        let nowMs = 0;
        for (const event of lines) {
          nowMs = Math.max(nowMs, event.atMs) + CHECK_APART_MS * 30;
          const checked = witness.before(event, book, nowMs);
          if (checked?.vote === 'agrees') agreed++;
          if (checked?.vote === 'differs') differing.push(checked.atMs);
          book.apply(event, nowMs);
        }
      }
    }
    console.log(`real streams: ${agreed} updates agree, ${differing.length} differ`);
    assert.equal(differing, [1_777_384_672_279]);
    assert.ok(agreed > 20);
  });
}

function textOf(name: string): string {
  const bytes = readFileSync(`${FOLDER}/${name}`);
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trim();
}

function marketsOf(name: string): ReadonlyMap<string, Market> {
  const found = new Map<string, Market>();
  for (const line of textOf(name.replace(/raw_messages\.jsonl(\.gz)?$/, 'markets.jsonl')).split('\n')) {
    const row = JSON.parse(line) as { condition_id: string; outcomes: { token_id: string }[] };
    const [yes, no] = row.outcomes.map(({ token_id }) => ({ id: outcomeId(token_id), name: '' }));
    found.set(row.condition_id, { ...RAIN, id: marketId(row.condition_id), outcomes: { yes: yes!, no: no! } });
  }
  return found;
}

/** Level changes and books by market, in order. */
function connectionsOf(
  name: string,
  markets: ReadonlyMap<string, Market>,
): ReadonlyMap<Market, readonly MarketEvent[]> {
  const found = new Map<Market, MarketEvent[]>();
  for (const line of textOf(name).split('\n')) {
    const { payload, source } = JSON.parse(line) as { payload: string; source: string };
    if (source !== 'polymarket_clob') continue;
    const { events } = readMarketFrame(payload, (asset, condition) => {
      const market = markets.get(condition);
      return market ? { market: market.id, outcome: market.outcomes.no.id === asset ? 'no' : 'yes' } : null;
    });
    for (const event of events) {
      const market = markets.get(event.market);
      if (market) found.set(market, [...(found.get(market) ?? []), event]);
    }
  }
  return found;
}

test.run();
