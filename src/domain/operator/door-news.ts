// What the trading thread and the operator door's thread tell each other: plain data that can be cloned. The door holds no keys and
// no state of the trading: it is told, and it asks. Types only.
import type { FaultSpec } from '../chaos/fault.ts';
import type { Fact } from '../money/fact.ts';
import type { Slot } from '../orders/slot.ts';
import type { Price } from '../units.ts';
import type { ChartGraph } from './chart.ts';
import type { HistoryPoint, OrderView } from './market-views.ts';
import type { Phase, Snapshot } from './views.ts';

/** From the trading thread. */
export type DoorNews =
  /** Once after each start of either side. `facts`: the newest of this life and of those before. */
  | {
      readonly news: 'begin';
      readonly mode: string;
      readonly facts: readonly Fact[];
      /** Facts of this life so far; the newest of `facts` are theirs. */
      readonly ofThisLife: number;
      readonly slugs: readonly (readonly [id: string, slug: string])[];
      readonly charts: readonly ChartGraph[];
      readonly catalogue: readonly FaultSpec[];
    }
  /** `pairs`: how far the pair trades that the facts tell of have come by now. */
  | {
      readonly news: 'facts';
      readonly facts: readonly Fact[];
      readonly pairs: readonly PairNow[];
      readonly lost: number;
    }
  /** A market that has not been named yet. */
  | { readonly news: 'market'; readonly id: string; readonly slug: string }
  /** A few times a second while somebody watches, every few seconds otherwise. */
  | {
      readonly news: 'snapshot';
      readonly snapshot: Snapshot;
      readonly orders: readonly OrderView[];
      readonly pairs: readonly PairNow[];
    }
  | { readonly news: 'points'; readonly points: readonly (readonly [market: string, point: HistoryPoint])[] }
  | { readonly news: 'pulse'; readonly pulse: Pulse }
  | { readonly news: 'inspection'; readonly to: number | null; readonly messages: readonly InspectionMessage[] }
  | { readonly news: 'answer'; readonly id: number; readonly answer: DoorAnswer };

/** How far a pair trade has come: the first leg and then the second; while only planned, whichever may become the first. */
export interface PairNow {
  readonly id: string;
  readonly legs: readonly PairLegNow[];
  /** Dollars that its complete sets bring beyond what they cost, each at the prices of its own fills. */
  readonly earned: string;
}

/** Sizes in micro-shares, the price in the slot's own outcome terms. */
export interface PairLegNow {
  readonly slot: Slot;
  readonly price: Price;
  readonly size: number;
  readonly filled: number;
  readonly fills: number;
  /** Before the order that works for it; null: none rests, or its place is not tracked. */
  readonly ahead: number | null;
}

/** That the trading thread lives, and how it does. */
export interface Pulse {
  readonly atMs: number;
  readonly mode: string;
  readonly phase: Phase;
  readonly markets: number;
  readonly admission: string;
  /** Of the trading thread's event loop since the last pulse, in milliseconds; null: not measured. */
  readonly loop: { readonly p50: number; readonly p99: number; readonly max: number } | null;
  /** Answers of the venue since the last pulse, in milliseconds. */
  readonly answersMs: readonly number[];
  /** Only grow. */
  readonly machineEvents: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** One message in the wire format of @statelyai/inspect, as text, and whose. `last`: its actor ends with it. `notice`: for
 *  every inspector, whatever is filtered. Nobody understands an event or a snapshot of a `session` before its actor was told. */
export interface InspectionMessage {
  readonly kind: 'actor' | 'event' | 'snapshot' | 'last' | 'notice';
  /** Its address, which filters are held against. */
  readonly actor: string;
  readonly session: string;
  readonly text: string;
}

export type DoorAnswer =
  | { readonly ok: true; readonly status: number; readonly body: unknown }
  | { readonly ok: false; readonly status: number; readonly error: string; readonly field: string | null };

/** From the door. It begins with `hello`, and whoever hears that begins with `begin`. */
export type DoorRequest =
  | { readonly request: 'hello' }
  /** How many look at pages, and who is inspected: a regular expression on addresses for each inspector. */
  | { readonly request: 'watched'; readonly pages: number; readonly inspected: readonly string[] }
  /** An inspector has come: everything alive that fits, with its newest snapshot. */
  | { readonly request: 'roster'; readonly to: number; readonly filter: string }
  | { readonly request: 'ask'; readonly id: number; readonly ask: DoorAsk };

/** What the trading thread alone knows, or may do. */
export type DoorAsk =
  | { readonly what: 'snapshot' }
  | { readonly what: 'market'; readonly slug: string }
  | { readonly what: 'actor'; readonly id: string }
  | { readonly what: 'report' }
  | { readonly what: 'halt' | 'reduceOnly' | 'flatten'; readonly reason: string }
  | { readonly what: 'resume'; readonly market: string | null }
  | { readonly what: 'chaos'; readonly command: unknown }
  | { readonly what: 'clearChaos'; readonly id: string }
  | {
      readonly what: 'send';
      readonly actor: string;
      readonly type: string;
      readonly fields: Readonly<Record<string, unknown>>;
    }
  | { readonly what: 'testAlert' };
