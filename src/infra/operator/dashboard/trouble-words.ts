// Trouble as it is read: a latch once and not twice, what a person did by hand not among the faults, and limits in words. Pure.
import type { EventView } from '#domain/operator/views.ts';
import { eventWords } from './event-words.ts';
import { isByHand, reasonWords, rungSentence, rungWords } from './limit-words.ts';

const KILL_SWITCH = 'kill-switch';
const LATCHED = /^latched at (\w+): (.*)$/s;

/** The same events in the same order, less what is no trouble of its own. */
export function troubleWords(events: readonly EventView[]): readonly EventView[] {
  return events.flatMap((event) => {
    // How grave it is has a place of its own.
    const text = eventWords(event).replace(/^(?:page|warn): /, '');
    if (event.who !== KILL_SWITCH) return [{ ...event, text }];
    // A latch is told as a fact, and again as what calls somebody.
    if (event.level === 'fault' && rungSentence(text.split(': ', 1)[0] ?? '') !== undefined) return [];
    const [, stage, reason] = LATCHED.exec(text) ?? [];
    if (stage === undefined || reason === undefined) return [{ ...event, text: reasonWords(text) }];
    return isByHand(reason) ? [] : [{ ...event, text: `latched at ${rungWords(stage)}: ${reasonWords(reason)}` }];
  });
}
