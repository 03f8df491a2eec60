// Another hand on our account: in some nights somebody places a small order by the venue's own pages now and then, far from
// where anybody trades. The house never sent it and has no row of it; it must find it in the venue's listing and take it away.
import { orderId } from '#domain/ids.ts';
import type { Random } from '#domain/ports.ts';
import { MAKER, type Scene } from './scene.ts';

/** Nights that have one, and the time between two orders. */
const SHARE = 0.25;
const EVERY_MIN_MS = 10_000;
const EVERY_MAX_MS = 60_000;

export class OtherHand {
  readonly #scene: Scene;
  readonly #random: Random;
  readonly #note: (text: string) => void;
  #count = 0;

  constructor(scene: Scene, random: Random, note: (text: string) => void) {
    this.#scene = scene;
    this.#random = random;
    this.#note = note;
  }

  /** Until then, on the world's clock. Behind a client of the venue's text ids are hashes, and nobody types those. */
  start(untilMs: number): void {
    if (this.#random.next() < SHARE && this.#scene.world.lines === null) this.#wait(untilMs);
  }

  #wait(untilMs: number): void {
    const { clock, life } = this.#scene;
    const waitMs = EVERY_MIN_MS + (EVERY_MAX_MS - EVERY_MIN_MS) * this.#random.next();
    clock.setTimeout(() => {
      if (clock.now() >= untilMs || !life().alive) return;
      this.place();
      this.#wait(untilMs);
    }, waitMs);
  }

  /** One order, where the venue takes it. */
  place(): void {
    const { world, witness, lives, slug } = this.#scene;
    const open = world.exchange.markets().filter(({ payout }) => payout === null);
    const market = open[Math.floor(this.#random.next() * open.length)];
    if (!market || lives() > 1) return;
    this.#count += 1;
    const id = orderId(`by-hand-${this.#count}`);
    const terms = { market: market.id, slot: 'yesBid', price: market.tick, size: market.minSize } as const;
    const { result } = world.exchange.submit(MAKER, { id, ...terms, kind: 'postOnly' });
    if (result !== 'resting') return;
    witness.strangers.add(id);
    this.#note(`another hand places ${id} in ${slug(market.id)}`);
  }
}
