// Markets that were paid out and in which nothing of ours is left: soon nobody may know them any more, or a long life drowns in
// them. Looked for on the desk, among those who live, and among the streams that are listened to.
import { STATED } from './checks.ts';
import type { Life } from './life.ts';
import { MAKER, type Scene } from './scene.ts';

const EVERY_MS = 1_000;

export class LeftoverWatch {
  readonly #scene: Scene;
  readonly #life: Life;
  #lookedMs = Number.NEGATIVE_INFINITY;
  /** By market: since when nothing of ours is in it, on the clock that stands still while nothing gets through. */
  readonly #overMs = new Map<string, number>();

  constructor(scene: Scene, life: Life) {
    this.#scene = scene;
    this.#life = life;
  }

  look(): void {
    const { clock, world, weather, say } = this.#scene;
    if (clock.now() - this.#lookedMs < EVERY_MS || !this.#life.alive) return;
    this.#lookedMs = clock.now();
    const { holdings } = world.exchange.account(MAKER);
    for (const { id, slug, payout } of world.exchange.markets()) {
      const { yes = 0, no = 0 } = holdings.get(id) ?? {};
      if (payout === null || yes !== 0 || no !== 0 || this.#excused(id)) {
        this.#overMs.delete(id);
        continue;
      }
      const sinceMs = this.#overMs.get(id) ?? weather.openMs;
      this.#overMs.set(id, sinceMs);
      const ageMs = weather.openMs - sinceMs;
      const who = ageMs > STATED.forgottenMs ? this.#known(id, slug) : null;
      if (who !== null) say('forgotten', `${slug} is over for ${ageMs} ms, and ${who}`);
    }
  }

  /** What nobody explains halts a market until a person has looked; and shares that nobody was told of are not redeemed. */
  #excused(market: Parameters<Life['desk']['markets']['get']>[0]): boolean {
    const { untold } = this.#scene;
    const isUntold = untold.shares(`${market} yes`) !== 0 || untold.shares(`${market} no`) !== 0;
    return isUntold || this.#life.desk.markets.get(market)?.phase === 'halted';
  }

  #known(id: Parameters<Life['desk']['markets']['get']>[0], slug: string): string | null {
    const { desk, tree } = this.#life;
    if (desk.markets.has(id)) return 'the desk keeps it';
    const actor = tree
      .actors()
      .find(({ address }) => address === `market:${slug}` || address.startsWith(`market:${slug}/`));
    if (actor) return `${actor.address} lives`;
    return this.#scene.witness.listens(id) ? 'somebody listens to its stream' : null;
  }
}
