// What comparing our books with the venue's is judged by and remembered as: when anything of ours moved last, what the venue said
// it would still cover, and what differed and what was done about it, for people. Written by gateway and reconciler; it lives on
// the desk because a restart of either forgives nothing.
import type { MarketId } from '#domain/ids.ts';
import type { Cash } from '#domain/money/accounts.ts';
import type { Fact } from '#domain/money/fact.ts';
import type { Difference } from '#domain/money/reconcile.ts';
import { Decimal, type Usd } from '#domain/units.ts';

export interface ReconcileNote {
  readonly atMs: number;
  readonly what: 'divergence' | 'repaired';
  readonly text: string;
}

/** For people; the oldest go. */
export const NOTES_MAX = 100;
/** What the venue once said of our cash means nothing any more. */
const HEADROOM_MS = 60_000;
const NEVER = Number.NEGATIVE_INFINITY;

export class Reconciliation {
  readonly notes: ReconcileNote[] = [];
  /** Looks that were compared, and those of them in which nothing differed. */
  looks = 0;
  clean = 0;
  /** Nothing differed at the last look. */
  agrees = true;
  /** Our clock, of the last look in which nothing differed. */
  cleanMs: number | null = null;
  /** Steady times of the last fact that moved cash, and shares of a market, in our books or in the venue's. */
  #cashMs = NEVER;
  readonly #sharesMs = new Map<MarketId, number>();
  /** Gaps that were seen, each with the steady time of the reading that showed it first. */
  readonly #seen = new Map<string, { readonly gap: string; readonly askedMs: number }>();
  /** Gaps that were told and have not closed since. */
  readonly #told = new Map<string, string>();
  #headroom: { readonly usd: Usd; readonly untilMs: number } | null = null;

  take(fact: Fact, steadyMs: number): void {
    switch (fact.fact) {
      // What the venue tells of a balance moves with the chain, not with the match.
      case 'settlement':
      case 'fill':
      case 'merge':
      case 'split':
      case 'redemption':
        break;
      case 'flow':
        this.#cashMs = steadyMs;
        return;
      default:
        return;
    }
    this.#cashMs = steadyMs;
    // Only the latest counts: markets long gone may be forgotten, the oldest first.
    this.#sharesMs.delete(fact.market);
    this.#sharesMs.set(fact.market, steadyMs);
    if (this.#sharesMs.size > 20_000) this.#sharesMs.delete(this.#sharesMs.keys().next().value as MarketId);
  }

  /** Whether a reading that was asked for at that moment can prove what it shows. One from before the last movement proves
   *  nothing, nor does one so soon after it (`lagMs`) that a cache may have answered; but a gap that has stayed the same for as
   *  long, across a movement, was there without it: no cache is as old. */
  proves(differences: readonly Difference[], askedMs: number, lagMs: number): boolean {
    const keys = new Set(differences.map(keyOf));
    for (const key of this.#seen.keys()) if (!keys.has(key)) this.#seen.delete(key);
    let proven = true;
    for (const difference of differences) {
      const key = keyOf(difference);
      const before = this.#seen.get(key);
      if (before?.gap !== difference.gap) this.#seen.set(key, { gap: difference.gap, askedMs });
      const movedMs = difference.market === null ? this.#cashMs : (this.#sharesMs.get(difference.market) ?? NEVER);
      const wasThere = before?.gap === difference.gap && before.askedMs < movedMs && askedMs - before.askedMs >= lagMs;
      if (movedMs >= askedMs || (askedMs - movedMs < lagMs && !wasThere)) proven = false;
    }
    return proven;
  }

  /** True the first time, and whenever the gap is another one. */
  isNews(difference: Difference): boolean {
    const key = keyOf(difference);
    if (this.#told.get(key) === difference.gap) return false;
    this.#told.set(key, difference.gap);
    return true;
  }

  /** What was proven and told, and has not closed since. While news is on its way, looks differ and this is false. */
  get diverged(): boolean {
    return this.#told.size > 0;
  }

  note(atMs: number, what: ReconcileNote['what'], text: string): void {
    this.notes.push({ atMs, what, text });
    if (this.notes.length > NOTES_MAX) this.notes.shift();
  }

  /** A buy was refused: so much and no more is there for all buys together, by what the venue says. */
  refused(usd: Usd, steadyMs: number): void {
    this.#headroom = { usd, untilMs: steadyMs + HEADROOM_MS };
  }

  /** Cash that buys may count on: ours, or what the venue says when it knows of less. */
  spendable(ours: Usd, steadyMs: number): Usd {
    if (!this.#headroom || steadyMs >= this.#headroom.untilMs) return ours;
    return Decimal.min(ours, this.#headroom.usd);
  }

  /** Nothing differs: the venue's cash is ours. While proceeds of a sale are not settled it counts them, and lets nobody spend
   *  them: then a refusal still holds. */
  agreed(atMs: number, { held, settled }: Cash): void {
    this.clean += 1;
    this.cleanMs = atMs;
    if (settled.gte(held)) this.#headroom = null;
    this.#seen.clear();
    this.#told.clear();
  }
}

function keyOf({ market, what }: Difference): string {
  return `${market} ${what}`;
}
