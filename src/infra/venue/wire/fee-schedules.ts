// A market's fee schedule, in the spellings of Gamma, the stream and the compact market facts.
import type { Of } from './codec.ts';
import { BOOL, NUMBER, RATE } from './scalars.ts';
import { at, maybe, shape, unless } from './shape.ts';

export type WireFee = Of<typeof FEE_SCHEDULE>;

/** `feeSchedule` of Gamma. */
export const FEE_SCHEDULE = shape('fee schedule', {
  rate: at('rate', RATE),
  exponent: at('exponent', NUMBER),
  takerOnly: maybe('takerOnly', BOOL),
  rebateRate: maybe('rebateRate', RATE),
});

/** `fee_schedule` of the stream: its documents spell it as Gamma does, its frames do not. */
export const STREAM_FEE = shape('stream fee', {
  rate: at('rate', RATE),
  exponent: at('exponent', NUMBER),
  takerOnly: maybe(['taker_only', 'takerOnly'], BOOL),
  rebateRate: maybe(['rebate_rate', 'rebateRate'], RATE),
});

/** `fd` of the compact facts: says nothing of rebates. */
export const SHORT_FEE = shape('short fee', {
  rate: at('r', RATE),
  exponent: at('e', NUMBER),
  takerOnly: unless(false, 'to', BOOL),
});
