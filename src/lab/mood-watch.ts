// Moods in which nothing of ours may rest, judged at the exchange and by what was answered: a house that is latched at cancelling,
// one whose beats nobody acknowledges, one whose private stream is silent, and one that reads no listing. Whoever cannot cancel is
// given time; whoever does not is named.
import { LADDER } from '#domain/money/kill-rules.ts';
import { STATED } from './checks.ts';
import { MAKER, type Scene } from './scene.ts';
import type { TreeWatch } from './tree-watch.ts';

const EVERY_MS = 250;
const CLOSED: readonly string[] = LADDER.slice(LADDER.indexOf('cancelAll'));

export class MoodWatch {
  readonly #scene: Scene;
  readonly #tree: TreeWatch;
  readonly #bornOpenMs: number;
  #lookedMs = Number.NEGATIVE_INFINITY;
  /** Since when, on the clock that stands still while nothing gets through. */
  #latchedOpenMs: number | null = null;
  #beat = { ms: Number.NEGATIVE_INFINITY, openMs: 0 };
  #news = { ms: Number.NEGATIVE_INFINITY, openMs: 0 };
  /** On the clock that stands still while cancels do not get through: reads may fail. */
  #listing: { ms: number; cancelsMs: number };

  constructor(scene: Scene, tree: TreeWatch) {
    this.#scene = scene;
    this.#tree = tree;
    this.#bornOpenMs = scene.weather.openMs;
    this.#listing = { ms: Number.NEGATIVE_INFINITY, cancelsMs: scene.weather.cancelsMs };
    this.#beat.openMs = this.#news.openMs = this.#bornOpenMs;
  }

  look(): void {
    const { clock, weather, witness, life, world } = this.#scene;
    const nowMs = clock.now();
    if (nowMs - this.#lookedMs < EVERY_MS || !life().alive) return;
    this.#lookedMs = nowMs;
    const { openMs } = weather;
    if (witness.beatMs !== this.#beat.ms) this.#beat = { ms: witness.beatMs, openMs };
    const cancels = CLOSED.includes(this.#tree.latched);
    this.#latchedOpenMs = cancels ? (this.#latchedOpenMs ?? openMs) : null;
    const latchedMs = this.#latchedOpenMs === null ? 0 : openMs - this.#latchedOpenMs;
    const beatlessMs = openMs - this.#beat.openMs;
    if (witness.newsMs !== this.#news.ms || this.#isReturning()) this.#news = { ms: witness.newsMs, openMs };
    const unheardMs = openMs - this.#news.openMs;
    const unwatchedMs = this.#unlistedMs() - STATED.unlistedMs;
    if (Math.max(latchedMs, beatlessMs, unheardMs, unwatchedMs) <= STATED.moodMs) return;
    const order = world.exchange.openOrders(MAKER).find(({ id }) => !witness.strangers.has(id));
    if (!order) return;
    if (latchedMs > STATED.moodMs) this.#scene.say('halted', `${order.id} rests ${latchedMs} ms after the latch`);
    else if (beatlessMs > STATED.moodMs)
      this.#scene.say('beatless', `${order.id} rests ${beatlessMs} ms after the last beat that was acknowledged`);
    else if (unwatchedMs > STATED.moodMs)
      this.#scene.say('unwatched', `${order.id} rests, and no listing was read since`);
    else this.#scene.say('unheard', `${order.id} rests ${unheardMs} ms after the private stream fell silent`);
  }

  #unlistedMs(): number {
    const { weather, witness } = this.#scene;
    const { readMs } = witness.listings;
    if (readMs !== this.#listing.ms || this.#isReturning())
      this.#listing = { ms: readMs, cancelsMs: weather.cancelsMs };
    return weather.cancelsMs - this.#listing.cancelsMs;
  }

  /** Whoever starts anew has to find out once more that it hears nothing. */
  #isReturning(): boolean {
    const { tree } = this.#scene.life();
    return tree.stateOf('order-gateway') === null || tree.stateOf('account-feed') === null;
  }
}
