// What went wrong lately, and what a person had to know: the newest faults and pages among the events, one line each.
import type { EventView } from '#domain/operator/views.ts';
import { Empty, Panel, Time } from './figures.ts';
import { html } from './markup.ts';
import { placeHref } from './place.ts';

const SHOWN_MAX = 9;

export function TroublePanel({ events, nowMs }: { readonly events: readonly EventView[]; readonly nowMs: number }) {
  const trouble = events.filter(({ level }) => level !== 'story').slice(0, SHOWN_MAX);
  return html`<${Panel} title="Faults lately" aside=${html`<a href=${placeHref('events')}>all events</a>`}>
    ${
      trouble.length === 0
        ? html`<${Empty} words="No fault among the last events." />`
        : html`<ul class="trouble">
          ${trouble.map(
            ({ seq, atMs, who, text, level }) => html`<li key=${seq} class=${level}>
              <${Time} atMs=${atMs} nowMs=${nowMs} /><b>${who}</b><span title=${text}>${text}</span>
            </li>`,
          )}
        </ul>`
    }
  <//>`;
}
