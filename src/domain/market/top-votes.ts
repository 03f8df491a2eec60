// What the venue itself says is the best bid and ask, one vote per outcome, both in YES terms. Votes belong to one engine
// update (one venue time): the first frame of a group already carries the final state, and a newer update starts afresh.
import { MICRO, microText, type Price } from '#domain/units.ts';
import type { Outcome } from './market.ts';

const UNSAID = -1;

export class TopVotes {
  #atMs = 0;
  // An empty bid is 0 and an empty ask is MICRO, so that the mirror of a vote is always MICRO minus it.
  #yesBid = UNSAID;
  #yesAsk = UNSAID;
  #noBid = UNSAID;
  #noAsk = UNSAID;

  clear(): void {
    this.#yesBid = this.#yesAsk = this.#noBid = this.#noAsk = UNSAID;
  }

  /** Forgets the votes of an older update. */
  startUpdate(atMs: number): void {
    if (atMs === this.#atMs) return;
    this.#atMs = atMs;
    this.clear();
  }

  /** `null`: that side is empty; `undefined`: no vote. Prices in the terms of `outcome`. */
  cast(outcome: Outcome, bestBid: Price | null | undefined, bestAsk: Price | null | undefined): void {
    if (outcome === 'yes') {
      if (bestBid !== undefined) this.#yesBid = bestBid ?? 0;
      if (bestAsk !== undefined) this.#yesAsk = bestAsk ?? MICRO;
    } else {
      if (bestBid !== undefined) this.#noAsk = MICRO - (bestBid ?? 0);
      if (bestAsk !== undefined) this.#noBid = MICRO - (bestAsk ?? MICRO);
    }
  }

  /** `bid` 0 and `ask` MICRO mean an empty side. */
  agree(bid: number, ask: number): boolean {
    return (
      agrees(this.#yesBid, bid) && agrees(this.#noBid, bid) && agrees(this.#yesAsk, ask) && agrees(this.#noAsk, ask)
    );
  }

  text(): string {
    return `YES ${side(this.#yesBid)}/${side(this.#yesAsk)}, NO mirrored ${side(this.#noBid)}/${side(this.#noAsk)}`;
  }
}

function agrees(vote: number, found: number): boolean {
  return vote === UNSAID || vote === found;
}

function side(vote: number): string {
  return vote === UNSAID ? '?' : microText(vote);
}
