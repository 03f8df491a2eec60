// The file behind `--market-facts`: what is known about recorded markets that their recordings do not say, by slug or by
// condition id. Read strictly: an unknown key or a wrong kind of value is the user's mistake, named with its place.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { BadInput } from '#domain/failure.ts';
import {
  endMsSchema,
  eventMsSchema,
  feeSchema,
  idSchema,
  minSizeSchema,
  problemsText,
  resolvedSchema,
  rewardSchema,
  slugSchema,
  tickSchema,
} from './recorded-fact.ts';

/** Bytes of a facts file. */
const FILE_MAX = 64 * 1024 * 1024;

const factSchema = z.strictObject({
  slug: slugSchema.optional(),
  tick: tickSchema.optional(),
  minSize: minSizeSchema.optional(),
  negRisk: z.boolean().optional(),
  fee: feeSchema.optional(),
  reward: rewardSchema.optional(),
  endMs: endMsSchema.optional(),
  /** Scheduled news. */
  eventMs: eventMsSchema.optional(),
  resolved: resolvedSchema.optional(),
  /** The id of the NO outcome; the other id of the market is YES. */
  complement: idSchema.optional(),
});
const factsSchema = z.record(idSchema, factSchema);

export type MarketFact = z.output<typeof factSchema>;

/** By slug or condition id. */
export interface MarketFacts {
  readonly file: string;
  readonly byName: ReadonlyMap<string, MarketFact>;
}

/** Throws BadInput naming the file and the key at fault. */
export function readMarketFacts(path: string): MarketFacts {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new BadInput(`${path}: ${missing ? 'no such file' : (error as Error).message}`, { cause: error });
  }
  return parseMarketFacts(text, path);
}

/** `file` is only named in messages. */
export function parseMarketFacts(text: string, file: string): MarketFacts {
  if (text.length > FILE_MAX) throw new BadInput(`${file}: more than ${FILE_MAX} bytes of facts`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadInput(`${file}: not JSON: ${(error as Error).message}`, { cause: error });
  }
  const { success, data, error } = factsSchema.safeParse(value);
  if (!success) throw new BadInput(`${file}: ${problemsText(error)}`);
  return { file, byName: new Map(Object.entries(data)) };
}
