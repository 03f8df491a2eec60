// The actors of a life: who crashed and why, who came back and how soon, who is still there without a parent; and the latch, which
// only the operator of the night may open. Judged from what supervisors report and from the list of those who live.

import { actorKind } from '#actors/addresses.ts';
import type { Fact } from '#domain/money/fact.ts';
import { LADDER } from '#domain/money/kill-rules.ts';
import type { ChildReport } from '#machines/supervisor.machine.ts';
import { BOUNDS } from './checks.ts';
import type { Life } from './life.ts';
import type { Scene } from './scene.ts';

/** How often who may crash within how many milliseconds, by kind: as people are told. */
const INTENSITY: Readonly<Record<string, readonly [times: number, withinMs: number]>> = {
  ledger: [3, 600_000],
  'kill-switch': [0, 60_000],
  venue: [3, 60_000],
  'order-gateway': [5, 60_000],
  heartbeat: [5, 60_000],
  'account-feed': [5, 60_000],
  'market-feed': [20, 600_000],
  chain: [5, 60_000],
  reconciler: [5, 600_000],
  shard: [3, 60_000],
  market: [3, 1_200_000],
  'complete-set': [5, 300_000],
  'queue-tracker': [5, 300_000],
  quoter: [5, 300_000],
};

/** Waits begin here and double up to the cap; chance may take a part of them away. */
const FIRST_WAIT_MS = 100;
const WAIT_MAX_MS = 10_000;
const CHANCE_SHARE = 0.5;
/** After so long without a crash the waits begin anew. */
const QUIET_MS = 60_000;
/** Whoever fails because of an injected fault says so. */
const INJECTED = 'chaos';

export class TreeWatch {
  readonly #scene: Scene;
  readonly #life: Life;
  readonly #crashes = new Map<string, number[]>();
  /** Crashed in this step. */
  #fallen: string[] = [];
  /** The rung that is latched. */
  latched: string = 'armed';
  #resumes = 0;
  #events = 0;
  #secondMs = 0;

  constructor(scene: Scene, life: Life) {
    this.#scene = scene;
    this.#life = life;
    const { desk } = life;
    this.latched = desk.vitals.latch?.stage ?? 'armed';
    const tell = desk.onChild;
    desk.onChild = (report) => {
      tell(report);
      this.#reported(report);
    };
    const post = desk.post;
    desk.post = (address, event) => {
      this.#events += 1;
      post(address, event);
    };
    desk.facts.onFact((fact) => this.#take(fact));
  }

  /** By the operator, and nobody else. */
  resume(): void {
    this.#resumes += 1;
    this.#life.tree.resume();
  }

  /** After each step. */
  look(): void {
    const { clock, say, figures } = this.#scene;
    for (const address of this.#fallen) {
      this.#checkChildren(address);
      if (address.startsWith('market:') && this.#life.alive) this.#checkOrders(address);
    }
    this.#fallen = [];
    const secondMs = Math.floor(clock.now() / 1_000);
    if (secondMs === this.#secondMs) return;
    this.#secondMs = secondMs;
    figures.eventsPerSecondMax = Math.max(figures.eventsPerSecondMax, this.#events);
    // A second life meets the fills of the first all at once.
    if (this.#events > BOUNDS.eventsPerSecond && this.#scene.lives() === 1)
      say('bounds', `${this.#events} events in one second`);
    this.#events = 0;
    if (!this.#life.alive) return;
    this.#checkTree();
    this.#checkLatch();
    this.#checkBounds();
  }

  #checkBounds(): void {
    const { desk } = this.#life;
    const keep = (found: number, most: number, what: string) => {
      if (found > most) this.#scene.say('bounds', `${found} ${what}; at most ${most}`);
    };
    keep(desk.chainJobs.size, BOUNDS.chainJobs, 'jobs wait for the chain');
    keep(desk.faults.length, BOUNDS.shownFaults, 'faults are shown');
    for (const { facts } of desk.markets.values())
      keep(desk.orders.live(facts.id).length, BOUNDS.ordersPerMarket, `live orders in ${facts.slug}`);
  }

  #reported({ kind, address, error }: ChildReport): void {
    const { clock, say, figures, weather } = this.#scene;
    weather.disturb();
    const nowMs = clock.now();
    if (kind === 'crashed') {
      figures.crashes += 1;
      const cause = rootCause(error);
      if (!cause.includes(INJECTED)) say('ownCrash', `${address}: ${cause}`);
      if (address.startsWith('shard-') && error instanceof Error && error.name === 'EscalationError')
        say('isolation', `${address} fell with its markets: ${error.message}`);
      const taken = this.#fallen.some((other) => isSibling(other, address));
      this.#fallen.push(address);
      // Whoever is taken along by another one's fall and fails as it leaves was not restarted for it.
      if (!taken) this.#crashes.set(address, [...(this.#crashes.get(address) ?? []), nowMs]);
    }
    // A market that was left out comes back by the operator alone, as if it had never been there.
    if (kind === 'escalated' && actorKind(address) === 'market') this.#forget(address);
    if (kind === 'restarted') this.#restarted(address, nowMs);
  }

  #forget(address: string): void {
    this.#crashes.delete(address);
    for (const below of this.#crashes.keys()) if (isBelow(below, address)) this.#crashes.delete(below);
  }

  #restarted(address: string, nowMs: number): void {
    const { say } = this.#scene;
    const crashes = this.#crashes.get(address) ?? [];
    // Whoever starts anew has children without a past.
    for (const below of this.#crashes.keys()) if (isBelow(below, address)) this.#crashes.delete(below);
    const lastMs = crashes.at(-1);
    if (lastMs === undefined) return;
    const [times, withinMs] = INTENSITY[actorKind(address)] ?? [Number.POSITIVE_INFINITY, 0];
    const recent = crashes.filter((atMs) => atMs > lastMs - withinMs).length;
    if (recent > times) say('restarts', `${address} came back after ${recent} crashes; ${times} are forgiven`);
    const leastMs = CHANCE_SHARE * Math.min(WAIT_MAX_MS, FIRST_WAIT_MS * 2 ** (streak(crashes) - 1));
    if (this.#brought(address) || nowMs - lastMs >= leastMs) return;
    say('backoff', `${address} came back ${nowMs - lastMs} ms after crash ${streak(crashes)} in a row`);
  }

  /** Taken along by another one's fall, it comes back with that one. */
  #brought(address: string): boolean {
    const lastMs = this.#crashes.get(address)?.at(-1) ?? 0;
    return [...this.#crashes].some(
      ([other, times]) => other !== address && (times.at(-1) ?? 0) >= lastMs - WAIT_MAX_MS && isSibling(other, address),
    );
  }

  #checkChildren(address: string): void {
    const living = this.#life.tree.actors().map((actor) => actor.address);
    const left = living.find((other) => other.startsWith(`${address}/`));
    if (left !== undefined && !living.includes(address))
      this.#scene.say('ghost', `${left} lives on, ${address} crashed`);
  }

  /** The dead cannot cancel: somebody else does, at once. */
  #checkOrders(address: string): void {
    const { desk, tree } = this.#life;
    if (this.#scene.weather.deaf || tree.stateOf('order-gateway') === null) return;
    const slug = address.slice('market:'.length).split('/')[0];
    const state = [...desk.markets.values()].find(({ facts }) => facts.slug === slug);
    const left = state && desk.orders.live(state.facts.id).find((row) => row.cancelSentMs === null);
    if (left) this.#scene.say('crashCancels', `${left.id} is ${left.status}, and ${address} crashed`);
  }

  /** Who lives is in the tree, once; whoever is out of it has no parent to stop it. */
  #checkTree(): void {
    const { tree } = this.#life;
    const inTree = new Set(tree.states().map(({ id }) => addressOf(id)));
    for (const { address } of tree.actors())
      if (!inTree.has(address)) this.#scene.say('ghost', `${address} lives outside of the tree`);
  }

  #take(fact: Fact): void {
    if (fact.fact === 'fault' && fact.actor === 'kill-switch' && LADDER.some((rung) => rung === fact.kind)) {
      if (this.latched === 'armed') this.#scene.figures.latches += 1;
      this.latched = fact.kind;
    }
    if (fact.fact !== 'transition' || fact.actor !== 'kill-switch' || fact.to !== 'armed') return;
    if (this.#resumes === 0) this.#scene.say('latch', 'it opened, and nobody resumed');
    this.#resumes = 0;
    this.latched = 'armed';
  }

  #checkLatch(): void {
    const { say, world, weather } = this.#scene;
    if (this.latched === 'armed') return;
    const { mode } = this.#life.desk.admission;
    // A deaf gateway hears of no latch, and of no quotes either.
    if (mode === 'open' && !weather.deaf) say('latch', `it is latched at ${this.latched}, and the gateway is open`);
    if (world.ports.files.read('latch.json') === null) say('latch', `${this.latched} is not on disk`);
  }
}

/** The innermost reason, in words. */
export function rootCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? `${error.name}: ${error.message}` : rootCause(error.cause);
}

/** How many crashes followed each other up to the last one. */
function streak(crashes: readonly number[]): number {
  let count = 1;
  for (let at = crashes.length - 1; at > 0; at -= 1) {
    if ((crashes[at] ?? 0) - (crashes[at - 1] ?? 0) >= QUIET_MS) break;
    count += 1;
  }
  return count;
}

const IN_VENUE: readonly string[] = ['order-gateway', 'heartbeat', 'account-feed'];

function isBelow(address: string, above: string): boolean {
  if (above === 'venue') return IN_VENUE.includes(address);
  if (above.startsWith('shard-')) return address.startsWith('market:');
  return address.startsWith(`${above}/`);
}

function isSibling(one: string, other: string): boolean {
  if (IN_VENUE.includes(one)) return IN_VENUE.includes(other);
  return one.includes('/') && one.split('/')[0] === other.split('/')[0] && other.includes('/');
}

/** `root/shard-0/market:wide-1/quoter` is known as `market:wide-1/quoter`. */
function addressOf(id: string): string {
  return id
    .replace(/^root\//, '')
    .replace(/^(?:venue|shard-\d+)\//, '')
    .replace('/complete-set/pair-trade', '/pair-trade');
}
