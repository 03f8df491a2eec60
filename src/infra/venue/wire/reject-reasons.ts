// The venue's texts of refusal, sorted into ours. The texts differ between its pages and change, so a row is what is
// characteristic in one; whatever no row knows is a refusal without a known reason, except where doubt is cheaper.
import type { RejectReason } from '#domain/failure.ts';

/** `unsure`: the text does not prove that nothing was done. */
const REASONS: readonly (readonly [what: RegExp, reason: RejectReason | 'unsure'])[] = [
  [/context canceled|could not insert order|could not run the execution|internal server error|^OOM$/i, 'unsure'],
  [/deadline exceeded|timed? ?out|service unavailable|bad gateway/i, 'unsure'],
  [/match delayed due to market conditions/i, 'unsure'],
  [/rate limit exceeded for token/i, 'unsure'],
  [/is invalid\. duplicated/i, 'duplicateId'],
  [/crosses (the )?book/i, 'crossesBook'],
  [/minimum tick size/i, 'offTick'],
  [/lower than the minimum|marketable .* min size/i, 'belowMinimumSize'],
  [/not enough balance|balance is not enough|allowance is not enough/i, 'notCovered'],
  [/post-only mode|post_only_mode/i, 'postOnlyMode'],
  [/order_version_mismatch|invalid order version/i, 'versionMismatch'],
  [
    /address banned|closed only mode|maker address not allowed|restricted (region|in your)|geoblock/i,
    'accountRestricted',
  ],
  [/invalid api key|invalid l1 request headers|^unauthorized/i, 'unauthorised'],
  [/not yet ready to process/i, 'notReady'],
  [/no orderbook exists|market not found/i, 'unknownMarket'],
  [/market (is )?(closed|resolved|not accepting)|not accepting orders/i, 'marketClosed'],
];

const CLAMP = BigInt(Number.MAX_SAFE_INTEGER);
/** Characters of a text that are looked at. */
const TEXT_MAX = 2_000;

export function reasonOf(text: string): RejectReason | 'unsure' {
  const head = text.slice(0, TEXT_MAX);
  return REASONS.find(([what]) => what.test(head))?.[1] ?? 'other';
}

/** What a refusal says about balances, in whole millionths; null where it does not. */
export interface Headroom {
  readonly balance: bigint | null;
  readonly allowance: bigint | null;
  readonly orderSize: bigint | null;
  readonly matched: bigint | null;
}

/** Millionths that the text leaves for orders: the smaller of balance and allowance, without what is matched already. null: it
 *  names neither. */
export function coverIn(text: string): number | null {
  const found = headroomIn(text);
  const named = [found?.balance ?? null, found?.allowance ?? null].filter((value) => value !== null);
  const [first] = named;
  if (first === undefined) return null;
  const least = named.reduce((least, value) => (value < least ? value : least), first) - (found?.matched ?? 0n);
  return least <= 0n ? 0 : Number(least > CLAMP ? CLAMP : least);
}

/** Reads `… -> balance: 7875, order amount: 10000` and its longer forms. */
export function headroomIn(text: string): Headroom | null {
  const head = text.slice(0, TEXT_MAX);
  const units = (what: RegExp) => {
    const digits = what.exec(head)?.[1];
    return digits === undefined ? null : BigInt(digits);
  };
  const found: Headroom = {
    balance: units(/\bbalance: (\d{1,78})/),
    allowance: units(/\ballowance: (\d{1,78})/),
    orderSize: units(/\border amount(?: \(inc\. fees\))?: (\d{1,78})/),
    matched: units(/\bsum of matched orders: (\d{1,78})/),
  };
  return Object.values(found).some((value) => value !== null) ? found : null;
}
