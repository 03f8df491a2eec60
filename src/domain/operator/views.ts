// What the operator door shows: the shapes of its JSON, read by the dashboard, by scripts and by the status command. Money,
// prices and sizes are decimal strings (dollars, dollars a share, shares), times are milliseconds since 1970, durations end in
// Ms. null: not known, or there is none. Types only: the page in the browser shares them.
import type { KillStage } from '../money/kill-rules.ts';
import type { Slot } from '../orders/slot.ts';
import type { Mode } from '../settings/keys.ts';
import type { MarketRow } from './market-views.ts';

export type Phase = 'starting' | 'ok' | 'draining' | 'failed';

/** F-1.6: the parts add up to `total`. Fees and gas are paid, positive. */
export interface ProfitView {
  readonly total: string;
  /** What fills earned against the mark. */
  readonly spread: string;
  /** What the marks did to what we held. */
  readonly inventory: string;
  readonly fees: string;
  readonly rebates: string;
  readonly rewards: string;
  readonly gas: string;
  readonly rounding: string;
  /** Not credited yet, and in no total. */
  readonly rewardsEstimate: string;
}

/** One rule of the kill switch: how far what was found is from what is still fine. */
export interface LimitView {
  readonly rule: string;
  readonly setting: string;
  readonly stage: KillStage;
  readonly unit: 'usd' | 'share' | 'count' | 'ms';
  readonly found: string;
  readonly limit: string;
  /** found / limit, at least 0; null for a limit of zero. */
  readonly used: number | null;
}

/** Markets that something was earned or lost in and that have no row any more, also those of earlier lives. */
export interface EndedView {
  readonly markets: number;
  readonly profit: string;
  /** Earned or lost in no market at all, such as a reward for all of them together. */
  readonly unplaced: string;
}

export interface DeskView {
  readonly atMs: number;
  readonly startedMs: number;
  readonly mode: Mode;
  readonly phase: Phase;
  /** What it trades on, in a sentence. */
  readonly words: string;
  readonly note: string | null;
  /** Since midnight UTC, and since the books began. */
  readonly today: ProfitView;
  readonly whole: ProfitView;
  /** What the rows of markets leave of the whole: theirs, this and this add up to its total. */
  readonly ended: EndedView;
  readonly cash: string;
  /** Cash and positions at their marks. */
  readonly worth: string;
  readonly exposure: string;
  readonly limits: readonly LimitView[];
  readonly latch: { readonly stage: KillStage; readonly reason: string } | null;
  readonly ladder: readonly KillStage[];
  readonly admission: { readonly mode: string; readonly why: string };
  /** Everything that is held is being sold, as a maker. */
  readonly flattening: boolean;
  readonly racing: boolean;
  /** For how long the matching engine has been answering 425; null: it trades. */
  readonly engineDownMs: number | null;
  /** For how long no listing of orders and fills could be read; null: the last one was. */
  readonly unreadMs: number | null;
  /** Since the last acknowledged beat was sent; null: nobody beats. */
  readonly beatAgeMs: number | null;
  readonly sockets: { readonly open: number; readonly all: number; readonly account: string } | null;
  /** Shares of what the venue lets us ask that are used up; null: nothing goes through a client. */
  readonly budget: { readonly requests: number; readonly orders: number; readonly cancels: number } | null;
  /** What witnesses of the books said so far, and how often a book fell into doubt. */
  readonly votes: { readonly agreed: number; readonly differed: number; readonly doubts: number } | null;
  readonly reconciliation: {
    readonly looks: number;
    /** Nothing differed at the last look. */
    readonly clean: boolean;
    /** Something was proven to differ, and has not closed since; otherwise what differs may be news on its way. */
    readonly diverged: boolean;
    /** When nothing differed for the last time. */
    readonly cleanMs: number | null;
    readonly notes: readonly { readonly atMs: number; readonly what: string; readonly text: string }[];
  };
  readonly counts: Readonly<Record<string, number>>;
  /** Faults injected by hand that strike or heal now. */
  readonly injections: number;
  readonly alerts: readonly AlertChannelView[];
  /** Whether faults and events by hand are taken; null: they are, otherwise why not. */
  readonly handsOff: string | null;
}

export interface AlertChannelView {
  readonly channel: string;
  readonly sent: number;
  readonly failed: number;
  readonly held: number;
  /** The newest failure that no success came after. */
  readonly problem: string | null;
  readonly lastMs: number | null;
}

export interface TreeNode {
  /** Its address, or the way to it where it has none. */
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  /** In this state. */
  readonly sinceMs: number;
  /** This life of it. */
  readonly bornMs: number;
  readonly restarts: number;
  /** Letters that wait for it. */
  readonly queued: number;
  readonly lastEvent: string | null;
  readonly lastEventMs: number | null;
  readonly events: number;
  readonly children: readonly TreeNode[];
}

/** One actor, looked at closely. */
export interface ActorDetail {
  readonly id: string;
  readonly kind: string;
  /** The chart it is drawn on; null: it is no statechart. */
  readonly chart: string | null;
  /** Paths of active states, such as `oneLeg.leg2Working`. */
  readonly active: readonly string[];
  readonly context: unknown;
  readonly transitions: readonly TransitionView[];
  /** Events that may be sent by hand. */
  readonly events: readonly HandEvent[];
}

export interface TransitionView {
  readonly atMs: number;
  readonly event: string;
  readonly from: string;
  readonly to: string;
}

/** An event of an actor's protocol that a person may send. Fields are told as text. */
export interface HandEvent {
  readonly type: string;
  readonly sentence: string;
  readonly fields: readonly { readonly name: string; readonly kind: 'text' | 'number'; readonly sentence: string }[];
}

export interface PairTradeView {
  readonly id: string;
  readonly market: string;
  readonly slug: string;
  readonly state: string;
  readonly sinceMs: number;
  readonly ended: boolean;
  readonly size: string;
  readonly legs: readonly PairLegView[];
  /** Each state it was in and since when, oldest first. */
  readonly timeline: readonly { readonly state: string; readonly atMs: number }[];
  /** Of complete pairs, before gas; null while a leg is missing. */
  readonly profit: string | null;
}

/** A leg that was filled, or that an order of ours works for. */
export interface PairLegView {
  readonly slot: Slot;
  /** Of the order that works for it, else of its newest fill, else the most that is offered. */
  readonly price: string;
  readonly size: string;
  /** null: not known any more, nor `fills`: it ended in an earlier life, or long before the door began. */
  readonly filled: string | null;
  /** Shares before the order that works for it; null: none does. */
  readonly queueAhead: string | null;
  readonly fills: number | null;
}

/** How pair trades fare together. Durations are medians. */
export interface PairTradesSummary {
  readonly planned: number;
  readonly firstLeg: number;
  readonly bothFilled: number;
  readonly merged: number;
  readonly sold: number;
  readonly abandoned: number;
  readonly failed: number;
  readonly open: Readonly<Record<string, number>>;
  readonly timeInStateMs: Readonly<
    Record<string, { readonly median: number; readonly p90: number; readonly n: number }>
  >;
  /** From both legs filled until the cash is free. */
  readonly cashFreeMs: { readonly median: number; readonly p90: number; readonly n: number } | null;
  readonly profit: string;
}

export interface EventView {
  readonly seq: number;
  readonly atMs: number;
  /** The fact's kind: `fault`, `fill`, `order`, `transition` … */
  readonly kind: string;
  /** The actor, or the market's slug. */
  readonly who: string;
  readonly text: string;
  readonly level: 'story' | 'fault' | 'page';
  readonly trace: string | null;
}

export interface InjectionView {
  readonly id: string;
  readonly fault: string;
  readonly text: string;
  readonly target: string | null;
  readonly actors: readonly string[];
  readonly atMs: number;
  readonly state: string;
  readonly healMs: number | null;
  readonly waitsFor: string | null;
}

/** What everybody who watches is told a few times a second. */
export interface Snapshot {
  readonly desk: DeskView;
  readonly markets: readonly MarketRow[];
  readonly tree: TreeNode;
  readonly injections: readonly InjectionView[];
}
