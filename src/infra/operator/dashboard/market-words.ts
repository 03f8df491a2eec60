// What a market's states mean to somebody who never read the statecharts: does it quote, how much of it, and why not. Pure.
import type { MarketRow } from '#domain/operator/market-views.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'calm';

/** How much a market shows: both sides, one of them, none, or it is not its time. */
export type Showing = 'both' | 'one' | 'none' | 'idle';

export interface MarketState {
  readonly showing: Showing;
  readonly tone: Tone;
  /** A word or three. */
  readonly words: string;
}

/** The quoter's states, the last part of their path. */
const QUOTER_WORDS: Readonly<Record<string, readonly [Tone, string]>> = {
  quoting: ['good', 'both sides'],
  widened: ['good', 'both sides, wide'],
  oneSided: ['warn', 'one side'],
  microHalt: ['warn', 'brief halt'],
  warming: ['calm', 'warming up'],
  held: ['warn', 'held'],
  pulled: ['warn', 'pulled'],
  idle: ['calm', 'not its time'],
  ended: ['calm', 'ended'],
  restarting: ['bad', 'restarting'],
};

const PHASE_WORDS: Readonly<Record<string, string>> = {
  trading: 'trading',
  preEvent: 'before the event',
  inPlay: 'in play',
  closing: 'closing',
  awaitingResolution: 'awaiting resolution',
  redeeming: 'redeeming',
};

export function phaseWords(phase: string): string {
  return PHASE_WORDS[phase] ?? phase;
}

export function marketState(row: MarketRow): MarketState {
  const showing = showingOf(row);
  if (row.halted !== null) return { showing, tone: 'bad', words: 'halted' };
  const state = row.quoter.split('.').at(-1) ?? row.quoter;
  const [tone, words] = QUOTER_WORDS[state] ?? ['calm', state];
  if (row.retired !== null) return { showing, tone: 'calm', words: 'retired' };
  if (state === 'idle' || state === 'ended') return { showing: 'idle', tone, words: idleWords(row, words) };
  return { showing, tone, words };
}

/** Why it shows less than both sides, in the service's own words; null: nothing to explain. */
export function whyNot(row: MarketRow): string | null {
  // That it is not its time is what the state says already.
  return row.halted ?? row.retired ?? (row.reason === row.phase ? null : row.reason);
}

function showingOf({ bid, ask }: MarketRow): Showing {
  if (bid !== null && ask !== null) return 'both';
  return bid === null && ask === null ? 'none' : 'one';
}

function idleWords({ phase }: MarketRow, words: string): string {
  return phase === 'trading' ? words : phaseWords(phase);
}
