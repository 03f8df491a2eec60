// Examples of any value a codec can write, made from the codec itself: what a test says of one shape it says of all.
import fc from 'fast-check';
import { Decimal, MICRO } from '#domain/units.ts';
import type { Codec } from '#infra/venue/wire/codec.ts';
import type { Fields, Shape } from '#infra/venue/wire/shape.ts';

type Maker = (codec: Codec<unknown>) => fc.Arbitrary<unknown>;

const SECONDS = fc.integer({ min: 1_000_000_000, max: 4_000_000_000 }).map((seconds) => seconds * 1_000);
const ID = fc.stringMatching(/^[0-9a-zA-Z-]{1,40}$/);
const BIG = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });

const MAKERS: Readonly<Record<string, Maker>> = {
  anything: () => fc.constant(null),
  text: () => fc.string({ minLength: 1 }),
  bool: () => fc.boolean(),
  number: () => fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).map((x) => x + 0),
  count: () => fc.integer({ min: 0, max: 1_000_000 }),
  id: () => ID,
  price: () => fc.integer({ min: 1, max: MICRO - 1 }),
  payout: () => fc.integer({ min: 0, max: MICRO }),
  lastTrade: () => fc.option(fc.integer({ min: 0, max: MICRO }), { nil: 'none' }),
  shares: () => fc.integer({ min: 0, max: 1_000_000_000_000 }),
  usd: () => fc.integer({ min: 0, max: 1_000_000_000 }).map((micro) => new Decimal(micro).div(MICRO)),
  units: () => BIG,
  ms: () => fc.integer({ min: 1_000_000_000_000, max: 4_000_000_000_000 }),
  seconds: () => SECONDS,
  expiration: () => fc.option(SECONDS),
  cursor: () => fc.option(ID.filter((id) => id !== 'LTE=')),
  choice: ({ words = [] }) => fc.constantFrom(...words),
  orderState: () =>
    fc
      .tuple(
        fc.constantFrom('live', 'matched', 'delayed', 'unmatched', 'invalid', 'canceled'),
        fc.stringMatching(/^[A-Za-z' .]{0,40}$/),
      )
      .map(([word, detail]) => ({ word, detail: word === 'canceled' ? detail : '' })),
  list: ({ of }) => fc.array(exampleOf(of!), { maxLength: 4 }),
  map: ({ of }) => fc.array(fc.tuple(ID, exampleOf(of!)), { maxLength: 4 }).map((rows) => new Map(rows)),
  inText: ({ of }) => exampleOf(of!),
  shape: (codec) => shapeExample((codec as Shape<unknown>).fields),
};

export function exampleOf(codec: Codec<unknown>): fc.Arbitrary<unknown> {
  const maker = MAKERS[codec.kind];
  if (!maker) throw new Error(`no example of ${codec.kind}`);
  return maker(codec);
}

function shapeExample(fields: Fields): fc.Arbitrary<unknown> {
  const made = Object.entries(fields).map(([key, { codec, absent }]) => {
    const example = exampleOf(codec);
    // Absent and null are one: a codec that knows null itself says so too.
    return [key, absent !== 'need' && absent.value === null ? fc.option(example) : example] as const;
  });
  return fc.record(Object.fromEntries(made), { noNullPrototype: true });
}
