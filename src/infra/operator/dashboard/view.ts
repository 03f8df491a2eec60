// What each view of the page gets, and the list of views in the order of the navigation: keys 1 to 6 follow it. A view is a
// component in a file of its own, loaded when somebody first looks at it.
import type { ComponentType } from 'preact';
import type { EventView, PairTradeView, Snapshot } from '#domain/operator/views.ts';
import type { Place, ViewName } from './place.ts';
import type { ShowingById } from './steady.ts';

export interface ViewProps {
  readonly place: Place;
  readonly snapshot: Snapshot;
  /** What each market shows, by id, without the blink while an order is replaced. */
  readonly showing: ShowingById;
  /** Newest first: what was told since the page was opened, and the last ones before. */
  readonly events: readonly EventView[];
  /** Those that are faults or call somebody, further back. Newest first. */
  readonly trouble: readonly EventView[];
  /** Why those from before are not known; null: they are. */
  readonly eventsProblem: string | null;
  /** Those that changed since the page was opened, by id. */
  readonly pairTrades: ReadonlyMap<string, PairTradeView>;
  /** The service's clock, carried on by ours: ages count on while nothing is heard. Changes every second at least. */
  readonly nowMs: number;
  /** What is shown may be old: nothing was heard for a while. */
  readonly stale: boolean;
}

export type View = ComponentType<ViewProps>;

export interface ViewEntry {
  readonly name: ViewName;
  readonly title: string;
  readonly load: () => Promise<View>;
}

export const VIEWS: readonly ViewEntry[] = [
  { name: 'desk', title: 'Desk', load: async () => (await import('./desk-view.ts')).DeskView },
  { name: 'markets', title: 'Markets', load: async () => (await import('./markets-view.ts')).MarketsView },
  { name: 'tree', title: 'Tree', load: async () => (await import('./tree-view.ts')).TreeView },
  { name: 'pairs', title: 'Pair trades', load: async () => (await import('./pair-trades-view.ts')).PairTradesView },
  { name: 'chaos', title: 'Chaos', load: async () => (await import('./chaos-view.ts')).ChaosView },
  { name: 'events', title: 'Events', load: async () => (await import('./events-view.ts')).EventsView },
];
