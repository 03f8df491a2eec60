// What an injected fault did: the faults, restarts and changes of state from its beginning until all was as well as before, with the
// time since it began. What markets do by themselves, whoever is struck, is no part of it. Pure. Two faults at once share what
// happened: nobody can tell them apart.
import type { EventView, InjectionView } from '#domain/operator/views.ts';
import { gathered } from './gathered.ts';
import { reasonWords } from './limit-words.ts';
import type { Tone } from './market-words.ts';
import { troubleWords } from './trouble-words.ts';
import { durationWords } from './words.ts';

export interface Deed {
  readonly seq: number;
  /** Since the fault was injected. */
  readonly afterMs: number;
  readonly who: string;
  /** Of several alike, one line. */
  readonly text: string;
  /** Some of them in full. */
  readonly full: string;
  readonly level: EventView['level'];
}

/** Deeds shown of one fault; further ones are counted. */
export const DEEDS_MAX = 40;
/** The desk that injects, as events name it. */
const CHAOS = 'chaos';
const OPERATOR = 'operator';
/** Between these a quoter moves with its market. */
const QUOTING = ['quoting', 'widened', 'oneSided'];
const MOVE = /^(\S+) → ([^\s:]+)/;
/** What it was told after the end belongs to it too. */
const AFTERWARDS_MS = 250;

/** Oldest first. `events`: newest first. */
export function deedsOf(
  injection: InjectionView,
  events: readonly EventView[],
): { readonly deeds: readonly Deed[]; readonly more: number } {
  const { id, atMs } = injection;
  const settled = events.find(
    (event) => event.who === CHAOS && event.kind === 'transition' && event.text.startsWith(`${id} `),
  );
  const untilMs = settled === undefined ? Number.POSITIVE_INFINITY : settled.atMs + AFTERWARDS_MS;
  const struck = struckBy(injection);
  const all = events
    .filter((event) => event.atMs >= atMs && event.atMs <= untilMs && isDeed(event, id) && concerns(event, struck))
    .reverse();
  const its = gathered(troubleWords(all)).map(({ event: { seq, atMs: eventMs, who, level }, words, full }) => {
    return { seq, afterMs: eventMs - atMs, who, text: words, full, level };
  });
  return { deeds: its.slice(0, DEEDS_MAX), more: Math.max(0, its.length - DEEDS_MAX) };
}

/** Of what chaos itself says, only what it says of this one. */
function isDeed({ who, kind, level, text }: EventView, id: string): boolean {
  if (who === CHAOS) return new RegExp(`(?:^|\\b)${id}(?!\\d)`).test(text);
  return level !== 'story' || kind === 'transition';
}

interface Struck {
  readonly actors: readonly string[];
  /** Their markets, null for actors of the house; of a fault that strikes wherever it can, none. */
  readonly markets: ReadonlySet<string | null>;
}

function struckBy({ actors, target }: InjectionView): Struck {
  const named = actors.length > 0 ? actors : target === null ? [] : [`market:${target.replace(/^market:/, '')}`];
  return { actors, markets: new Set(named.map(marketOf)) };
}

/** Whoever struck only some markets did nothing to the actors of others. */
function concerns(event: EventView, { actors, markets }: Struck): boolean {
  const market = marketOf(event.who);
  const isStranger = market !== null && markets.size > 0 && !markets.has(null) && !markets.has(market);
  if (isStranger) return false;
  if (event.kind !== 'transition') return true;
  // Whoever did something by hand meanwhile is no step of the fault.
  if (market === null) return event.who !== OPERATOR;
  const [, from = '', to = ''] = MOVE.exec(event.text) ?? [];
  if (event.who === market) return from === 'halted' || to === 'halted' || actors.includes(market);
  const byItself = from === 'microHalt' || to === 'microHalt' || (QUOTING.includes(from) && QUOTING.includes(to));
  return markets.has(market) && !byItself;
}

/** `market:wide-1` of `market:wide-1/quoter`; null: of no market. */
function marketOf(address: string): string | null {
  return /^market:[^/]+/.exec(address)?.[0] ?? null;
}

export function injectionTone(state: string): Tone {
  if (state === 'healed') return 'good';
  return state === 'latched' ? 'bad' : 'warn';
}

/** How it stands, in a few words. */
export function injectionWords({ state, healMs, waitsFor }: InjectionView): string {
  if (state === 'healed') return healMs === null ? 'healed' : `healed ${spanWords(healMs)} after it ended`;
  if (waitsFor === null) return state;
  return state === 'latched' ? `latched: ${reasonWords(waitsFor)}` : `${state}, waits for ${waitsFor}`;
}

/** Healing is a matter of seconds: tenths of them count. */
export function spanWords(ms: number): string {
  return ms >= 1_000 && ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : durationWords(ms);
}
