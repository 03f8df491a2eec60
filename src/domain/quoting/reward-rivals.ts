// How strong the others are in a market's reward programme, learned from what the venue says of our share (quant.md section 6, pitfalls).
// The visible book stands for one competitor, which is a guess: orders in it are too small, too young, or ours to share with nobody
// knows whom. Each reading sets the guess right by a part of what it was off, and says when the venue stays far from it.

/** Share of what a reading was off that is believed at once; the first one is believed whole. */
const WEIGHT = 0.3;
/** Beyond these the reading is of another moment than our look at the book. */
const FACTOR_MIN = 0.02;
const FACTOR_MAX = 50;
/** So far from what was expected, on average of so many readings, is no accident. One alone proves nothing: books move between our
 *  look and theirs. */
const OFF_SHARE = 0.3;
const OFF_READINGS = 24;

export class RewardRivals {
  #factor = 1;
  #readings = 0;
  #isOff = false;
  /** Of the readings since the last judgement. */
  #sums = { readings: 0, told: 0, expected: 0 };

  /** What the score of the visible others is multiplied by. */
  get factor(): number {
    return this.#factor;
  }

  /** At the last judgement the venue's word was more than 30 % from what we had expected. */
  get isOff(): boolean {
    return this.#isOff;
  }

  /** `told`: our share in [0, 1] as the venue says. `own` and `others`: scores of our orders and of the visible rest at that time.
   *  Returns the share that was expected; null when there was nothing to compare. */
  hear(told: number, own: number, others: number): number | null {
    if (!(told >= 0 && told <= 1 && own > 0 && others > 0)) return null;
    const expected = own / (own + others * this.#factor);
    this.#readings += 1;
    // What the first one is held against is a guess about people whom we do not know.
    if (this.#readings > 1) this.#judge(told, expected);
    if (told > 0 && told < 1) this.#learn((own * (1 - told)) / told / others);
    return expected;
  }

  #judge(told: number, expected: number): void {
    const { readings, ...sums } = this.#sums;
    this.#sums = { readings: readings + 1, told: sums.told + told, expected: sums.expected + expected };
    if (this.#sums.readings < OFF_READINGS) return;
    this.#isOff = Math.abs(this.#sums.told - this.#sums.expected) > OFF_SHARE * this.#sums.expected;
    this.#sums = { readings: 0, told: 0, expected: 0 };
  }

  #learn(factor: number): void {
    const found = Math.min(FACTOR_MAX, Math.max(FACTOR_MIN, factor));
    this.#factor = this.#readings === 1 ? found : this.#factor * (found / this.#factor) ** WEIGHT;
  }
}
