// The facts of a market as text people write and read: in a recording's header and in a facts file. Decimals are strings.
import { z } from 'zod';
import type { FeeSchedule, Market, RewardProgramme } from '#domain/market/market.ts';
import {
  Decimal,
  MICRO,
  microText,
  type Price,
  parseMicro,
  parsePrice,
  parseShares,
  parseUsd,
  type Usd,
} from '#domain/units.ts';

/** Ids and names, in characters. */
const TEXT_MAX = 200;
const END_MS_MAX = 8.64e15;
const FEE_EXPONENT_MAX = 10;
const MULTIPLIER_MAX = 1_000;

/** Turns the domain's parsers into schema rules, with their own words for what is wrong. */
function parsed<T>(parse: (text: unknown) => T): z.ZodType<T> {
  return z.unknown().transform((value, context) => {
    try {
      return parse(value);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });
}

export const idSchema = z.string().min(1).max(TEXT_MAX);
/** Slugs name actors and report lines. */
export const slugSchema = z.string().regex(/^[A-Za-z0-9][\w.-]{0,199}$/, 'not a slug');
export const tickSchema = parsed((text) => parsePrice(text, 'tick'));
export const minSizeSchema = parsed((text) => parseShares(text, 'size'));
export const endMsSchema = z.number().int().nonnegative().max(END_MS_MAX).nullable();
/** Milliseconds since 1970; null: there is none. */
export const eventMsSchema = parsed((value) => {
  if (value === null || (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= END_MS_MAX))
    return value as number | null;
  throw new Error(`must be whole milliseconds since 1970 or null, found ${JSON.stringify(value)?.slice(0, TEXT_MAX)}`);
});

/** What one YES share pays: 0, 1, a half, or null while undecided. */
export const resolvedSchema = z
  .union([z.literal(0), z.literal(1), z.literal(0.5)])
  .nullable()
  .transform((share) => (share === null ? null : ((share * MICRO) as Price)));

export const feeSchema = z
  .strictObject({
    rate: parsed(shareOf('rate')),
    exponent: z.number().int().nonnegative().max(FEE_EXPONENT_MAX),
    rebateRate: parsed(shareOf('rebateRate')),
  })
  .nullable() satisfies z.ZodType<FeeSchedule | null>;

/** A multiplier is a number, as everywhere; the rest are decimal texts. */
export const rewardSchema = z
  .strictObject({
    dailyUsd: parsed((text) => atLeastZero(parseUsd(text, 'dailyUsd'), 'dailyUsd')),
    maxSpread: parsed((text) => parsePrice(text, 'maxSpread')),
    minSize: parsed((text) => parseShares(text, 'minSize')),
    multiplier: z.number().positive().max(MULTIPLIER_MAX),
  })
  .nullable() satisfies z.ZodType<RewardProgramme | null>;

export function rewardText(reward: RewardProgramme | null): object | null {
  if (!reward) return null;
  const { dailyUsd, maxSpread, minSize, multiplier } = reward;
  return {
    dailyUsd: dailyUsd.toDecimalPlaces(6).toFixed(),
    maxSpread: microText(maxSpread),
    minSize: microText(minSize),
    multiplier,
  };
}

export function feeText(fee: FeeSchedule | null): object | null {
  if (!fee) return null;
  return { rate: fee.rate.toFixed(), exponent: fee.exponent, rebateRate: fee.rebateRate.toFixed() };
}

export function resolvedText(payout: Market['payout']): number | null {
  return payout === null ? null : payout / MICRO;
}

export const decimalText = microText;

/** All problems of a schema in one line: `markets.0.tick: …; …`. */
export function problemsText(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'value'}: ${issue.message}`).join('; ');
}

function atLeastZero(amount: Usd, name: string): Usd {
  if (amount.isNegative()) throw new Error(`${name}: ${amount.toFixed()} is below zero`);
  return amount;
}

/** A rate between 0 and 1. */
function shareOf(name: string): (text: unknown) => Decimal {
  return (text) => {
    const micro = parseMicro(text, name);
    if (micro > MICRO) throw new Error(`${name}: ${String(text)} is more than 1`);
    return new Decimal(parseUsd(text, name));
  };
}
