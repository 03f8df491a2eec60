// What an actor knows, as a tree that is opened piece by piece. Long lists and texts are cut, and say so.
import { useState } from 'preact/hooks';
import { html } from './markup.ts';

const ENTRIES_MAX = 100;
const TEXT_MAX = 240;
const SUMMARY_MAX = 3;

export function ContextTree({ value }: { readonly value: unknown }) {
  if (value === undefined || value === null) return html`<p class="empty">Nothing that it would tell.</p>`;
  return html`<div class="context">${
    isBranch(value)
      ? entriesOf(value).map(([name, inner]) => html`<${Branch} key=${name} name=${name} value=${inner} />`)
      : leafText(value)
  }</div>`;
}

function Branch({ name, value }: { readonly name: string; readonly value: unknown }) {
  const [open, setOpen] = useState(false);
  if (!isBranch(value) || sizeOf(value) === 0)
    return html`<div class="leaf-line"><span class="soft">${name}</span> <code class=${typeof value}>${leafText(value)}</code></div>`;
  return html`<details open=${open} onToggle=${(event: Event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}>
    <summary><span class="soft">${name}</span> <code>${summaryOf(value)}</code></summary>
    ${open && entriesOf(value).map(([key, inner]) => html`<${Branch} key=${key} name=${key} value=${inner} />`)}
    ${open && sizeOf(value) > ENTRIES_MAX && html`<div class="soft">… and ${sizeOf(value) - ENTRIES_MAX} more</div>`}
  </details>`;
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function sizeOf(value: object): number {
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

function entriesOf(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).slice(0, ENTRIES_MAX);
}

/** `[4]`, `{price, size, …}`. */
export function summaryOf(value: object): string {
  if (Array.isArray(value)) return `[${value.length}]`;
  const names = Object.keys(value);
  return `{${names.slice(0, SUMMARY_MAX).join(', ')}${names.length > SUMMARY_MAX ? ', …' : ''}}`;
}

export function leafText(value: unknown): string {
  if (isBranch(value)) return Array.isArray(value) ? '[]' : '{}';
  if (typeof value !== 'string') return String(value);
  return value.length > TEXT_MAX ? `${value.slice(0, TEXT_MAX)}… (${value.length} characters)` : value;
}
