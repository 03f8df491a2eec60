// What stands in the middle of the page: the view of the address, or what is to be said while there is none. A view that fails
// says so in its place; the rest of the page goes on.
import { Component, type VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Problem, Waiting } from './figures.ts';
import { html } from './markup.ts';
import type { Newest } from './newest.ts';
import { askForKey } from './operator-key.ts';
import { type Place, placeHref } from './place.ts';
import type { View, ViewEntry, ViewProps } from './view.ts';

interface ContentProps {
  readonly newest: Newest;
  readonly place: Place | null;
  readonly entry: ViewEntry | null;
  readonly wallMs: number;
  readonly stale: boolean;
}

export function Content({ newest, place, entry, wallMs, stale }: ContentProps) {
  const [loaded, problem] = useView(entry);
  const { snapshot, showing, heardMs, events, trouble, eventsProblem, pairTrades, link } = newest.news;
  if (place === null || entry === null)
    return html`<div class="welcome">
      <h1>There is no such page here</h1>
      <p><a href=${placeHref('desk')}>Go to the desk</a></p>
    </div>`;
  if (link.state === 'refused' && snapshot === null)
    return html`<div class="welcome">
      <h1>This service asks for its token</h1>
      <p>It can be reached from other machines, so what it does is shown to whoever has the operator token: the first start showed it, and <code>operator.token</code> in the state folder keeps it.</p>
      <p class="soft">The service said: ${link.why}</p>
      <button type="button" class="primary" onClick=${() => askForKey(newest)}>Enter the token</button>
    </div>`;
  if (problem !== null) return html`<${Problem} words=${problem} again=${() => location.reload()} />`;
  if (snapshot === null)
    return link.state === 'loading' || link.state === 'live'
      ? html`<${Waiting} words="Asking the service how it stands …" />`
      : html`<div class="welcome">
          <h1>The service does not answer</h1>
          <p>This page keeps trying by itself. Is the service running? It is started with <code>npm start</code>.</p>
        </div>`;
  if (loaded === null) return html`<${Waiting} words="Loading the view …" />`;
  // The clock of the service as we last heard it, carried on by ours.
  const nowMs = snapshot.desk.atMs + Math.max(0, wallMs - heardMs);
  const given = { place, snapshot, showing, events, trouble, eventsProblem, pairTrades, nowMs, stale };
  return html`<${Boundary} key=${entry.name} title=${entry.title} view=${loaded} given=${given} />`;
}

interface BoundaryProps {
  readonly title: string;
  readonly view: View;
  readonly given: ViewProps;
}

class Boundary extends Component<BoundaryProps, { failed: string | null }> {
  override state = { failed: null };

  static override getDerivedStateFromError(error: unknown) {
    return { failed: String(error) };
  }

  override render({ title, view: TheView, given }: BoundaryProps, { failed }: { failed: string | null }): VNode {
    if (failed === null) return html`<${TheView} ...${given} />`;
    const words = `The view “${title}” failed: ${failed}`;
    return html`<${Problem} words=${words} again=${() => this.setState({ failed: null })} />`;
  }
}

interface Found {
  readonly entry: ViewEntry;
  readonly view: View | null;
  readonly problem: string | null;
}

function useView(entry: ViewEntry | null): [View | null, string | null] {
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => {
    if (entry === null) return;
    // What comes after somebody went on must not stand in the place of what is looked at now.
    let left = false;
    const find = (view: View | null, problem: string | null) => {
      if (!left) setFound({ entry, view, problem });
    };
    entry.load().then(
      (view) => find(view, null),
      () => find(null, `The view “${entry.title}” could not be loaded from the service.`),
    );
    return () => {
      left = true;
    };
  }, [entry]);
  return found !== null && found.entry === entry ? [found.view, found.problem] : [null, null];
}
