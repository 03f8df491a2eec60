// One life of the house in a night: the real tree on mortal ports, its record and its chaos desk. It ends by a drain, by its own
// failure, or killed from one moment to the next; the exchange and the state files are there for the one after it.
import { ChaosDesk } from '#actors/chaos-desk.ts';
import { Desk } from '#actors/desk.ts';
import { type Ending, plantTree, type Tree } from '#actors/root.actor.ts';
import { RunRecord } from '#actors/run-record.ts';
import type { Fact } from '#domain/money/fact.ts';
import type { Clock, Random } from '#domain/ports.ts';
import type { Settings } from '#domain/settings.ts';
import type { Usd } from '#domain/units.ts';
import { mortalPorts, toldWhile } from './mortal-ports.ts';
import { RequestLog } from './request-log.ts';
import { MAKER } from './scene.ts';
import type { SimWorld } from './sim-world.ts';
import type { Witness } from './witness.ts';

export interface LifeParts {
  readonly world: SimWorld;
  readonly settings: Settings;
  /** The world's. */
  readonly clock: Clock;
  readonly random: Random;
  readonly witness: Witness;
  /** What the account held when the first life began. */
  readonly opening: Usd;
  readonly onFact: (fact: Fact) => void;
}

export class Life {
  readonly desk: Desk;
  readonly record: RunRecord;
  readonly tree: Tree;
  readonly chaos: ChaosDesk;
  readonly requests: RequestLog;
  /** Every fact so far, of this life and of those before it that were written down. */
  readonly facts: Fact[] = [];
  /** How it ended; null while it lives or when it was killed. */
  ending: Ending | null = null;
  /** Why the root failed. */
  failure: { readonly error: unknown } | null = null;
  alive = true;
  /** Orders of ours at the exchange in the moment in which it said that it has drained. */
  leftBehind = 0;
  readonly #world: SimWorld;
  readonly #kill: () => void;

  constructor({ world, settings, clock, random, witness, opening, onFact }: LifeParts) {
    this.requests = new RequestLog(clock);
    const { ports, kill } = mortalPorts(world.ports);
    const { venue, stream, chain, intents } = ports;
    const seen = {
      venue: this.requests.venue(witness.venue(venue)),
      stream: witness.stream(stream),
      chain: witness.chain(toldWhile(chain, () => this.alive)),
      intents: witness.intents(intents),
    };
    this.#kill = kill;
    this.#world = world;
    this.desk = new Desk({ ...ports, ...seen }, settings, opening);
    this.record = new RunRecord(this.desk);
    this.desk.onListed = (state) => this.record.listed(state);
    this.desk.onHalt = (market) => this.record.halted(market);
    this.desk.facts.onPast((fact) => this.facts.push(fact));
    this.desk.facts.onFact((fact) => this.facts.push(fact));
    this.desk.facts.onFact(onFact);
    this.desk.begin(); // whoever starts asks what we are worth
    this.tree = plantTree(this.desk);
    this.chaos = new ChaosDesk(this.desk, this.tree, { board: world.board, random, clock });
  }

  start(): void {
    this.tree.done.then(
      (ending) => {
        this.ending = ending;
        this.leftBehind = this.#world.exchange.openOrders(MAKER).length;
        this.alive = false;
      },
      (error: unknown) => {
        this.failure = { error };
        this.alive = false;
      },
    );
    this.tree.start();
  }

  /** As by `kill -9`: nothing of it happens any more. */
  kill(): void {
    this.alive = false;
    this.chaos.stop();
    this.record.stop();
    this.#kill();
  }
}
