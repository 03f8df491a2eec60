// Events as a person reads them: without the long ids that the service keeps in their texts to be searched for, and a cancel as one line
// and not two. Pure.
import type { EventView } from '#domain/operator/views.ts';

/** Of an order or of a fill the trace leads to everything of it. */
const OWN_ID = / · \S+$/;
const LONG_ID = /\b(0x[0-9a-f]{4})[0-9a-f]{12,}([0-9a-f]{4})\b/gi;
/** What was cancelled, how much of it was filled, and why. */
const CANCELLING = /^(.+) cancelling(?:, [^(]+)?(?: \((.*)\))?$/s;
const CANCELLED = /^(.+) (cancelled(?:, [^(]+)?) \(asked\)$/s;

export function eventWords({ kind, text }: EventView): string {
  const plain = kind === 'order' || kind === 'fill' ? text.replace(OWN_ID, '') : text;
  return plain.replace(LONG_ID, '$1…$2');
}

export interface ToldEvent {
  readonly event: EventView;
  readonly words: string;
}

/** In their order. Who asked for a cancel and heard that it was done reads once that it was, and why; one that still waits for its
 *  answer, or was answered otherwise, keeps its line. */
export function toldEvents(newestFirst: readonly EventView[]): readonly ToldEvent[] {
  const told: ToldEvent[] = [];
  /** Where a cancel that was done stands, by the order. */
  const done = new Map<string, number>();
  for (const event of newestFirst) {
    const words = eventWords(event);
    const asked = event.kind === 'order' ? CANCELLING.exec(words) : null;
    const at = asked === null ? undefined : done.get(orderOf(event, asked[1] as string));
    if (asked !== null && at !== undefined) {
      const { event: last, words: was } = told[at] as ToldEvent;
      if (asked[2] !== undefined) told[at] = { event: last, words: was.replace(/ \(asked\)$/, () => ` (${asked[2]})`) };
      done.delete(orderOf(event, asked[1] as string));
      continue;
    }
    const ended = event.kind === 'order' ? CANCELLED.exec(words) : null;
    if (ended !== null) done.set(orderOf(event, ended[1] as string), told.length);
    told.push({ event, words });
  }
  return told;
}

/** Each order is planned by a trace of its own, and told with its terms. */
function orderOf({ who, trace, text }: EventView, terms: string): string {
  return `${who} ${trace} ${terms}${OWN_ID.exec(text)?.[0] ?? ''}`;
}
