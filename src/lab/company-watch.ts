// Who comes later in a list relies on those before: when one of them is restarted, they are restarted with it. Judged from what
// supervisors report, by lists of our own.
import type { ChildReport } from '#machines/supervisor.machine.ts';
import type { Life } from './life.ts';
import type { Scene } from './scene.ts';

const VENUE = ['order-gateway', 'heartbeat', 'account-feed'];
const MARKET = ['complete-set', 'queue-tracker', 'quoter'];

export class CompanyWatch {
  readonly #scene: Scene;
  /** By whoever crashed: who has to come back with it and has not yet. */
  readonly #missing = new Map<string, Set<string>>();
  /** Came back in this step. */
  #back: string[] = [];

  constructor(scene: Scene, life: Life) {
    this.#scene = scene;
    const tell = life.desk.onChild;
    life.desk.onChild = (report) => {
      tell(report);
      this.#reported(report);
    };
  }

  /** After each step: they come back together. */
  look(): void {
    for (const address of this.#back) {
      const missing = [...(this.#missing.get(address) ?? [])];
      this.#missing.delete(address);
      if (missing.length > 0) this.#scene.say('company', `${address} was restarted without ${missing.join(' and ')}`);
    }
    this.#back = [];
  }

  #reported({ kind, address }: ChildReport): void {
    if (kind === 'crashed') {
      this.#forgetBelow(address);
      const later = laterThan(address);
      if (later.length > 0) this.#missing.set(address, new Set(later));
    } else if (kind === 'restarted') {
      for (const [other, missing] of this.#missing) if (other !== address) missing.delete(address);
      this.#forgetBelow(address);
      if (this.#missing.has(address)) this.#back.push(address);
    } else if (kind === 'escalated') this.#missing.delete(address);
  }

  /** Whoever starts anew has a new list. */
  #forgetBelow(address: string): void {
    for (const other of this.#missing.keys()) if (isBelow(other, address)) this.#missing.delete(other);
  }
}

function laterThan(address: string): readonly string[] {
  if (VENUE.includes(address)) return VENUE.slice(VENUE.indexOf(address) + 1);
  const [home = '', part = ''] = address.split('/');
  return MARKET.includes(part) ? MARKET.slice(MARKET.indexOf(part) + 1).map((each) => `${home}/${each}`) : [];
}

function isBelow(address: string, above: string): boolean {
  if (above === 'venue') return VENUE.includes(address);
  if (above.startsWith('shard-')) return address.startsWith('market:');
  return address.startsWith(`${above}/`);
}
