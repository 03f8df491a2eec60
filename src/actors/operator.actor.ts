// Puts the operator door beside the tree: what happens is told to it, and what its visitors ask is answered from the desk. Everything
// it may do by hand goes through the same hands as the control socket's commands.

import { FAULTS } from '#domain/chaos/fault.ts';
import type { DoorAsk } from '#domain/operator/door-news.ts';
import type { Snapshot } from '#domain/operator/views.ts';
import type { Door } from '#infra/operator/door.ts';
import { reasonOf } from '#infra/unavailable.ts';
import { OPERATOR, type OperatorDesk, type OperatorEvent } from '#machines/operator.machine.ts';
import type { ActorNotes } from './actor-notes.ts';
import type { ChaosDesk } from './chaos-desk.ts';
import { CHARTS } from './charts.ts';
import type { FactMemory } from './fact-memory.ts';
import type { InspectionTap } from './inspection-tap.ts';
import { answered, failed, injectionView } from './operator-answers.ts';
import type { Tree } from './root.actor.ts';
import { actorTree } from './views/actor-tree.ts';
import { type DeskParts, deskView } from './views/desk-view.ts';
import { marketRows, orderViews, points } from './views/market-rows.ts';
import { pairsNow, pairsTold } from './views/pair-views.ts';

export interface OperatorParts extends Omit<DeskParts, 'injections'> {
  readonly door: Pick<Door, 'keepsUp' | 'attend' | 'tell' | 'reopen'>;
  readonly tree: Tree;
  readonly chaos: ChaosDesk;
  readonly notes: ActorNotes;
  readonly memory: FactMemory;
  readonly tap: InspectionTap;
  /** The report as it would be now. */
  readonly report: () => object;
  readonly testAlert: () => void;
}

/** While pages watch, and while nobody does. */
const WATCHED_MS = 400;
const UNWATCHED_MS = 5_000;
const POINTS_MS = 2_000;
const NEVER = Number.NEGATIVE_INFINITY;

/** `find`: asked for when the actor begins to act, because a tree is made before there is anything to show. */
export function operatorDesk(find: () => OperatorParts): OperatorDesk {
  return new Hands(find);
}

class Hands implements OperatorDesk {
  readonly #find: () => OperatorParts;
  #found: OperatorParts | null = null;
  readonly #named = new Set<string>();
  #pages = 0;
  #snapshotMs = NEVER;
  #pointsMs = NEVER;

  constructor(find: () => OperatorParts) {
    this.#find = find;
  }

  get #parts(): OperatorParts {
    this.#found ??= this.#find();
    return this.#found;
  }

  attend(): void {
    const { door, desk, tree } = this.#parts;
    const post = (event: OperatorEvent) => desk.post(OPERATOR, event);
    door.attend({
      request(word) {
        if (word.request === 'ask' && tree.stateOf(OPERATOR) === null)
          door.tell({
            news: 'answer',
            id: word.id,
            answer: failed(503, 'the operator actor is away; it is restarted'),
          });
        else if (word.request === 'ask') post({ type: 'ASKED', id: word.id, ask: word.ask });
        else if (word.request === 'watched') post({ type: 'WATCHED', pages: word.pages, inspected: word.inspected });
        else if (word.request === 'roster') post({ type: 'ROSTER_WANTED', to: word.to, filter: word.filter });
        else post({ type: 'DOOR_OPENED' });
      },
      lost: (reason) => post({ type: 'DOOR_LOST', reason }),
    });
  }

  reopen(): void {
    const { door, desk } = this.#parts;
    door
      .reopen()
      .catch((error: unknown) => desk.log.warn({ error: reasonOf(error) }, 'the operator door stays closed'));
  }

  lost(reason: string): void {
    this.#parts.desk.fault(OPERATOR, 'door', reason);
  }

  begin(): void {
    const { door, desk, memory } = this.#parts;
    this.#snapshotMs = NEVER;
    const slugs = [...desk.markets.values()].map(({ facts }) => [facts.id, facts.slug] as const);
    for (const [id] of slugs) this.#named.add(id);
    door.tell({ news: 'begin', mode: desk.settings.mode, ...memory.all(), slugs, charts: CHARTS, catalogue: FAULTS });
    this.#tellSnapshot();
  }

  tell(): void {
    const { door, desk, memory } = this.#parts;
    if (!door.keepsUp) return;
    this.#tellNames();
    const { facts, lost } = memory.take();
    if (facts.length > 0 || lost > 0) door.tell({ news: 'facts', facts, pairs: pairsTold(desk, facts), lost });
    const everyMs = this.#pages > 0 ? WATCHED_MS : UNWATCHED_MS;
    if (desk.clock.steadyMs() - this.#snapshotMs >= everyMs) this.#tellSnapshot();
  }

  answer(id: number, ask: DoorAsk): void {
    if (ask.what === 'snapshot') this.#tellSnapshot();
    this.#parts.door.tell({ news: 'answer', id, answer: answered(this.#parts, ask) });
  }

  watched(pages: number, inspected: readonly string[]): void {
    this.#pages = pages;
    this.#parts.tap.watch(inspected);
  }

  roster(to: number, filter: string): void {
    this.#parts.tap.roster(to, filter);
  }

  #tellSnapshot(): void {
    const { door, desk } = this.#parts;
    this.#snapshotMs = desk.clock.steadyMs();
    const snapshot = snapshotOf(this.#parts);
    door.tell({ news: 'snapshot', snapshot, orders: orderViews(desk), pairs: pairsNow(desk) });
    if (this.#snapshotMs - this.#pointsMs < POINTS_MS) return;
    this.#pointsMs = this.#snapshotMs;
    door.tell({ news: 'points', points: points(snapshot.desk.atMs, snapshot.markets) });
  }

  /** A market is named before the first fact of it is told. */
  #tellNames(): void {
    const { door, desk } = this.#parts;
    for (const { facts } of desk.markets.values()) {
      if (this.#named.has(facts.id)) continue;
      this.#named.add(facts.id);
      door.tell({ news: 'market', id: facts.id, slug: facts.slug });
    }
  }
}

function snapshotOf(parts: OperatorParts): Snapshot {
  const { desk, record, tree, chaos, notes } = parts;
  record.attribution.markTo((market) => desk.mark(market));
  const injections = chaos.all().map(injectionView);
  const active = () => chaos.active().length;
  return {
    desk: deskView({ ...parts, injections: active }),
    markets: marketRows(parts),
    tree: actorTree({ desk, tree, notes }),
    injections,
  };
}
