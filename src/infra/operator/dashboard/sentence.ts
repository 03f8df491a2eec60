// One plain sentence: what the service is doing, and why it does less than it could. The gravest reason comes first; a stranger
// reads nothing else. Pure.
import type { MarketRow } from '#domain/operator/market-views.ts';
import type { DeskView, Snapshot } from '#domain/operator/views.ts';
import { marketState, type Showing, type Tone, whyNot } from './market-words.ts';
import { countWords, durationWords } from './words.ts';

export interface Sentence {
  readonly tone: Tone;
  readonly text: string;
}

/** Markets that are named one by one; of more, only the count is told. */
const NAMED_MAX = 2;
const REASON_MAX = 160;

const STAGE_WORDS: Readonly<Record<string, string>> = {
  reduceOnly: 'Reduce only: no order may add risk',
  noNewQuotes: 'No new quotes: what rests may stay',
  cancelAll: 'Halted: everything is cancelled and nothing is quoted',
  drain: 'Draining for good: the service was told to stop',
  exit: 'Leaving by force: everything is cancelled by every path',
};

export function sentenceOf({ desk, markets }: Snapshot): Sentence {
  return (
    phaseSentence(desk) ?? latchSentence(desk, markets) ?? admissionSentence(desk) ?? quotingSentence(desk, markets)
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

function latchSentence(desk: DeskView, markets: readonly MarketRow[]): Sentence | null {
  const { latch, flattening } = desk;
  if (latch === null || latch.stage === 'armed') {
    return flattening
      ? { tone: 'warn', text: `Flattening: what is held is being sold, as a maker. ${countsSentence(markets)}` }
      : null;
  }
  const said = STAGE_WORDS[latch.stage] ?? latch.stage;
  const selling = flattening ? ', and what is held is being sold as a maker' : '';
  const tone = latch.stage === 'reduceOnly' || latch.stage === 'noNewQuotes' ? 'warn' : 'bad';
  return { tone, text: `${said}${selling}${because(latch.reason)} It stays so until somebody resumes.` };
}

function admissionSentence({ admission, engineDownMs, racing }: DeskView): Sentence | null {
  if (engineDownMs !== null)
    return {
      tone: 'warn',
      text: `Nothing is sent: the venue's matching engine has been restarting for ${durationWords(engineDownMs)}; it is asked twice a second.`,
    };
  if (admission.mode === 'open')
    return racing ? { tone: 'calm', text: 'The matching engine is back: taking our places in the empty books.' } : null;
  if (admission.mode === 'reduceOnly') return { tone: 'warn', text: `Reduce only${because(admission.why)}` };
  if (admission.mode === 'noNewQuotes') return { tone: 'warn', text: `No new quotes${because(admission.why)}` };
  return {
    tone: admission.mode === 'halted' ? 'bad' : 'warn',
    text: `Nothing is sent: the gateway is ${admission.mode}${because(admission.why)}`,
  };
}

function quotingSentence({ injections }: DeskView, markets: readonly MarketRow[]): Sentence {
  const both = markets.filter((row) => marketState(row).showing === 'both').length;
  const halted = markets.some((row) => row.halted !== null);
  const strikes =
    injections > 0
      ? ` ${countWords(injections, 'fault')} injected by hand ${injections === 1 ? 'strikes' : 'strike'}.`
      : '';
  const tone = halted ? 'bad' : silentOf(markets, 'none').length > 0 ? 'warn' : both === 0 ? 'calm' : 'good';
  return { tone, text: countsSentence(markets) + strikes };
}

/** `Quoting both sides in 4 of 5 markets; jumpy-1 is pulled: data gap.` */
function countsSentence(markets: readonly MarketRow[]): string {
  if (markets.length === 0) return 'No market is traded.';
  const both = markets.filter((row) => marketState(row).showing === 'both').length;
  const one = markets.filter((row) => marketState(row).showing === 'one');
  const silent = silentOf(markets, 'none');
  const idle = silentOf(markets, 'idle');
  const parts = [headline(both, markets.length)];
  if (one.length > 0) parts.push(listed(one, 'quotes', 'quote', 'one side'));
  if (silent.length > 0) parts.push(silentWords(silent));
  if (idle.length > 0) parts.push(`${countWords(idle.length, 'market')} not trading now`);
  return `${parts.join('; ')}.`;
}

function headline(both: number, all: number): string {
  if (both === 0) return `Quoting both sides in none of ${countWords(all, 'market')}`;
  if (both === all)
    return all === 1 ? 'Quoting both sides in the one market' : `Quoting both sides in all ${all} markets`;
  return `Quoting both sides in ${both} of ${countWords(all, 'market')}`;
}

function silentWords(silent: readonly MarketRow[]): string {
  const reasons = new Set(silent.map(whyNot));
  if (silent.length <= NAMED_MAX) return silent.map(silentOne).join('; ');
  const [only = null] = reasons;
  if (reasons.size === 1) return `${silent.length} are silent${only === null ? '' : `: ${short(only)}`}`;
  const first = silent[0]!;
  return `${silent.length} are silent, ${silentOne(first)}`;
}

function silentOne(row: MarketRow): string {
  const why = whyNot(row);
  return `${row.slug} is ${marketState(row).words}${why === null ? '' : `: ${short(why)}`}`;
}

function listed(rows: readonly MarketRow[], one: string, many: string, what: string): string {
  const named = rows.length <= NAMED_MAX ? rows.map(({ slug }) => slug).join(' and ') : String(rows.length);
  const why = rows.length === 1 ? whyNot(rows[0]!) : null;
  return `${named} ${rows.length === 1 ? one : many} ${what}${why === null ? '' : `: ${short(why)}`}`;
}

function silentOf(markets: readonly MarketRow[], showing: Showing): readonly MarketRow[] {
  return markets.filter((row) => marketState(row).showing === showing);
}

function because(why: string | null): string {
  return why === null || why === '' ? '.' : `: ${short(why).replace(/\.$/, '')}.`;
}

function short(text: string): string {
  return text.length <= REASON_MAX ? text : `${text.slice(0, REASON_MAX - 1)}…`;
}
