// One actor, looked at closely: its statechart with the states lit in which it is, its last transitions, what it knows, and the
// events that a person may send it.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ActorDetail, TransitionView, TreeNode } from '#domain/operator/views.ts';
import { get, query } from './api.ts';
import { ChartDrawing, useChart } from './chart-drawing.ts';
import { ContextTree } from './context-tree.ts';
import { Age, Empty, Problem, State, Time, Waiting } from './figures.ts';
import { HandEvents } from './hand-events.ts';
import { heardWords } from './heard-words.ts';
import { html } from './markup.ts';
import { placeHref } from './place.ts';
import { stateTone } from './tree-rows.ts';

/** Between two looks at an actor that keeps moving. */
const LOOK_MS = 500;
/** One that rests is looked at so often. */
const REST_MS = 3_000;
const TRANSITIONS_MAX = 20;

export interface ActorPanelProps {
  readonly id: string;
  /** Where it stands in the tree; null: it is not there now. */
  readonly node: TreeNode | null;
  /** Why nothing may be sent by hand; null: it may. */
  readonly handsOff: string | null;
  readonly nowMs: number;
}

export function ActorPanel({ id, node, handsOff, nowMs }: ActorPanelProps) {
  const { detail, problem } = useActor(id, node === null ? 'gone' : `${node.bornMs} ${node.events} ${node.state}`);
  return html`<section class="panel actor" aria-labelledby="actor-name">
    <header>
      <h2 id="actor-name">${id}</h2>
      <a class="aside close" href=${placeHref('tree')} title="Esc">close</a>
    </header>
    ${
      node === null
        ? html`<p class="problem">It is not in the tree now: it ended, or is about to come back.</p>`
        : html`<p class="actor-line"><${State} tone=${stateTone(node.state)} words=${node.state} />
          <span>for <${Age} sinceMs=${node.sinceMs} nowMs=${nowMs} /></span>
          <span>born <${Age} sinceMs=${node.bornMs} nowMs=${nowMs} /> ago</span>
          <span>${node.restarts === 1 ? '1 restart' : `${node.restarts} restarts`}</span><span>${node.events} events</span>
          <a href=${inspectorHref(id)} title="It and whoever is in it; needs the internet and the token">Stately inspector</a></p>`
    }
    ${problem !== null && node !== null && html`<${Problem} words=${`What it knows cannot be read: ${problem}`} />`}
    ${detail === null ? problem === null && html`<${Waiting} words="Asking the actor …" />` : html`<${Detail} ...${{ detail, handsOff, nowMs }} />`}
  </section>`;
}

/** The page that shows this actor and those below it as Stately draws them. */
function inspectorHref(id: string): string {
  const plain = id.replace(/[.*+?^$()|[\]{}\\]/g, '\\$&');
  return `/inspect?filter=${encodeURIComponent(`^${plain}(/|$)`)}`;
}

function Detail({ detail, handsOff, nowMs }: { detail: ActorDetail; handsOff: string | null; nowMs: number }) {
  const { chart, active, transitions, context, events, id } = detail;
  const { view, problem } = useChart(chart);
  const [newest] = transitions;
  return html`<${Section} title="Statechart" aside=${chart}>
      ${chart === null && html`<${Empty} words="It is no statechart: a stream that is listened to, or a promise." />`}
      ${problem !== null && html`<${Problem} words=${problem} />`}
      ${chart !== null && view === null && problem === null && html`<${Waiting} words="Laying the chart out …" />`}
      ${view !== null && html`<${ChartDrawing} view=${view} active=${active} taken=${newest ?? null} label=${`${chart}: now in ${active.join(', ') || 'no state'}`} />`}
    <//>
    <${Section} title="Last transitions"><${Transitions} transitions=${transitions} nowMs=${nowMs} /><//>
    <${Section} title="What it knows"><${ContextTree} value=${context} /><//>
    <${Section} title="Send an event"><${HandEvents} actor=${id} events=${events} handsOff=${handsOff} /><//>`;
}

interface SectionProps {
  readonly title: string;
  readonly aside?: string | null;
  readonly children?: unknown;
}

function Section({ title, aside = null, children }: SectionProps) {
  return html`<div class="part"><h3>${title}${aside !== null && html` <span class="soft">${aside}</span>`}</h3>${children}</div>`;
}

function Transitions({ transitions, nowMs }: { readonly transitions: readonly TransitionView[]; nowMs: number }) {
  if (transitions.length === 0) return html`<${Empty} words="None since it was born." />`;
  return html`<ol class="transitions" tabindex="0" aria-label="Last transitions, newest first">
    ${transitions.slice(0, TRANSITIONS_MAX).map(
      ({ atMs, event, from, to }, at) => html`<li key=${`${atMs} ${transitions.length - at}`}>
        <${Time} atMs=${atMs} nowMs=${nowMs} /><span>${from} → <b>${to}</b></span><code title=${event}>${heardWords(event)}</code>
      </li>`,
    )}
  </ol>`;
}

/** Looked at again whenever it has moved (`version`), and now and then in any case. The newest answer stays while it is asked anew. */
function useActor(
  id: string,
  version: string,
): { readonly detail: ActorDetail | null; readonly problem: string | null } {
  const [detail, setDetail] = useState<ActorDetail | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const lookedMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    let timer = 0;
    const left = new AbortController();
    const look = async () => {
      lookedMs.current = performance.now();
      const answer = await get<ActorDetail>(query('/api/actor', { id }), left.signal);
      if (left.signal.aborted) return;
      if (answer.ok) setDetail(answer.value);
      setProblem(answer.ok ? null : answer.error);
      timer = setTimeout(rest, REST_MS);
    };
    const rest = () => {
      if (document.hidden) timer = setTimeout(rest, REST_MS);
      else void look();
    };
    timer = setTimeout(look, Math.max(0, LOOK_MS - (performance.now() - lookedMs.current)));
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [id, version]);
  return { detail, problem };
}
