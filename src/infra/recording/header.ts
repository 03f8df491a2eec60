// The first line of a recording of ours: format version, where it comes from, when it began, and its markets' facts.
import { z } from 'zod';
import { marketId, outcomeId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import { DEFAULT_TAKER_DELAY_MS } from './default-facts.ts';
import {
  decimalText,
  endMsSchema,
  feeSchema,
  feeText,
  idSchema,
  minSizeSchema,
  problemsText,
  resolvedSchema,
  resolvedText,
  rewardSchema,
  rewardText,
  slugSchema,
  tickSchema,
} from './recorded-fact.ts';

export const RECORDING_VERSION = 1;
const MARKETS_MAX = 100_000;

export interface RecordingHeader {
  readonly source: string;
  readonly startedMs: number;
  readonly markets: readonly Market[];
}

const outcomeSchema = z.object({ id: idSchema, name: z.string().max(200) });
const marketSchema = z
  .object({
    conditionId: idSchema,
    slug: slugSchema,
    outcomes: z.tuple([outcomeSchema, outcomeSchema]),
    tick: tickSchema,
    minSize: minSizeSchema,
    negRisk: z.boolean(),
    fee: feeSchema,
    /** Left out by recordings of before: then nobody knows, and none is counted. */
    reward: rewardSchema.default(null),
    endMs: endMsSchema,
    resolved: resolvedSchema,
  })
  .refine((market) => market.outcomes[0].id !== market.outcomes[1].id, 'both outcomes have one id');
const headerSchema = z.object({
  recording: z.literal(RECORDING_VERSION, `only version ${RECORDING_VERSION} is known`),
  source: z.string().max(1_000),
  startedMs: z.number().int().nonnegative().max(8.64e15),
  markets: z.array(marketSchema).max(MARKETS_MAX),
});

/** A line is a header when it has this key, whatever else is in it. */
export function isHeader(value: object): boolean {
  return Object.hasOwn(value, 'recording');
}

/** The header, or what is wrong with it. The first outcome is YES. */
export function readHeader(value: object): RecordingHeader | string {
  const { success, data, error } = headerSchema.safeParse(value);
  if (!success) return `bad header: ${problemsText(error)}`;
  return { source: data.source, startedMs: data.startedMs, markets: data.markets.map(marketOf) };
}

/** One line without its newline. */
export function headerText(header: RecordingHeader): string {
  return JSON.stringify({
    recording: RECORDING_VERSION,
    source: header.source,
    startedMs: header.startedMs,
    markets: header.markets.map((market) => ({
      conditionId: market.id,
      slug: market.slug,
      outcomes: [market.outcomes.yes, market.outcomes.no].map(({ id, name }) => ({ id, name })),
      tick: decimalText(market.tick),
      minSize: decimalText(market.minSize),
      negRisk: market.negRisk,
      fee: feeText(market.fee),
      reward: rewardText(market.reward),
      endMs: market.endMs,
      resolved: resolvedText(market.payout),
    })),
  });
}

function marketOf(row: z.output<typeof marketSchema>): Market {
  const [yes, no] = row.outcomes;
  return {
    id: marketId(row.conditionId),
    slug: row.slug,
    group: null,
    category: null,
    outcomes: { yes: { id: outcomeId(yes.id), name: yes.name }, no: { id: outcomeId(no.id), name: no.name } },
    tick: row.tick,
    minSize: row.minSize,
    negRisk: row.negRisk,
    fee: row.fee,
    reward: row.reward,
    endMs: row.endMs,
    gameStartMs: null,
    clearBookOnStart: false,
    eventMs: null,
    takerDelayMs: DEFAULT_TAKER_DELAY_MS,
    payout: row.resolved,
  };
}
