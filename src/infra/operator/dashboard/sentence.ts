// One plain sentence: what the service is doing, and why it does less than it could. The gravest reason comes first; a stranger
// reads nothing else. Pure.
import type { DeskView, Snapshot } from '#domain/operator/views.ts';
import { type House, houseOf, houseWords, short } from './house-words.ts';
import { reasonWords } from './limit-words.ts';
import type { Tone } from './market-words.ts';
import type { ShowingById } from './steady.ts';
import { ageWords, countWords } from './words.ts';

/** Markets come within a minute of a start. */
const YOUNG_MS = 60_000;
/** A read that fails and the next one that does not are nobody's trouble. */
const UNREAD_SAID_MS = 5_000;

export interface Sentence {
  readonly tone: Tone;
  readonly text: string;
}

const STAGE_WORDS: Readonly<Record<string, string>> = {
  reduceOnly: 'Reduce only: no order may add risk',
  noNewQuotes: 'No new quotes, what rests may stay',
  cancelAll: 'Halted: everything is cancelled and nothing is quoted',
  drain: 'Draining for good: the service was told to stop',
  exit: 'Leaving by force: everything is cancelled by every path',
};

/** `showing`: what each market is taken to show, where blinks are left out. */
export function sentenceOf({ desk, markets }: Snapshot, showing: ShowingById = new Map()): Sentence {
  const house = houseOf(markets, showing);
  return (
    phaseSentence(desk) ??
    latchSentence(desk, house) ??
    admissionSentence(desk) ??
    unreadSentence(desk) ??
    quotingSentence(desk, house)
  );
}

function phaseSentence({ phase, note, admission }: DeskView): Sentence | null {
  if (phase === 'failed') return { tone: 'bad', text: `The service has failed${because(note ?? admission.why)}` };
  if (phase === 'draining')
    return { tone: 'warn', text: 'Stopping: nothing new is planned, and everything that rests is being cancelled.' };
  if (phase === 'starting')
    return { tone: 'calm', text: `Starting${because(admission.why === 'starting' ? null : admission.why)}` };
  return null;
}

function latchSentence(desk: DeskView, house: House): Sentence | null {
  const { latch, flattening } = desk;
  if (latch === null || latch.stage === 'armed') {
    return flattening
      ? { tone: 'warn', text: `Flattening: what is held is being sold, as a maker. ${houseWords(house)}` }
      : null;
  }
  const said = STAGE_WORDS[latch.stage] ?? latch.stage;
  const selling = flattening ? ', and what is held is being sold as a maker' : '';
  const tone = latch.stage === 'reduceOnly' || latch.stage === 'noNewQuotes' ? 'warn' : 'bad';
  const why = short(reasonWords(latch.reason)).replace(/\.$/, '');
  return { tone, text: `${said}${selling}. Why: ${why}. It stays so until somebody resumes.` };
}

function admissionSentence({ admission, engineDownMs }: DeskView): Sentence | null {
  if (engineDownMs !== null)
    return {
      tone: 'warn',
      text: "Nothing is sent: the venue's matching engine restarts; it is asked again and again until it is back.",
    };
  if (admission.mode === 'open') return null;
  if (admission.mode === 'reduceOnly') return { tone: 'warn', text: `Reduce only${because(admission.why)}` };
  if (admission.mode === 'noNewQuotes') return { tone: 'warn', text: `No new quotes${because(admission.why)}` };
  return {
    tone: admission.mode === 'halted' ? 'bad' : 'warn',
    text: `Nothing is sent: the gateway is ${admission.mode}${because(admission.why)}`,
  };
}

function unreadSentence({ unreadMs }: DeskView): Sentence | null {
  if (unreadMs === null || unreadMs < UNREAD_SAID_MS) return null;
  const known = 'fills are known by the private stream alone, and soon nothing is sent';
  return {
    tone: 'warn',
    text: `What rests and what was filled cannot be read for ${ageWords(0, unreadMs)}: ${known}.`,
  };
}

function quotingSentence({ injections, racing, atMs, startedMs }: DeskView, house: House): Sentence {
  const isEmpty = Object.values(house).every((rows) => rows.length === 0);
  if (isEmpty && atMs - startedMs < YOUNG_MS) return { tone: 'calm', text: 'Started; waiting for the first market.' };
  const { both, none } = house;
  const halted = Object.values(house).some((rows) => rows.some((row) => row.halted !== null));
  const verb = injections === 1 ? 'strikes' : 'strike';
  const strikes = injections > 0 ? ` ${countWords(injections, 'fault')} injected by hand ${verb}.` : '';
  const tone = halted ? 'bad' : none.length > 0 ? 'warn' : both.length === 0 ? 'calm' : 'good';
  const back = racing ? 'The matching engine is back, and takes no order that crosses yet. ' : '';
  return { tone, text: back + houseWords(house) + strikes };
}

function because(why: string | null): string {
  return why === null || why === '' ? '.' : `: ${short(reasonWords(why)).replace(/\.$/, '')}.`;
}
