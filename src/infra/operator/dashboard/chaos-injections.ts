// What was injected, newest first: how it stands, whom it struck, what it did step by step, and how long the tree took to heal.
import { useState } from 'preact/hooks';
import type { EventView, InjectionView } from '#domain/operator/views.ts';
import { deedsOf, injectionTone, injectionWords, spanWords } from './chaos-deeds.ts';
import { sendWithKey } from './confirm-dialog.ts';
import { Empty, Panel, State, Time } from './figures.ts';
import { html, unlessSame } from './markup.ts';
import { useNarrow } from './narrow.ts';
import { notice } from './notice.ts';
import { placeHref } from './place.ts';
import { countWords } from './words.ts';

const ACTORS_NAMED_MAX = 6;
const SHOWN_MAX = 30;
/** On a phone the catalogue is below, and wants to be reached. */
const SHOWN_NARROW_MAX = 3;

interface InjectionsProps {
  readonly injections: readonly InjectionView[];
  readonly events: readonly EventView[];
  readonly nowMs: number;
}

export function Injections({ injections, events, nowMs }: InjectionsProps) {
  const narrow = useNarrow();
  const [all, setAll] = useState(false);
  const few = narrow && !all;
  const known = [...injections].sort((a, b) => b.atMs - a.atMs).slice(0, SHOWN_MAX);
  const newest = few ? known.slice(0, SHOWN_NARROW_MAX) : known;
  const active = known.filter(({ state }) => isActive(state)).length;
  return html`<${Panel} title="Injected" aside=${active > 0 ? `${active} at work` : 'none at work'}>
    ${newest.length === 0 && html`<${Empty} words="Nothing was injected in this life. What a fault does is told here, step by step." />`}
    <ol class="injections">
      ${newest.map((injection, at) => html`<${Injection} key=${injection.id} injection=${injection} events=${events} open=${!narrow && (at === 0 || isActive(injection.state))} day=${Math.floor(nowMs / 60_000) * 60_000} />`)}
    </ol>
    ${newest.length < known.length && html`<p class="more"><button type="button" onClick=${() => setAll(true)}>All ${known.length}</button></p>`}
  <//>`;
}

interface InjectionProps {
  readonly injection: InjectionView;
  readonly events: readonly EventView[];
  /** Its steps are, until somebody closes them. */
  readonly open: boolean;
  /** The present, as finely as the date of a time needs it. */
  readonly day: number;
}

const Injection = unlessSame(({ injection, events, open, day }: InjectionProps) => {
  const { id, text, actors, atMs, state } = injection;
  const { deeds, more } = deedsOf(injection, events);
  return html`<li class="injection">
    <header><b>${id}</b> <code>${text}</code>${state === 'striking' && html`<button type="button" class="small" onClick=${() => clear(id)}>Clear</button>`}</header>
    <p class="injection-line"><${State} tone=${injectionTone(state)} words=${injectionWords(injection)} /> <${Time} atMs=${atMs} nowMs=${day} /></p>
    ${state === 'latched' && html`<p>It stays so until somebody resumes: <a href=${placeHref('desk')}>Resume is on the desk</a>.</p>`}
    ${actors.length > 0 && html`<p class="struck">struck ${actors.slice(0, ACTORS_NAMED_MAX).map((actor, at) => html`${at > 0 ? ', ' : ''}<a key=${actor} href=${placeHref('tree', actor)}>${actor}</a>`)}${actors.length > ACTORS_NAMED_MAX && ` and ${actors.length - ACTORS_NAMED_MAX} more`}</p>`}
    ${
      deeds.length > 0 &&
      html`<details open=${open}><summary>${countWords(deeds.length + more, 'step')}</summary><ol class="deeds">
        ${deeds.map(({ seq, afterMs, who, text: told, full, level }) => html`<li key=${seq} class=${level}><span class="number">+${spanWords(afterMs)}</span><span title=${full}><b>${who}</b> ${told}</span></li>`)}
        ${more > 0 && html`<li class="soft"><span></span><span>and ${more} more</span></li>`}
      </ol></details>`
    }
  </li>`;
});

function isActive(state: string): boolean {
  return state === 'striking' || state === 'healing';
}

async function clear(id: string): Promise<void> {
  const answer = await sendWithKey('/api/chaos/clear', { id });
  if (answer.ok) notice('good', `${id} is cleared.`);
  else notice('bad', `${id} was not cleared: ${answer.error}`);
}
