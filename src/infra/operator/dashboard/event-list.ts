// Events as lines: when, what kind, who, what, and the trace that leads to everything of the same cause.
import { useMemo } from 'preact/hooks';
import type { EventView, Snapshot } from '#domain/operator/views.ts';
import { eventWords, toldEvents } from './event-words.ts';
import { Time } from './figures.ts';
import { html, unlessSame } from './markup.ts';
import { placeHref } from './place.ts';
import { VIEWS } from './view.ts';

export interface EventListProps {
  readonly events: readonly EventView[];
  readonly snapshot: Snapshot;
  readonly nowMs: number;
  /** Every event is a line of its own; otherwise they run from the newest to the oldest. */
  readonly apart?: boolean;
}

export function EventList({ events, snapshot, nowMs, apart = false }: EventListProps) {
  const told = useMemo(
    () => (apart ? events.map((event) => ({ event, words: eventWords(event) })) : toldEvents(events)),
    [events, apart],
  );
  const names = snapshot.markets.map(({ slug }) => slug).join(' ');
  // Whether a day has to be named changes once a day, not once a second.
  const dayMs = Math.floor(nowMs / 3_600_000) * 3_600_000;
  // The very same list is not compared row by row with every snapshot.
  return useMemo(() => {
    const slugs = new Set(names.split(' '));
    return html`<ol class="event-list">
      ${told.map(({ event, words }) => html`<${EventLine} key=${event.seq} event=${event} words=${words} href=${hrefOf(event.who, slugs)} dayMs=${dayMs} />`)}
    </ol>`;
  }, [told, names, dayMs]);
}

interface EventLineProps {
  readonly event: EventView;
  readonly words: string;
  /** Where its actor or market is shown; null: nowhere. */
  readonly href: string | null;
  readonly dayMs: number;
}

const EventLine = unlessSame(
  ({ event: { atMs, kind, who, text, level, trace }, words, href, dayMs }: EventLineProps) => {
    return html`<li class=${level}>
    <${Time} atMs=${atMs} nowMs=${dayMs} />
    <span class="kind" title=${level === 'page' ? 'Somebody was called' : undefined}>${level === 'page' ? '⚑ ' : ''}${kindWords(kind)}</span>
    <span class="who">${href === null ? who : html`<a href=${href}>${who}</a>`}</span>
    <span class="text" title=${text}>${words}</span>
    <span class="trace">${trace !== null && html`<a href=${placeHref('events', trace)} title="Everything of this trace">${trace}</a>`}</span>
  </li>`;
  },
);

function hrefOf(who: string, slugs: ReadonlySet<string>): string | null {
  if (slugs.has(who)) return placeHref('markets', who);
  if (VIEWS.some(({ name }) => name === 'tree')) return placeHref('tree', who);
  const slug = /^market:([^/]+)/.exec(who)?.[1];
  return slug !== undefined && slugs.has(slug) ? placeHref('markets', slug) : null;
}

/** `pairTrade` as `pair trade`. */
export function kindWords(kind: string): string {
  return kind.replace(/([A-Z])/g, ' $1').toLowerCase();
}
