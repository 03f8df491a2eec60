// Markets that nobody may quote until an operator says so. Kept here and on disk, not in the market's actor: what is halted stays
// halted through a crash of the market, of its shard and of the process. A halt that cannot be written down halts the house.
import type { MarketId } from '#domain/ids.ts';
import { type Halts, haltsText, parseHalts } from '#domain/money/halts.ts';
import { KILL_SWITCH } from '#machines/kill-switch.machine.ts';
import { marketAddress } from '#machines/market.machine.ts';
import type { Desk } from './desk.ts';

export const HALTS_FILE = 'halts.json';

export class MarketHalts {
  readonly #desk: Desk;
  /** Not halted, but only reduced, with why: discovery chose others. Whoever rotates them writes it. */
  readonly retired = new Map<MarketId, string>();
  /** Chosen, but not taken in, with why: nothing of them is traded. As above. */
  readonly refused = new Map<MarketId, { readonly slug: string; readonly why: string }>();
  #halts = new Map<MarketId, string>();
  /** What is wrong with the file of an earlier life: nobody knows what was halted, so the house is. */
  problem: string | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** What an earlier life halted. */
  read(): void {
    const { files, settings } = this.#desk;
    const read = parseHalts(files.read(HALTS_FILE), settings.mode);
    if ('problem' in read) this.problem = `${HALTS_FILE} does not read (${read.problem})`;
    else this.#halts = new Map(read.halts);
  }

  /** Why the market is halted; null: it is not. */
  reason(market: MarketId): string | null {
    return this.#halts.get(market) ?? null;
  }

  all(): Halts {
    return this.#halts;
  }

  /** For good. A market that is away finds it when it is back. */
  halt(market: MarketId, reason: string): void {
    const desk = this.#desk;
    if (!this.#halts.has(market)) {
      this.#halts.set(market, reason);
      const problem = this.#write();
      if (problem !== null)
        desk.post(KILL_SWITCH, { type: 'HALT', reason: `a halt could not be written down: ${reason}: ${problem}` });
    }
    const slug = desk.markets.get(market)?.facts.slug;
    if (slug !== undefined) desk.post(marketAddress(slug), { type: 'HALT', reason });
  }

  /** By an operator. Throws when it cannot be written down: then it stays halted. */
  resume(market: MarketId): void {
    const desk = this.#desk;
    const before = this.#halts.get(market);
    if (before === undefined) return;
    this.#halts.delete(market);
    const problem = this.#write();
    if (problem !== null) {
      this.#halts.set(market, before);
      throw new Error(`the market stays halted: ${problem}`);
    }
    const slug = desk.markets.get(market)?.facts.slug;
    if (slug === undefined) return;
    desk.transition(marketAddress(slug), 'halted', 'resumed', 'operator');
    desk.post(marketAddress(slug), { type: 'RESUME' });
  }

  /** The operator knows that nobody knows. Throws as `resume` does. */
  accept(): void {
    if (this.problem === null) return;
    const problem = this.#write();
    if (problem !== null) throw new Error(problem);
    this.problem = null;
  }

  /** Nothing of it is left. */
  finished(market: MarketId): void {
    this.retired.delete(market);
    if (this.#halts.delete(market)) this.#write();
  }

  #write(): string | null {
    const { files, settings } = this.#desk;
    try {
      if (this.#halts.size === 0) files.remove(HALTS_FILE);
      else files.write(HALTS_FILE, haltsText(settings.mode, this.#halts));
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}
