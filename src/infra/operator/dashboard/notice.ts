// Short notices at the edge of the page: what a person did, and what came of it. Read aloud by screen readers, gone by themselves.
import { useEffect, useState } from 'preact/hooks';
import { html } from './markup.ts';

export interface Notice {
  /** `warn`: done as it was asked for, and grave. */
  readonly tone: 'good' | 'warn' | 'bad';
  readonly text: string;
}

const SHOWN_MS = 6_000;
const SHOWN_MAX = 4;

type Shown = Notice & { readonly id: number };
let shown: readonly Shown[] = [];
let made = 0;
let redraw: () => void = () => {};

export function notice(tone: Notice['tone'], text: string): void {
  made += 1;
  const one = { tone, text, id: made };
  shown = [...shown, one].slice(-SHOWN_MAX);
  redraw();
  setTimeout(() => dismiss(one.id), SHOWN_MS);
}

function dismiss(id: number): void {
  shown = shown.filter((each) => each.id !== id);
  redraw();
}

export function Notices() {
  const [, draw] = useState(0);
  useEffect(() => {
    redraw = () => draw((count) => count + 1);
    return () => {
      redraw = () => {};
    };
  }, []);
  return html`<div class="notices" role="status" aria-live="polite">
    ${shown.map(
      ({ id, tone, text }) => html`<div class="notice ${tone}" key=${id}>
        <span>${text}</span>
        <button type="button" class="plain" aria-label="dismiss" onClick=${() => dismiss(id)}>×</button>
      </div>`,
    )}
  </div>`;
}
