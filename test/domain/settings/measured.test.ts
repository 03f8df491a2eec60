// What first-contact found as a layer of settings: believed at its own host and for a while, named otherwise, refused when damaged.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BadInput } from '#domain/failure.ts';
import { type Measured, measuredLayer, measuredText, readMeasured, withMeasured } from '#domain/settings/measured.ts';
import { resolveSettings, settingsTable } from '#domain/settings.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const row = (more: Partial<Measured> = {}): Measured => ({
  ...{ key: 'venue.cover', value: 'perMarket', host: 'polymarket', at: '2026-11-19T12:00:00.000Z' },
  ...more,
});
const layer = (...rows: readonly Measured[]) => measuredLayer(rows, 'polymarket', NOW_MS, 'measured.json');

test('what was found at this host lately sets its setting, and says where it comes from', () => {
  const { entries, notes } = layer(row(), row({ key: 'venue.scoringAgeMs', value: '31000' }));
  assert.equal(
    entries.map(({ key, value }) => `${key} ${value}`),
    ['venue.cover perMarket', 'venue.scoringAgeMs 31000'],
  );
  assert.equal(notes, []);
  const parsed = resolveSettings({ file: [], measured: entries });
  assert.ok('settings' in parsed);
  if ('settings' in parsed) assert.is(parsed.settings.venue.cover, 'perMarket');
});

test('it stands above the file and below environment and flags, and a value that no setting takes is a problem of that row', () => {
  const { entries } = layer(row());
  const file = [{ key: 'venue.cover', value: 'perWallet', source: 'live.yaml:3' }];
  const flags = [{ key: 'venue.cover', value: 'perWallet', source: '--venue.cover' }];
  const cover = (parsed: ReturnType<typeof resolveSettings>) =>
    'settings' in parsed ? parsed.settings.venue.cover : null;
  assert.is(cover(resolveSettings({ file, measured: entries })), 'perMarket');
  assert.is(cover(resolveSettings({ file, measured: entries, flags })), 'perWallet');
  const wrong = resolveSettings({ file, measured: layer(row({ value: 'perPlanet' })).entries });
  assert.match(JSON.stringify(wrong), 'measured.json (found at polymarket, 2026-11-19');
});

test('what is old, of the future or of another host sets nothing and is named', () => {
  for (const [one, text] of [
    [row({ at: '2026-10-20T12:00:00.000Z' }), 'found on 2026-10-20'],
    [row({ at: '2026-11-22T12:00:00.000Z' }), 'found on 2026-11-22'],
    [row({ host: 'http://127.0.0.1:8137' }), 'found at http://127.0.0.1:8137 and says nothing of polymarket'],
  ] as const) {
    const { entries, notes } = layer(one);
    assert.equal(entries, []);
    assert.is(notes.length, 1);
    assert.match(notes[0] ?? '', text);
  }
  const own = layer(row({ host: 'http://127.0.0.1:8137', value: 'perWallet' }), row());
  assert.equal(own.notes, [], 'nobody asks elsewhere what is known here');
  assert.is(own.entries[0]?.value, 'perMarket');
});

test('a newer find replaces the older one of its setting and host alone, and the file does not grow without end', () => {
  const elsewhere = row({ host: 'http://127.0.0.1:8137' });
  const age = row({ key: 'venue.scoringAgeMs', value: '30000' });
  const rows = withMeasured([row(), elsewhere, age], [row({ value: 'perWallet' })]);
  assert.equal(rows, [elsewhere, age, row({ value: 'perWallet' })]);
  const many = Array.from({ length: 200 }, (_, n) => row({ host: `http://127.0.0.1:${n}` }));
  assert.is(withMeasured(many, [row()]).length, 100);
  assert.equal(readMeasured(measuredText(rows), 'x'), rows);
});

test('a file that does not read is bad input that names the file and the row', () => {
  const found = (one: unknown) => JSON.stringify({ schema: 1, found: [one] });
  for (const [text, named] of [
    ['{"schema":1', 'is no JSON'],
    ['[]', 'not what first-contact writes'],
    [JSON.stringify({ schema: 2, found: [] }), 'not what first-contact writes'],
    [JSON.stringify({ schema: 1, found: Array(101).fill(row()) }), 'not what first-contact writes'],
    [found(null), 'found.0.key'],
    [found(row({ key: 'bankrollUsd', value: '9999999' })), 'found.0.key: must be one of venue.cover'],
    [found({ ...row(), value: 7 }), 'found.0.value'],
    [found(row({ host: '' })), 'found.0.host'],
    [found(row({ at: 'yesterday' })), 'found.0.at'],
  ] as const)
    assert.throws(
      () => readMeasured(text, 'state/live/measured.json'),
      (error: unknown) =>
        error instanceof BadInput &&
        error.message.startsWith('state/live/measured.json: ') &&
        error.message.includes(named),
      text,
    );
});

test('every setting that may be found is a setting that no market overrides', () => {
  const { entries } = layer(row(), row({ key: 'venue.scoringAgeMs', value: '1' }));
  for (const { key } of entries) assert.is(settingsTable().find((each) => each.key === key)?.perMarket, false);
});

test.run();
