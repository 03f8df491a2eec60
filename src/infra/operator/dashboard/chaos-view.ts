// Chaos by hand: the catalogue of faults, each injected by a click or with parameters of one's own, and what each one did to whom until
// the tree was well again.
import { useEffect, useState } from 'preact/hooks';
import type { FaultSpec } from '#domain/chaos/fault.ts';
import type { InjectionView } from '#domain/operator/views.ts';
import { get } from './api.ts';
import { ChaosForm } from './chaos-form.ts';
import { Injections } from './chaos-injections.ts';
import { TARGET_WORDS } from './chaos-request.ts';
import { useStory } from './chaos-story.ts';
import { sendWithKey } from './confirm-dialog.ts';
import { Empty, Panel, Problem, Waiting } from './figures.ts';
import { html } from './markup.ts';
import { notice } from './notice.ts';
import type { ViewProps } from './view.ts';
import { countWords } from './words.ts';

interface Chaos {
  readonly catalogue: readonly FaultSpec[];
  readonly injections: readonly InjectionView[];
  readonly handsOff: string | null;
}

export function ChaosView({ snapshot, events, nowMs }: ViewProps) {
  const { catalogue, problem } = useCatalogue();
  const { story, problem: unheard } = useStory(events);
  const { desk, injections } = snapshot;
  return html`<div class="chaos">
    <h1 class="hidden">Chaos</h1>
    <div class="column">
      ${desk.handsOff !== null && html`<p class="problem">Nothing can be injected here: ${desk.handsOff}</p>`}
      ${problem !== null && html`<${Problem} words=${`The catalogue cannot be read: ${problem}`} />`}
      ${catalogue === null ? problem === null && html`<${Waiting} words="Asking for the catalogue …" />` : html`<${Catalogue} catalogue=${catalogue} snapshot=${snapshot} />`}
    </div>
    <div class="column beside-catalogue">${unheard !== null && html`<${Problem} words=${`What happened before cannot be read: ${unheard}`} />`}<${Injections} injections=${injections} events=${story} nowMs=${nowMs} /></div>
  </div>`;
}

interface CatalogueProps {
  readonly catalogue: readonly FaultSpec[];
  readonly snapshot: ViewProps['snapshot'];
}

function Catalogue({ catalogue, snapshot }: CatalogueProps) {
  const [filter, setFilter] = useState('');
  const [open, setOpen] = useState<string | null>(null);
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const found = catalogue.filter(({ name, sentence, target }) => {
    const text = `${name} ${sentence} ${target}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const groups = Object.entries(TARGET_WORDS).map(([target, title]) => ({
    title,
    faults: found.filter((spec) => spec.target === target),
  }));
  return html`<${Panel} title="Faults" aside=${countWords(found.length, 'fault')}>
    <div class="tools-row"><input type="search" data-filter placeholder="Filter: a name, a word ( / )" aria-label="Filter faults" value=${filter}
      onInput=${(event: InputEvent) => setFilter((event.currentTarget as HTMLInputElement).value)} /></div>
    ${found.length === 0 && html`<${Empty} words="No fault of that name or with that word." />`}
    ${groups.map(
      ({ title, faults }) =>
        faults.length > 0 &&
        html`<section key=${title} class="faults"><h3>${title}</h3><ul>
          ${faults.map((spec) => html`<${Fault} key=${spec.name} ...${{ spec, snapshot, open: open === spec.name, onOpen: () => setOpen(open === spec.name ? null : spec.name) }} />`)}
        </ul></section>`,
    )}
  <//>`;
}

interface FaultProps {
  readonly spec: FaultSpec;
  readonly snapshot: ViewProps['snapshot'];
  readonly open: boolean;
  readonly onOpen: () => void;
}

function Fault({ spec, snapshot, open, onOpen }: FaultProps) {
  const { name, sentence, target } = spec;
  const off = snapshot.desk.handsOff;
  const atOnce = async () => {
    if (target === 'actor') return open ? undefined : onOpen();
    const answer = await sendWithKey<{ readonly id: string }>('/api/chaos', { fault: name });
    if (answer.ok) notice('good', `${answer.value.id}: ${name} is injected.`);
    else notice('bad', `${name} was refused: ${answer.error}`);
  };
  return html`<li class="fault-row ${open ? 'open' : ''}">
    <button type="button" class="plain fault-name" aria-expanded=${open} onClick=${onOpen}><span aria-hidden="true">${open ? '▾' : '▸'}</span> ${name}</button>
    <p>${sentence}</p>
    <button type="button" class="small" disabled=${off !== null} aria-label=${target === 'actor' ? `Choose an actor for ${name}` : `Inject ${name} as it stands`}
      title=${off ?? (target === 'actor' ? 'It needs an actor' : 'At once, as the catalogue has it')} onClick=${atOnce}>${target === 'actor' ? 'Choose …' : 'Inject'}</button>
    ${open && html`<${ChaosForm} spec=${spec} snapshot=${snapshot} />`}
  </li>`;
}

/** It does not change while the service lives. */
function useCatalogue(): { readonly catalogue: readonly FaultSpec[] | null; readonly problem: string | null } {
  const [catalogue, setCatalogue] = useState<readonly FaultSpec[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const left = new AbortController();
    void get<Chaos>('/api/chaos', left.signal).then((answer) => {
      if (left.signal.aborted) return;
      if (answer.ok) setCatalogue(answer.value.catalogue);
      else setProblem(answer.error);
    });
    return () => left.abort();
  }, []);
  return { catalogue, problem };
}
