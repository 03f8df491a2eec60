// What went wrong lately, and what a person had to know: the newest faults and pages, a line each.
import { useMemo } from 'preact/hooks';
import type { EventView } from '#domain/operator/views.ts';
import { Empty, Panel, Time } from './figures.ts';
import { gathered } from './gathered.ts';
import { html } from './markup.ts';
import { placeHref } from './place.ts';
import { troubleWords } from './trouble-words.ts';

const SHOWN_MAX = 9;

interface TroubleProps {
  /** Newest first. */
  readonly trouble: readonly EventView[];
  /** Why those from before are not known. */
  readonly problem: string | null;
  readonly nowMs: number;
}

export function TroublePanel({ trouble, problem, nowMs }: TroubleProps) {
  const shown = useMemo(() => gathered(troubleWords(trouble)).slice(0, SHOWN_MAX), [trouble]);
  return html`<${Panel} title="Faults lately" aside=${html`<a href=${placeHref('events')}>all events</a>`}>
    ${
      shown.length === 0
        ? html`<${Empty} words=${problem === null ? 'No fault that the service remembers.' : `Not known: ${problem}`} />`
        : html`<ul class="trouble">
          ${shown.map(
            ({ event: { seq, atMs, who, level }, words, full }) => html`<li key=${seq} class=${level}>
              <${Time} atMs=${atMs} nowMs=${nowMs} /><b>${who}</b><span title=${full}>${words}</span>
            </li>`,
          )}
        </ul>`
    }
  <//>`;
}
