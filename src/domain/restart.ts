// What a supervisor does when a child ends: a pure decision over its restart policy and the times it was restarted.
// Promises: neither clock nor chance inside, a delay that is always finite and at most `capMs`. Who goes along with the child
// is `siblings.ts`; starting, stopping and waiting are the supervisor's business.

/** `permanent` always comes back, `transient` only after a crash, `temporary` never. */
export interface RestartPolicy {
  readonly restart: 'permanent' | 'transient' | 'temporary';
  /** Restarts allowed inside any `periodMs`; one more escalates. Zero: the first ending escalates. */
  readonly intensity: number;
  readonly periodMs: number;
  readonly backoff: Backoff;
}

/** The wait is firstMs, firstMs·factor, … up to capMs, and starts over once `quietMs` passed without an ending.
 *  `quietMs` must exceed `capMs`: the wait itself is part of the time between two endings. */
export interface Backoff {
  readonly firstMs: number;
  readonly factor: number;
  readonly capMs: number;
  readonly quietMs: number;
  /** Share of the wait, 0 to 1, that chance may take away: children that fell together do not come back in step. */
  readonly jitter: number;
}

export type Verdict =
  | { readonly kind: 'restart'; readonly delayMs: number; readonly restarts: readonly number[] }
  | { readonly kind: 'escalate' }
  | { readonly kind: 'forget' };

/** Times kept beyond the intensity, for the backoff: by then every sensible wait has reached its cap. */
const BACKOFF_STEPS_MAX = 64;

/** Decides about a child that ended at `nowMs`; `restarts` are the times of the earlier verdicts, oldest first, as the
 *  last verdict returned them. A time in the future (a clock that went back) counts as recent. `chance`: one draw from
 *  [0, 1), of which 0 gives the whole wait. */
export function verdict(
  policy: RestartPolicy,
  reason: 'crash' | 'normal',
  restarts: readonly number[],
  nowMs: number,
  chance = 0,
): Verdict {
  if (policy.restart === 'temporary') return { kind: 'forget' };
  if (policy.restart === 'transient' && reason === 'normal') return { kind: 'forget' };
  const recent = restarts.filter((atMs) => atMs > nowMs - policy.periodMs).length;
  if (recent >= policy.intensity) return { kind: 'escalate' };
  const streak = unbroken(restarts, policy.backoff.quietMs, nowMs);
  const worthKeeping = Math.max(recent, Math.min(streak, BACKOFF_STEPS_MAX));
  const kept = [...restarts.slice(restarts.length - worthKeeping), nowMs];
  return { kind: 'restart', delayMs: delayAfter(policy.backoff, streak, chance), restarts: kept };
}

/** How many of the latest restarts followed each other, up to now, without a quiet time between them. */
function unbroken(restarts: readonly number[], quietMs: number, nowMs: number): number {
  let count = 0;
  let later = nowMs;
  for (const atMs of restarts.toReversed()) {
    if (later - atMs >= quietMs) break;
    later = atMs;
    count += 1;
  }
  return count;
}

function delayAfter({ firstMs, factor, capMs, jitter }: Backoff, streak: number, chance: number): number {
  const wait = firstMs * factor ** streak;
  return Math.round((wait < capMs ? wait : capMs) * (1 - jitter * chance));
}
