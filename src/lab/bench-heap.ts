// What a quoted market costs in memory, after collection: the heap, and what lies beside it in buffers, of a house with so many markets
// less that of a house with none. Each market has its orders resting, and two books: one that judges the stream and one that is quoted
// on. The made-up stream is forgotten before; the listing that the venue keeps of our orders, some hundred bytes a market, counts.
import { invariant } from '#domain/failure.ts';
import { type Memory, memoryWatch } from '#infra/collected-memory.ts';
import { type Figure, figure } from './bench-figure.ts';
import { quotedHouse } from './quoted-house.ts';

export interface HeapBench {
  readonly markets: readonly number[];
  /** Of each side. */
  readonly levels: number;
}

const SEED = 1;
/** The first quotes come after five seconds. */
const WARM_MS = 12_000;
const KB = 1_024;
const AIM_KB = 60;
/** A house is warm when everything was compiled once; what is compiled belongs to nobody's market. */
const WARM_MARKETS = 20;

/** Kilobytes a market. */
export async function benchHeap({ markets, levels }: HeapBench): Promise<readonly Figure[]> {
  const collect = memoryWatch();
  await measured(WARM_MARKETS, levels, collect);
  const empty = await measured(0, levels, collect);
  const figures: Figure[] = [];
  for (const count of markets) {
    const full = await measured(count, levels, collect);
    const each = (bytes: number) => [bytes / KB / count];
    const what = `${count} quoted markets, books of 2 x ${levels} levels`;
    const row = (part: string, bytes: number) => ({
      bench: 'heap',
      what: `${part}; ${what}`,
      unit: 'KB',
      values: each(bytes),
    });
    const [heap, buffers] = [full.heap - empty.heap, full.buffers - empty.buffers];
    figures.push(
      figure({ ...row('a market, in heap and buffers', heap + buffers), aim: { at: 'most', value: AIM_KB } }),
      figure(row('of that: in buffers', buffers)),
      figure(row('a house without any, as if shared by them', empty.heap + empty.buffers)),
    );
  }
  return figures;
}

/** Of a house that quotes, less what there was before it. */
async function measured(markets: number, levels: number, collect: () => Promise<Memory>): Promise<Memory> {
  const before = await collect();
  const house = quotedHouse({ seed: SEED, nearness: 1, markets, levels });
  house.run(WARM_MS);
  const { desk } = house;
  const quoted = [...desk.markets.keys()].filter((market) => desk.orders.live(market).length > 0).length;
  invariant(quoted === markets, `${quoted} of ${markets} markets are quoted`);
  house.forgetStreams();
  const after = await collect();
  await house.end();
  return { heap: after.heap - before.heap, buffers: after.buffers - before.buffers };
}
