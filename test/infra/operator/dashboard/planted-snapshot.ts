// A house in which nothing is wrong, for tests of what the page says about it.
import type { MarketRow } from '#domain/operator/market-views.ts';
import type { DeskView, ProfitView, TreeNode } from '#domain/operator/views.ts';

const NO_PROFIT: ProfitView = {
  total: '0',
  spread: '0',
  inventory: '0',
  fees: '0',
  rebates: '0',
  rewards: '0',
  gas: '0',
  rounding: '0',
  rewardsEstimate: '0',
};

export const DESK: DeskView = {
  atMs: 0,
  startedMs: 0,
  mode: 'sim',
  phase: 'ok',
  words: '',
  note: null,
  today: NO_PROFIT,
  whole: NO_PROFIT,
  ended: { markets: 0, profit: '0', unplaced: '0' },
  cash: '0',
  worth: '0',
  exposure: '0',
  limits: [],
  latch: null,
  ladder: [],
  admission: { mode: 'open', why: 'start' },
  flattening: false,
  racing: false,
  engineDownMs: null,
  unreadMs: null,
  beatAgeMs: null,
  sockets: null,
  budget: null,
  votes: null,
  reconciliation: { looks: 0, clean: true, diverged: false, cleanMs: null, notes: [] },
  counts: {},
  injections: 0,
  alerts: [],
  handsOff: null,
};

export const QUOTE = { price: '0.5', size: '20', ahead: null };

export function market(slug: string, change: Partial<MarketRow> = {}): MarketRow {
  return {
    id: slug,
    slug,
    group: null,
    outcomes: ['Yes', 'No'],
    phase: 'trading',
    quoter: 'active.quoting',
    regime: 'normal',
    reason: null,
    retired: null,
    halted: null,
    bid: QUOTE,
    ask: QUOTE,
    marketBid: null,
    marketAsk: null,
    mark: '0.5',
    yes: '0',
    no: '0',
    pairsOpen: 0,
    merged: '0',
    uptime: null,
    reward: null,
    fills: 0,
    profit: '0',
    restarts: 0,
    tick: '0.01',
    startMs: null,
    endMs: null,
    ...change,
  };
}

export const ROOT: TreeNode = {
  id: 'root',
  kind: 'root',
  state: '',
  sinceMs: 0,
  bornMs: 0,
  restarts: 0,
  queued: 0,
  lastEvent: null,
  lastEventMs: null,
  events: 0,
  children: [],
};
