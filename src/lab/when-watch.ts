// Every order in the moment in which it leaves: whether it may leave now, by the market's own times, by what the venue has asked
// for, and after an engine restart by what was read before.
import type { OrderIntent } from '#domain/orders/order.ts';
import { STATED } from './checks.ts';
import type { ClosingTimes } from './closing-times.ts';
import type { Scene } from './scene.ts';

export class WhenWatch {
  readonly #scene: Scene;
  readonly #times: ClosingTimes;

  constructor(scene: Scene, times: ClosingTimes) {
    this.#scene = scene;
    this.#times = times;
  }

  /** Before they leave. */
  leaving(orders: readonly OrderIntent[]): void {
    const { clock, witness, say, slug } = this.#scene;
    for (const { id, market } of orders) {
      const closed = this.#times.closed(market);
      if (closed) say('closing', `${id} leaves in ${slug(market)} ${closed.forMs} ms after it closed: ${closed.why}`);
      const pausedMs = witness.pausedUntilMs - clock.now();
      if (pausedMs > 0) say('paused', `${id} leaves, and for ${pausedMs} ms the venue has enough of us`);
      const unlistedMs = clock.now() - witness.listings.readMs;
      if (unlistedMs > STATED.unlistedMs) say('unlisted', `${id} leaves ${unlistedMs} ms after the last listing`);
      const { unread, refused } = witness.engine;
      if (unread) say('race', `${id} leaves, and since the engine was down nobody has read what rests`);
      if (refused) say('refused', `${id} leaves, and since orders were turned away nobody has read what rests`);
    }
  }

  look(): void {
    this.#times.look();
  }
}
