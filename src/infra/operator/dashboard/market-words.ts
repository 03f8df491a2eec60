// What a market's states mean to somebody who never read the statecharts: does it quote, how much of it, and why not. Pure.
import type { MarketRow } from '#domain/operator/market-views.ts';
import { reasonWords } from './limit-words.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'calm';

/** How much a market shows: both sides, one of them, none, or it is not its time. */
export type Showing = 'both' | 'one' | 'none' | 'idle';

export interface MarketState {
  readonly showing: Showing;
  readonly tone: Tone;
  /** A word or three. */
  readonly words: string;
}

/** The quoter's states. */
const QUOTER_WORDS: Readonly<Record<string, readonly [Tone, string]>> = {
  quoting: ['good', 'both sides'],
  widened: ['good', 'both sides, wide'],
  oneSided: ['warn', 'one side'],
  microHalt: ['warn', 'briefly halted'],
  warming: ['calm', 'warming up'],
  held: ['warn', 'held'],
  pulled: ['warn', 'pulled'],
  idle: ['calm', 'not its time'],
  ended: ['calm', 'ended'],
  restarting: ['bad', 'restarting'],
};

/** In these it would show something. */
const PLANNING: readonly string[] = ['quoting', 'widened', 'oneSided'];
/** A plan that leaves nothing out, and yet not all of it rests. */
const ON_THE_WAY: Readonly<Partial<Record<Showing, string>>> = {
  one: 'the other side is planned, and does not rest yet',
  none: 'both sides are planned, and none rests yet',
};
const IDLE: readonly string[] = ['idle', 'ended'];

/** Why a plan leaves a side out. */
const REASON_WORDS: Readonly<Record<string, string>> = {
  noRoom: 'no tick fits our price',
  fairBeyondGrid: 'the fair price is beyond the last tick',
  belowMinimumSize: 'what may be quoted is below the smallest order',
  notCovered: 'no cash or shares are left to cover it',
  reduceOnly: 'reduce only',
  notFinite: 'a figure is not finite',
  badTick: 'the tick makes no sense',
  microHalt: 'a brief halt',
  quoteShares: 'the size of a quote',
  lossPerMarket: 'what one market may lose is used up',
  lossPerEvent: 'what all markets of the event may lose is used up',
  riskBudget: 'the price moves too fast for its risk budget',
  eventRisk: 'scheduled news is near',
  levelShare: 'levels of the book are too small',
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

/** `showing`: what it is taken to show, where a blink is left out. */
export function marketState(row: MarketRow, showing: Showing = showingNow(row)): MarketState {
  if (row.halted !== null) return { showing, tone: 'bad', words: 'halted' };
  if (row.retired !== null) return { showing, tone: 'calm', words: 'retired' };
  const state = quoterState(row);
  const [tone, words] = QUOTER_WORDS[state] ?? ['calm', state];
  if (showing === 'idle') return { showing, tone, words: row.phase === 'trading' ? words : phaseWords(row.phase) };
  if (showing === 'none' && PLANNING.includes(state)) return { showing, tone: 'warn', words: 'shows nothing' };
  return showing === 'one' && tone === 'good' ? { showing, tone: 'warn', words: 'one side' } : { showing, tone, words };
}

/** The last part of its path. */
export function quoterState({ quoter }: MarketRow): string {
  return quoter.split('.').at(-1) ?? quoter;
}

export function showingNow(row: MarketRow): Showing {
  if (IDLE.includes(quoterState(row))) return 'idle';
  if (row.bid !== null && row.ask !== null) return 'both';
  return row.bid === null && row.ask === null ? 'none' : 'one';
}

/** Why it shows less than both sides; null: nothing to explain. */
/** `showing`: what it is taken to show, where a blink is left out. */
export function whyNot(row: MarketRow, showing: Showing = showingNow(row)): string | null {
  // That it is not its time is what the state says already.
  const why = row.halted ?? row.retired ?? (row.reason === row.phase ? null : row.reason);
  if (why === null) return PLANNING.includes(quoterState(row)) ? (ON_THE_WAY[showing] ?? null) : null;
  return reasonWords(why).replace(/\b[a-z]+[A-Z]\w*\b/g, (code) => REASON_WORDS[code] ?? code);
}
