// The types that production answers had, field by field, against what our shapes need and write.
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BOOK } from '#infra/venue/wire/books.ts';
import { CLOB_MARKET } from '#infra/venue/wire/clob-markets.ts';
import type { Codec } from '#infra/venue/wire/codec.ts';
import { OLD_POSITION, PUBLIC_TRADE } from '#infra/venue/wire/data-api.ts';
import { GAMMA_EVENT, GAMMA_MARKET } from '#infra/venue/wire/gamma.ts';
import type { Shape } from '#infra/venue/wire/shape.ts';
import { exampleOf } from '../infra/venue/wire/examples.ts';

const DATA = process.env.POLYMARKET_DATA;
const FILE = `${DATA}/rest/2026-06_production_type_shapes.json`;

const HELD: Readonly<Record<string, readonly [root: string, shape: Shape<unknown>]>> = {
  clob__book: ['$', BOOK],
  clob__markets_condition_id: ['$', CLOB_MARKET],
  data__positions: ['$[]', OLD_POSITION],
  data__trades: ['$[]', PUBLIC_TRADE],
  gamma__events: ['$[]', GAMMA_EVENT],
  gamma__markets: ['$[]', GAMMA_MARKET],
};
/** Of no use to a maker: nobody here asks them. */
const UNUSED =
  'data__activity data__closed-positions data__holders data__live-volume data__oi data__v1_leaderboard data__value gamma__series gamma__series_id gamma__sports gamma__tags gamma__tags_id gamma__tags_id_related-tags gamma__teams lb-api__profit lb-api__rank user-pnl__user-pnl';

if (DATA === undefined || !existsSync(FILE)) {
  test('production types', () => console.log('SKIPPED production types: POLYMARKET_DATA is not set'));
} else {
  const snapshots = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, { shape: string[] }>;

  test('every endpoint is held against a shape or known to be of no use', () => {
    assert.equal(Object.keys(snapshots).toSorted(), [...Object.keys(HELD), ...UNUSED.split(' ')].toSorted());
  });

  test('production sends what our shapes need, in the type that they write', () => {
    let compared = 0;
    for (const [endpoint, [root, shape]] of Object.entries(HELD)) {
      const types = typesIn(snapshots[endpoint]?.shape ?? []);
      const compare = (codec: Codec<unknown>, path: string): void => {
        if (codec.kind === 'list') compare(codec.of!, `${path}[]`);
        if (codec.kind !== 'shape') return;
        for (const { names, codec: inner, absent } of Object.values((codec as Shape<unknown>).fields)) {
          const at = `${path}.${names[0]}`;
          const found = types.get(at);
          if (found === undefined) {
            assert.ok(absent !== 'need', `${endpoint} has no ${at}`);
            continue;
          }
          const written = inner.write(fc.sample(exampleOf(inner), { seed: 42, numRuns: 1 })[0]);
          assert.ok(found.has(typeOf(written)), `${endpoint} ${at}: ${[...found]}, not ${typeOf(written)}`);
          compared++;
          compare(inner, at);
        }
      };
      compare(shape, root);
    }
    console.log(`production types: ${compared} fields agree`);
    assert.ok(compared > 150);
  });
}

function typesIn(rows: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const row of rows) {
    const end = row.lastIndexOf(':');
    const path = row.slice(0, end);
    found.set(path, (found.get(path) ?? new Set()).add(row.slice(end + 1)));
  }
  return found;
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (value === null) return 'null';
  const names: Readonly<Record<string, string>> = {
    string: 'str',
    number: 'number',
    boolean: 'bool',
    object: 'object',
  };
  return names[typeof value] ?? typeof value;
}

test.run();
