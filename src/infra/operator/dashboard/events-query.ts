// What is asked of the events and whether one answers it: the same question to the service and to what the stream tells. Pure.
import type { EventView } from '#domain/operator/views.ts';
import { query } from './api.ts';
import { fits } from './event-fit.ts';

/** As typed and chosen; what is blank asks nothing. */
export interface EventsQuery {
  readonly kind: string | null;
  readonly level: EventView['level'] | null;
  readonly who: string;
  readonly text: string;
  readonly trace: string | null;
}

export const ALL_EVENTS: EventsQuery = { kind: null, level: null, who: '', text: '', trace: null };

/** Kinds of facts, in the order people ask for them. */
export const EVENT_KINDS = [
  'fault',
  'fill',
  'order',
  'transition',
  'pairTrade',
  'merge',
  'split',
  'settlement',
  'resolution',
  'redemption',
  'flow',
  'opening',
] as const;

/** The page of events before `before`, newest first. */
export function eventsPath(
  { kind, level, who, text, trace }: EventsQuery,
  before: number | null,
  limit: number,
): string {
  return query('/api/events', { kind, level, who: who.trim(), text: text.trim(), trace, before, limit });
}

export function answers(event: EventView, { who, text, ...chosen }: EventsQuery): boolean {
  return fits(event, { ...chosen, who: who.trim() || null, text: text.trim() || null });
}
