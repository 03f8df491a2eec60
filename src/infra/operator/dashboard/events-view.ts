// Everything that happened, newest first: filtered as the person asks, fed by the stream, paged back as far as the service
// remembers. A trace shows all that came of one frame or one plan, oldest first, as a story.
import { useState } from 'preact/hooks';
import type { EventView, Snapshot } from '#domain/operator/views.ts';
import { EventList, kindWords } from './event-list.ts';
import { usePages, useReading, type Waiting } from './event-pages.ts';
import { ALL_EVENTS, EVENT_KINDS, type EventsQuery } from './events-query.ts';
import { Waiting as Asking, Empty, Problem } from './figures.ts';
import { html } from './markup.ts';
import { placeHref } from './place.ts';
import type { ViewProps } from './view.ts';
import { countWords } from './words.ts';

/** A trace is the way of one plan: some dozens of events. */
const WHOLE = { reading: false, rowsMax: 2_000 };

/** Outlives a look at another view. */
let kept: EventsQuery = ALL_EVENTS;

export function EventsView({ place, snapshot, events, nowMs }: ViewProps) {
  const trace = place.of;
  // Another life of the service counts its events anew.
  const life = snapshot.desk.startedMs;
  if (trace !== null)
    return html`<${Trace} key=${`${life} ${trace}`} trace=${trace} snapshot=${snapshot} events=${events} nowMs=${nowMs} />`;
  return html`<${AllEvents} key=${life} snapshot=${snapshot} events=${events} nowMs=${nowMs} />`;
}

interface EventsProps {
  readonly snapshot: Snapshot;
  readonly events: readonly EventView[];
  readonly nowMs: number;
}

function AllEvents({ snapshot, events, nowMs }: EventsProps) {
  const [asked, setAsked] = useState(kept);
  kept = asked;
  const reading = useReading();
  const pages = usePages(asked, events, { reading });
  const { events: shown, waiting } = pages;
  const toNewest = () => {
    if (waiting.more) pages.again();
    scrollTo(0, 0);
  };
  return html`<div class="events">
    <h1 class="hidden">Events</h1>
    <${Toolbar} snapshot=${snapshot} asked=${asked} onAsked=${setAsked} count=${shown.length} />
    ${reading || waiting.more ? html`<${NewestButton} waiting=${waiting} onClick=${toNewest} />` : null}
    ${pages.problem !== null && html`<${Problem} words=${pages.problem} again=${pages.again} />`}
    ${
      shown.length > 0
        ? html`<${EventList} events=${shown} snapshot=${snapshot} nowMs=${nowMs} />`
        : pages.state === 'asking'
          ? html`<${Asking} words="Asking for the events …" />`
          : pages.problem === null &&
            html`<${Empty} words=${asked === ALL_EVENTS ? 'Nothing has happened yet.' : 'Nothing that the service remembers fits this search.'} />`
    }
    ${
      shown.length > 0 &&
      html`<div class="more">
      ${
        pages.state === 'ended'
          ? html`<p class="soft">That is everything the service remembers${asked === ALL_EVENTS ? '' : ' of these'}.</p>`
          : html`<button type="button" disabled=${pages.state === 'asking'} onClick=${pages.older}>${pages.state === 'asking' ? 'Asking …' : 'Older events'}</button>`
      }
    </div>`
    }
  </div>`;
}

interface NewestProps {
  readonly waiting: Waiting;
  readonly onClick: () => void;
}

function NewestButton({ waiting: { count, more }, onClick }: NewestProps) {
  if (count === 0 && !more) return null;
  const words = more ? 'To the newest events' : countWords(count, 'new event');
  return html`<button type="button" class="primary waiting-events" onClick=${onClick}>↑ ${words}</button>`;
}

function Trace({ trace, snapshot, events, nowMs }: EventsProps & { readonly trace: string }) {
  const [asked] = useState<EventsQuery>({ ...ALL_EVENTS, trace });
  const pages = usePages(asked, events, WHOLE);
  return html`<div class="events">
    <p class="trail"><a href=${placeHref('events')}>Events</a></p>
    <h1>Trace <code>${trace}</code></h1>
    <p class="soft">Everything that came of one frame or one plan, oldest first.</p>
    ${pages.problem !== null && html`<${Problem} words=${pages.problem} again=${pages.again} />`}
    ${
      pages.events.length > 0
        ? html`<${EventList} events=${pages.events.toReversed()} apart=${true} snapshot=${snapshot} nowMs=${nowMs} />`
        : pages.state === 'asking'
          ? html`<${Asking} words="Asking for the trace …" />`
          : pages.problem === null && html`<${Empty} words="The service remembers nothing of this trace (any more)." />`
    }
    ${pages.state === 'more' && html`<div class="more"><button type="button" onClick=${pages.older}>Earlier events of it</button></div>`}
  </div>`;
}

interface ToolbarProps {
  readonly snapshot: Snapshot;
  readonly asked: EventsQuery;
  readonly onAsked: (asked: EventsQuery) => void;
  readonly count: number;
}

const LEVELS: readonly (readonly [EventView['level'], string])[] = [
  ['fault', 'faults and worse'],
  ['page', 'only what calls somebody'],
];

function Toolbar({ snapshot, asked, onAsked, count }: ToolbarProps) {
  const typed = (name: 'text' | 'who') => (event: InputEvent) =>
    onAsked({ ...asked, [name]: (event.currentTarget as HTMLInputElement).value });
  const chosen = (name: 'kind' | 'level') => (event: Event) =>
    onAsked({ ...asked, [name]: (event.currentTarget as HTMLSelectElement).value || null });
  return html`<div class="toolbar">
    <input type="search" data-filter aria-label="Search in texts" placeholder="Search in texts   /" value=${asked.text} onInput=${typed('text')} />
    <input type="search" class="short" aria-label="Actor or market, with all that belongs to it" list="event-actors" placeholder="Actor or market" value=${asked.who} onInput=${typed('who')} />
    <datalist id="event-actors">
      ${actorsOf(snapshot).map((name) => html`<option key=${name} value=${name}></option>`)}
    </datalist>
    <select aria-label="Kind" value=${asked.kind ?? ''} onChange=${chosen('kind')}>
      <option value="">every kind</option>
      ${EVENT_KINDS.map((kind) => html`<option key=${kind} value=${kind}>${kindWords(kind)}</option>`)}
    </select>
    <select aria-label="Level" value=${asked.level ?? ''} onChange=${chosen('level')}>
      <option value="">every level</option>
      ${LEVELS.map(([level, words]) => html`<option key=${level} value=${level}>${words}</option>`)}
    </select>
    ${asked !== ALL_EVENTS && html`<button type="button" onClick=${() => onAsked(ALL_EVENTS)}>Clear</button>`}
    <span class="soft count">${countWords(count, 'event')} shown</span>
  </div>`;
}

/** Markets, and the actors right under the root. */
function actorsOf({ markets, tree }: Snapshot): readonly string[] {
  return [...markets.map(({ slug }) => slug), ...tree.children.map(({ id }) => id)].sort();
}
