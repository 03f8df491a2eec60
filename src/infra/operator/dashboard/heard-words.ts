// What an actor heard last, in words: what XState tells its machines by itself has names that say nothing to a trader. Pure.
import { durationWords } from './words.ts';

/** By how its names begin; what follows is a place in a machine or the name of an actor. */
const OWN: readonly (readonly [start: string, words: (rest: string) => string])[] = [
  ['xstate.init', () => 'born'],
  ['xstate.stop', () => 'stopped'],
  ['xstate.after.', afterWords],
  ['xstate.done.actor.', (actor) => `${actor} is done`],
  ['xstate.error.actor.', (actor) => `${actor} failed`],
  ['xstate.snapshot.', (actor) => `${actor} moved`],
  ['xstate.done.state.', () => 'its part is done'],
  ['xstate.promise.resolve', () => 'answered'],
  ['xstate.promise.reject', () => 'failed'],
];

/** `after 250 ms`, `born`; what has a name of its own keeps it. */
export function heardWords(event: string): string {
  const own = OWN.find(([start]) => event.startsWith(start));
  return own === undefined ? event : own[1](event.slice(own[0].length));
}

/** `250.operator.open` or `patience.pair-trade.oneLeg`: a time, or what the machine calls it. */
function afterWords(rest: string): string {
  const [delay = ''] = rest.split('.');
  return `after ${/^\d+$/.test(delay) ? durationWords(delay) : delay}`;
}
