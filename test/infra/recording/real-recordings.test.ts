// The recordings of POLYMARKET_DATA, all of them, through the reader and through books.
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Book } from '#domain/market/book.ts';
import type { SnapshotEvent } from '#domain/market/market-event.ts';
import { parsePrice } from '#domain/units.ts';
import { openRecordings } from '#infra/recording/recording.ts';
import { STRICT } from './hand-made.ts';

interface Listed {
  readonly file: string;
  readonly frames: number;
  readonly assets: number;
  readonly sha256: string;
}

const DATA = process.env.POLYMARKET_DATA;
const MANIFEST = `${DATA}/MANIFEST.jsonl`;
const CENT = parsePrice('0.01');

if (DATA === undefined || !existsSync(MANIFEST)) {
  test('real recordings are read where they are', () => {
    console.log('SKIPPED real recordings: POLYMARKET_DATA is not set');
  });
} else {
  const rows = readFileSync(MANIFEST, 'utf8').split('\n');
  const listed = rows.filter((row) => row.includes('recordings/cronos-l2')).map((row) => JSON.parse(row) as Listed);

  test('every line is accounted for, no book is crossed, and YES mirrors NO', async () => {
    assert.is(listed.length, 25);
    const recordings = await openRecordings(
      listed.map(({ file }) => `${DATA}/${file}`),
      STRICT,
    );
    const played = await play(recordings.batches());

    recordings.files.forEach((file, n) => {
      const { frames, sha256 } = listed[n] as Listed;
      assert.equal([file.lines, file.applied, file.sha256, file.fault], [frames, frames, sha256, null], file.name);
    });
    assert.equal(recordings.counts, { lines: 89_736, headers: 0, applied: 89_736, ignored: 0, bad: 0 });
    assert.is(recordings.progress.bytesRead, recordings.progress.bytesTotal);
    assert.is(played.mirrored, 3_291, 'pairs of one moment');
    for (const { market, file } of recordings.markets()) {
      assert.is(`${market.slug}.jsonl.gz`, file);
      const { assets } = listed.find((one) => one.file.endsWith(file)) as Listed;
      assert.is(played.outcomes.get(market.id)?.size, assets, file);
      const finer = played.books.get(market.id)?.epoch === 1;
      assert.is(finer, market.slug === 'btc-updown-5m-1776329100', 'one market ends with a finer tick');
    }
  });
}

/** Fails on any problem of a book. */
async function play(batches: ReturnType<Awaited<ReturnType<typeof openRecordings>>['batches']>) {
  const books = new Map<string, Book>();
  const outcomes = new Map<string, Set<string>>();
  const last = new Map<string, SnapshotEvent>();
  let mirrored = 0;
  let beforeMs = 0;
  for await (const batch of batches)
    for (const { events, receivedMs } of batch) {
      assert.ok(receivedMs >= beforeMs);
      beforeMs = receivedMs;
      for (const event of events) {
        const book = books.get(event.market) ?? new Book(event.market, CENT);
        books.set(event.market, book);
        const { changed, problem } = book.apply(event, receivedMs);
        if (problem || book.trust(receivedMs) !== 'trusted') assert.unreachable(JSON.stringify(problem));
        if (event.type !== 'SNAPSHOT') continue;
        outcomes.set(event.market, (outcomes.get(event.market) ?? new Set()).add(event.outcome));
        const before = last.get(event.market);
        last.set(event.market, event);
        if (before?.atMs !== event.atMs || before.outcome === event.outcome) continue;
        mirrored++;
        assert.is(changed, false, 'both outcomes tell one book');
      }
    }
  return { books, outcomes, mirrored };
}

test.run();
