// The small pieces that every view is made of: money with colour and sign, times with UTC behind them, states with a dot, a
// panel, and what stands where there is nothing (yet).
import type { ComponentChildren, VNode } from 'preact';
import { useId } from 'preact/hooks';
import type { Tone } from './market-words.ts';
import { html } from './markup.ts';
import { ageWords, type Figure, profitWords, timeWords, utcWords, wayOf } from './words.ts';

/** Signed and coloured; the exact figure behind it. */
export function Profit({ dollars }: { readonly dollars: Figure }) {
  return html`<span class="money ${wayOf(dollars)}" title=${exact(dollars)}>${profitWords(dollars)}</span>`;
}

/** A moment in the viewer's zone. */
export function Time({ atMs, nowMs }: { readonly atMs: number | null; readonly nowMs: number }) {
  return html`<time title=${utcWords(atMs)}>${timeWords(atMs, nowMs)}</time>`;
}

export function Age({ sinceMs, nowMs }: { readonly sinceMs: number | null; readonly nowMs: number }) {
  return html`<time title=${utcWords(sinceMs)}>${ageWords(sinceMs, nowMs)}</time>`;
}

/** A state in words; the dot only underlines what the words say. */
export function State({
  tone,
  words,
  title,
}: {
  readonly tone: Tone;
  readonly words: string;
  readonly title?: string;
}) {
  return html`<span class="state ${tone}" title=${title}><i class="dot" aria-hidden="true"></i>${words}</span>`;
}

export interface PanelProps {
  readonly title: string;
  readonly aside?: ComponentChildren;
  readonly class?: string;
  readonly children?: ComponentChildren;
}

export function Panel({ title, aside = null, class: name = '', children }: PanelProps) {
  const id = useId();
  return html`<section class="panel ${name}" aria-labelledby=${id}>
    <header><h2 id=${id}>${title}</h2>${aside !== null && html`<div class="aside">${aside}</div>`}</header>
    ${children}
  </section>`;
}

/** Two columns of what it is and how much: `[name, value, title]`. */
export type Line = readonly [name: string, value: ComponentChildren, title?: string];

export function Lines({ lines }: { readonly lines: readonly Line[] }) {
  return html`<dl class="lines">
    ${lines.map(([name, value, title]) => html`<div key=${name} title=${title}><dt>${name}</dt><dd>${value}</dd></div>`)}
  </dl>`;
}

/** Where nothing is to be seen, and why that may be right. */
export function Empty({ words }: { readonly words: string }): VNode {
  return html`<p class="empty">${words}</p>`;
}

export function Waiting({ words }: { readonly words: string }): VNode {
  return html`<p class="empty waiting" role="status"><i class="spinner" aria-hidden="true"></i>${words}</p>`;
}

export function Problem({ words, again }: { readonly words: string; readonly again?: () => void }): VNode {
  return html`<p class="problem" role="alert">${words}${again && html` <button type="button" onClick=${again}>Try again</button>`}</p>`;
}

function exact(dollars: Figure): string | undefined {
  return dollars === null || dollars === undefined ? undefined : `$${dollars}`;
}
