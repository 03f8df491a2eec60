// Authentication headers as a server gets them: names in lower case, values from anybody.

/** By name in lower case, as Node hands them over. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export type HeaderFault =
  /** Missing, twice, or no such thing. */
  'badHeader';

export type ClockFault =
  /** Older than tolerated. */
  'expired' | 'fromTheFuture';

/** Longer ones are not looked at. */
const VALUE_MAX = 2_000;

/** One value, or undefined when there is none or more than one. */
export function headerOf(headers: Headers, name: string): string | undefined {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  return typeof value === 'string' && value.length <= VALUE_MAX ? value : undefined;
}

/** Plain digits without leading zeros, at most 2^53 − 1. */
export function wholeNumber(text: string | undefined): number | null {
  if (text === undefined || !/^(?:0|[1-9]\d{0,15})$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

/** Of unix seconds against our clock. */
export function clockFault(timestamp: number, nowMs: number, toleranceS: number): ClockFault | null {
  const aheadS = timestamp - nowMs / 1_000;
  if (aheadS < -toleranceS) return 'expired';
  return aheadS > toleranceS ? 'fromTheFuture' : null;
}
