// The four things a person may do to the whole house, each typed before it is sent; and resuming one halted market.
import type { MarketRow } from '#domain/operator/market-views.ts';
import type { DeskView } from '#domain/operator/views.ts';
import { post } from './api.ts';
import { type Confirmation, confirmTyped } from './confirm-dialog.ts';
import { Panel } from './figures.ts';
import { html } from './markup.ts';
import { countWords } from './words.ts';

type Control = Omit<Confirmation, 'send'> & { readonly path: string; readonly label: string; readonly hint: string };

const HALT: Control = {
  label: 'Halt',
  hint: 'Cancel everything and stay so',
  path: '/api/halt',
  title: 'Halt everything',
  sentence: 'Every order is cancelled at once and nothing is quoted until somebody resumes, across restarts too.',
  word: 'halt',
  action: 'Halt',
  reason: '',
  danger: true,
  done: 'Halted: everything is being cancelled.',
};

const REDUCE_ONLY: Control = {
  label: 'Reduce only',
  hint: 'No order may add risk',
  path: '/api/reduce-only',
  title: 'Reduce only',
  sentence: 'From now on only orders that take exposure away are sent. It stays so until somebody resumes.',
  word: 'reduce',
  action: 'Reduce only',
  reason: '',
  danger: false,
  done: 'Reduce only: no order may add risk.',
};

const FLATTEN: Control = {
  label: 'Flatten',
  hint: 'Sell what is held, as a maker',
  path: '/api/flatten',
  title: 'Flatten, as a maker',
  sentence:
    'What is held is sold with post-only orders, as prices allow; no order crosses the spread. It may take long, and it lasts until somebody resumes.',
  word: 'flatten',
  action: 'Flatten',
  reason: '',
  danger: true,
  done: 'Flattening: what is held is being sold as a maker.',
};

const RESUME: Control = {
  label: 'Resume',
  hint: 'Trade freely again',
  path: '/api/resume',
  title: 'Resume trading',
  sentence:
    'The latch is cleared and every market may quote again. A limit that is still passed latches anew within a second.',
  word: 'resume',
  action: 'Resume',
  reason: null,
  danger: false,
  done: 'Resumed.',
};

export function Controls({ desk, markets }: { readonly desk: DeskView; readonly markets: readonly MarketRow[] }) {
  const halted = markets.filter((row) => row.halted !== null);
  const latched = desk.latch !== null && desk.latch.stage !== 'armed';
  const resumable = latched || desk.flattening || halted.length > 0;
  return html`<${Panel} title="Controls" class="controls" aside="each asks for a typed word">
    <div class="control-buttons">
      <${ControlButton} control=${HALT} class="danger" off=${null} />
      <${ControlButton} control=${REDUCE_ONLY} off=${null} />
      <${ControlButton} control=${FLATTEN} off=${desk.flattening ? 'It is flattening already' : null} />
      <${ControlButton} control=${RESUME} class="primary" off=${resumable ? null : 'Nothing is halted'} />
    </div>
    ${
      halted.length > 0 &&
      html`<div class="halted">
      <p>${countWords(halted.length, 'market')} halted:</p>
      <ul>${halted.map((row) => html`<li key=${row.id}><span title=${row.halted}>${row.slug}</span> <${ResumeMarket} slug=${row.slug} /></li>`)}</ul>
    </div>`
    }
  <//>`;
}

interface ControlButtonProps {
  readonly control: Control;
  readonly class?: string;
  /** Why it cannot be pressed. */
  readonly off: string | null;
}

function ControlButton({ control, class: name = '', off }: ControlButtonProps) {
  const { path, label, hint, ...confirmation } = control;
  const send = (reason: string) => post(path, control.reason === null ? {} : { reason });
  return html`<button type="button" class=${name} disabled=${off !== null} title=${off ?? hint} onClick=${() => confirmTyped({ ...confirmation, send })}>
    <b>${label}</b><small>${off ?? hint}</small>
  </button>`;
}

export function ResumeMarket({ slug }: { readonly slug: string }) {
  const confirmation: Confirmation = {
    title: `Resume ${slug}`,
    sentence: `The halt of ${slug} is lifted and it may quote again; what halted it may halt it anew.`,
    word: 'resume',
    action: 'Resume',
    reason: null,
    danger: false,
    done: `${slug} is resumed.`,
    send: () => post('/api/resume', { market: slug }),
  };
  return html`<button type="button" class="small" onClick=${() => confirmTyped(confirmation)}>Resume</button>`;
}
