// Real words of the venue through the real client: recorded sessions pushed through its market socket, and the books that the
// recorder fetched in between held against what the client made of them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type MarketId, marketId } from '#domain/ids.ts';
import { Book } from '#domain/market/book.ts';
import { sampleVote } from '#domain/market/book-votes.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import type { Price } from '#domain/units.ts';
import { readMarketFrame } from '#infra/venue/frames.ts';
import { type SmallVenue, smallVenue } from './small-venue.ts';

const DATA = process.env.POLYMARKET_DATA;

interface Named {
  readonly id: MarketId;
  readonly yes: string;
  readonly no: string;
}

function sessionVenue(markets: readonly Named[], startMs: number): SmallVenue {
  const of = (id: MarketId) => markets.find((market) => market.id === id) as Named;
  return smallVenue(
    markets.map(({ id }) => id),
    {},
    {
      startMs: startMs - 1_000,
      compact: (id) => ({
        c: id,
        t: [
          { t: of(id).yes, o: 'Up' },
          { t: of(id).no, o: 'Down' },
        ],
        mts: 0.01,
        mos: 5,
      }),
      gamma: (id) => ({ id, slug: id, conditionId: id, closed: false }),
    },
  );
}

/** Everybody's book, and what was told of it. */
function listening(venue: SmallVenue, markets: readonly Named[]) {
  const books = new Map(markets.map(({ id }) => [id, new Book(id, 10_000 as Price)]));
  const counts = new Map<MarketEvent['type'], number>();
  venue.client.stream.listen(
    markets.map(({ id }) => id),
    (event, receivedMs) => {
      counts.set(event.type, (counts.get(event.type) ?? 0) + 1);
      books.get(event.market)?.apply(event, receivedMs);
    },
  );
  return { books, counts };
}

function textOf(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trim();
}

if (DATA === undefined || !existsSync(`${DATA}/ws-market`))
  test('real sessions', () => console.log('SKIPPED real sessions through the client: POLYMARKET_DATA is not set'));
else {
  const folder = `${DATA}/ws-market`;
  for (const name of readdirSync(folder).filter((each) => each.includes('raw_messages')))
    test(`the session ${name} makes books that agree with those fetched apart`, () => {
      const markets = textOf(`${folder}/${name.replace(/raw_messages\.jsonl(\.gz)?$/, 'markets.jsonl')}`)
        .split('\n')
        .map((line): Named => {
          const row = JSON.parse(line) as { condition_id: string; outcomes: { token_id: string }[] };
          const [yes, no] = row.outcomes.map(({ token_id }) => token_id);
          return { id: marketId(row.condition_id), yes: yes ?? '', no: no ?? '' };
        });
      const lines = textOf(`${folder}/${name}`)
        .split('\n')
        .map((line) => JSON.parse(line) as { source: string; recv_wall_ts: number; payload: string })
        .filter(({ source }) => source === 'polymarket_clob');
      const venue = sessionVenue(markets, lines[0]?.recv_wall_ts ?? 0);
      const { books, counts } = listening(venue, markets);
      const lookup = (asset: string, condition: string) => {
        const market = markets.find(({ id }) => id === condition);
        return market ? { market: market.id, outcome: asset === market.no ? ('no' as const) : ('yes' as const) } : null;
      };
      const votes = { agrees: 0, differs: 0, ahead: 0, unknown: 0 };
      venue.run(500);
      let connected = 0;
      for (const { recv_wall_ts: atMs, payload } of lines) {
        if (atMs > venue.clock.now()) venue.clock.advanceTo(atMs);
        // The recorder dials anew for each of its cycles: an array is what a new connection begins with.
        if (payload.startsWith('[') && connected++ > 0) {
          venue.sockets.last('/ws/market').end(1006, 'the recorder hung up');
          venue.run(400);
        }
        if (!payload.includes('event_type')) {
          for (const event of readMarketFrame(payload, lookup).events) {
            const book = books.get(event.market);
            if (event.type !== 'SNAPSHOT' || book?.trust(venue.clock.now()) !== 'trusted') continue;
            votes[sampleVote(book, event)] += 1;
          }
          continue;
        }
        venue.sockets.last('/ws/market').say(payload);
      }
      assert.is(votes.differs, 0);
      assert.equal(venue.client.status().unknownTypes, []);
      assert.ok((counts.get('SNAPSHOT') ?? 0) > 0);
      console.log(name.slice(8, 40), Object.fromEntries(counts), votes);
    });
}

const CRONOS = `${DATA}/recordings/cronos-l2-2026-04-16`;
if (DATA !== undefined && existsSync(CRONOS))
  test('real books of real markets, thousands of them, are told whole and in order', () => {
    let told = 0;
    for (const name of readdirSync(CRONOS).slice(0, 6)) {
      const frames = textOf(`${CRONOS}/${name}`)
        .split('\n')
        .map((line) => JSON.parse(line) as { t: number; m: unknown })
        .filter(({ m }) => m !== undefined);
      const messages = frames.map(({ t, m }) => {
        const text = typeof m === 'string' ? m : JSON.stringify(m);
        return { atMs: Math.round(t * 1_000), text, book: JSON.parse(text) as { market: string; asset_id: string } };
      });
      const [first] = messages;
      if (!first) continue;
      const yes = first.book.asset_id;
      const market = { id: marketId(first.book.market), yes, no: `${yes}0` };
      const venue = sessionVenue([market], first.atMs);
      const { books, counts } = listening(venue, [market]);
      venue.run(500);
      let ours = 0;
      for (const { atMs, text, book } of messages) {
        if (book.asset_id !== yes) continue;
        if (atMs > venue.clock.now()) venue.clock.advanceTo(atMs);
        venue.sockets.last('/ws/market').say(text);
        ours += 1;
      }
      assert.is(counts.get('SNAPSHOT'), ours, name);
      assert.is(counts.get('DOUBT'), undefined, name);
      assert.is(books.get(market.id)?.trust(venue.clock.now()), 'trusted');
      told += ours;
    }
    assert.ok(told > 5_000, `${told} books`);
  });

test.run();
