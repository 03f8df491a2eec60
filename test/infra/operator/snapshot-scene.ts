// A snapshot of a house with one market, as the trading thread would tell it.
import type { DoorNews } from '#domain/operator/door-news.ts';
import type { MarketRow } from '#domain/operator/market-views.ts';
import type { DeskView, TreeNode } from '#domain/operator/views.ts';
import { DESK as QUIET_DESK } from './dashboard/planted-snapshot.ts';

export const DESK: DeskView = {
  ...QUIET_DESK,
  exposure: '12.5',
  limits: [
    {
      rule: 'exposure',
      setting: 'exposureMaxUsd',
      stage: 'reduceOnly',
      unit: 'usd',
      found: '12.5',
      limit: '50',
      used: 0.25,
    },
  ],
  ladder: ['armed', 'reduceOnly', 'noNewQuotes', 'cancelAll', 'drain', 'exit'],
  beatAgeMs: 120,
  sockets: { open: 1, all: 1, account: 'open' },
  budget: { requests: 0.125, orders: 0.5, cancels: 0 },
  votes: { agreed: 7, differed: 1, doubts: 1 },
};

export const ROW: MarketRow = {
  id: '0xwide',
  slug: 'wide-1',
  group: null,
  outcomes: ['Yes', 'No'],
  phase: 'trading',
  quoter: 'quoting',
  regime: 'normal',
  reason: null,
  retired: null,
  halted: null,
  bid: { price: '0.48', size: '100', ahead: '20' },
  ask: { price: '0.52', size: '100', ahead: null },
  marketBid: '0.47',
  marketAsk: '0.53',
  mark: '0.5',
  yes: '10',
  no: '4',
  pairsOpen: 1,
  merged: '0',
  uptime: 0.75,
  reward: null,
  fills: 2,
  profit: '0.12',
  restarts: 0,
  tick: '0.01',
  startMs: null,
  endMs: null,
};

const TREE: TreeNode = {
  id: 'root',
  kind: 'root',
  state: 'running',
  sinceMs: 0,
  bornMs: 0,
  restarts: 0,
  queued: 0,
  lastEvent: null,
  lastEventMs: null,
  events: 0,
  children: [],
};

export function snapshotScene(): DoorNews {
  return {
    news: 'snapshot',
    snapshot: { desk: DESK, markets: [ROW], tree: TREE, injections: [] },
    orders: [],
    pairs: [],
  };
}
