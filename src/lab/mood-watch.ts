// Moods in which nothing of ours may rest, judged at the exchange and by what was answered: a house that is latched at cancelling,
// one whose beats nobody acknowledges, and one whose private stream is silent. Whoever cannot cancel is given time; whoever does
// not is named.
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

  constructor(scene: Scene, tree: TreeWatch) {
    this.#scene = scene;
    this.#tree = tree;
    this.#bornOpenMs = scene.weather.openMs;
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
    if (Math.max(latchedMs, beatlessMs, unheardMs) <= STATED.moodMs) return;
    const order = world.exchange.openOrders(MAKER).find(({ id }) => !witness.strangers.has(id));
    if (!order) return;
    if (latchedMs > STATED.moodMs) this.#scene.say('halted', `${order.id} rests ${latchedMs} ms after the latch`);
    else if (beatlessMs > STATED.moodMs)
      this.#scene.say('beatless', `${order.id} rests ${beatlessMs} ms after the last beat that was acknowledged`);
    else this.#scene.say('unheard', `${order.id} rests ${unheardMs} ms after the private stream fell silent`);
  }

  /** Whoever starts anew has to find out once more that it hears nothing. */
  #isReturning(): boolean {
    const { tree } = this.#scene.life();
    return tree.stateOf('order-gateway') === null || tree.stateOf('account-feed') === null;
  }
}
