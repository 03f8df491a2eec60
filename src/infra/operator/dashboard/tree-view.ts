// Every actor of the service: where it stands, for how long, how often it came back, what waits for it and what it heard last. A
// click opens one of them beside the tree.
import { useCallback, useState } from 'preact/hooks';
import type { TreeNode } from '#domain/operator/views.ts';
import { ActorPanel } from './actor-panel.ts';
import { Empty, State } from './figures.ts';
import { heardWords } from './heard-words.ts';
import { html, unlessSame } from './markup.ts';
import { placeHref } from './place.ts';
import { actorsIn, findNode, shortName, stateTone, type TreeRow, treeRows } from './tree-rows.ts';
import type { ViewProps } from './view.ts';
import { ageWords, countWords, NOTHING, utcWords } from './words.ts';

/** A life that began so lately is pointed out. */
const REBORN_MS = 15_000;

export function TreeView({ place, snapshot, nowMs }: ViewProps) {
  const [opened, setOpened] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [filter, setFilter] = useState('');
  const { tree, desk } = snapshot;
  const rows = treeRows(tree, opened, filter);
  const toggle = useCallback((id: string, open: boolean) => setOpened((was) => new Map(was).set(id, open)), []);
  const close = () => setOpened(new Map(rows.map(({ node }) => [node.id, node === tree])));
  return html`<div class="tree-page ${place.of === null ? '' : 'with-actor'}">
    <h1 class="hidden">Tree</h1>
    <section class="panel tree-panel" aria-label="Actors">
      <header class="tools-row">
        <input type="search" data-filter placeholder="Filter: a name, a kind, a state ( / )" aria-label="Filter actors" value=${filter}
          onInput=${(event: InputEvent) => setFilter((event.currentTarget as HTMLInputElement).value)} />
        <button type="button" class="small" onClick=${close}>Close all</button>
        <span class="aside">${countWords(actorsIn(tree), 'actor')}</span>
      </header>
      ${rows.length === 0 ? html`<${Empty} words="No actor bears this name, kind or state now." />` : html`<${TreeTable} ...${{ rows, here: place.of, nowMs, toggle }} />`}
    </section>
    ${place.of !== null && html`<${ActorPanel} key=${place.of} id=${place.of} node=${findNode(tree, place.of)} handsOff=${desk.handsOff} nowMs=${nowMs} />`}
  </div>`;
}

interface TreeTableProps {
  readonly rows: readonly TreeRow[];
  readonly here: string | null;
  readonly nowMs: number;
  readonly toggle: (id: string, open: boolean) => void;
}

function TreeTable({ rows, here, nowMs, toggle }: TreeTableProps) {
  return html`<div class="scroll-x" role="region" aria-label="Actors and their states" tabindex="0"><table class="tree">
    <thead><tr>
      <th scope="col">Actor</th><th scope="col">State</th><th scope="col" class="number age" title="How long it has been in this state">For</th>
      <th scope="col" class="number" title="How often it was restarted; a closed row counts its inside too">Restarts</th>
      <th scope="col" class="number beside" title="Letters that wait for it">Queued</th>
      <th scope="col" class="beside">Last event</th><th scope="col" class="number beside" title="Events it has handled in this life">Events</th>
    </tr></thead>
    <tbody>
      ${rows.map(({ node, depth, open, inside, restarts }) => {
        const age = ageWords(node.sinceMs, nowMs);
        const heard = node.lastEventMs === null ? NOTHING : `${ageWords(node.lastEventMs, nowMs)} ago`;
        const reborn = node.restarts > 0 && nowMs - node.bornMs < REBORN_MS;
        return html`<${ActorRow} key=${node.id} ...${{ node, depth, open, inside, restarts, age, heard, reborn, here: node.id === here, toggle }} />`;
      })}
    </tbody>
  </table></div>`;
}

interface ActorRowProps extends TreeRow {
  readonly age: string;
  readonly heard: string;
  readonly reborn: boolean;
  readonly here: boolean;
  readonly toggle: (id: string, open: boolean) => void;
}

const ActorRow = unlessSame((props: ActorRowProps) => {
  const { node, depth, open, inside, restarts, age, heard, reborn, here, toggle } = props;
  const [kind, name] = nameOf(node);
  return html`<tr class="${here ? 'here' : ''} ${reborn ? 'reborn' : ''}">
    <th scope="row"><span class="indent depth-${Math.min(depth, 6)}">
      ${open === null ? html`<i class="leaf"></i>` : html`<button type="button" class="plain toggle" aria-expanded=${open} aria-label=${`${open ? 'Close' : 'Open'} ${node.id}`} onClick=${() => toggle(node.id, !open)}>${open ? '▾' : '▸'}</button>`}
      <a href=${placeHref('tree', node.id)} title=${node.id}>${kind !== null && html`<span class="soft">${kind} </span>`}${name}</a>
    </span></th>
    <td><${State} tone=${stateTone(node.state)} words=${node.state} />${inside !== null && html`<span class="inside" title=${inside}>${inside}</span>`}</td>
    <td class="number age"><time title=${utcWords(node.sinceMs)}>${age}</time></td>
    <td class="number">${restarts === 0 ? html`<span class="soft">0</span>` : html`<b class="restarts">${restarts}</b>`}${reborn && html` <span class="back">back</span>`}</td>
    <td class="number beside">${node.queued === 0 ? html`<span class="soft">0</span>` : html`<b>${node.queued}</b>`}</td>
    <td class="beside" title=${node.lastEvent}><code>${node.lastEvent === null ? NOTHING : heardWords(node.lastEvent)}</code> <span class="soft">${heard}</span></td>
    <td class="number beside">${node.events}</td>
  </tr>`;
});

/** `market:wide-1` as its kind and its name; what bears no colon has only a name. */
function nameOf({ id }: TreeNode): readonly [kind: string | null, name: string] {
  const short = shortName(id);
  const colon = short.indexOf(':');
  return colon === -1 ? [null, short] : [short.slice(0, colon), short.slice(colon + 1)];
}
