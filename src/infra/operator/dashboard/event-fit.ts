// Whether an event answers a search: the same answer in the service, which has all of them, and in the page, which is told the
// newest. Pure, and free of everything that only a browser or only a service has.
import type { EventView } from '#domain/operator/views.ts';

export interface EventFit {
  /** null, here and below: any. */
  readonly kind: string | null;
  /** At least so grave. */
  readonly level: EventView['level'] | null;
  /** An actor with its children, or a market with its actors. */
  readonly who: string | null;
  /** Anywhere in who, text or trace, whatever its case. */
  readonly text: string | null;
  readonly trace: string | null;
}

/** From the mildest to the gravest. */
export const LEVELS: readonly EventView['level'][] = ['story', 'fault', 'page'];

export function fits(event: EventView, { kind, level, who, text, trace }: EventFit): boolean {
  return (
    (kind === null || event.kind === kind) &&
    (level === null || LEVELS.indexOf(event.level) >= LEVELS.indexOf(level)) &&
    (trace === null || event.trace === trace) &&
    (who === null || isOf(event.who, who) || isOf(event.who, `market:${who}`)) &&
    (text === null || mentions(event, text.toLowerCase()))
  );
}

function isOf(address: string, who: string): boolean {
  return address === who || address.startsWith(`${who}/`);
}

function mentions({ who, text, trace }: EventView, wanted: string): boolean {
  return [who, text, trace ?? ''].some((each) => each.toLowerCase().includes(wanted));
}
