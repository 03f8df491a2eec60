// The parameters of one fault, made from the catalogue: whom, for how long, and what else it takes, each with its range and its
// sentence. What the service refuses is shown at the field it names.
import { useId, useState } from 'preact/hooks';
import type { FaultSpec } from '#domain/chaos/fault.ts';
import type { Param } from '#domain/chaos/fault-param.ts';
import type { Snapshot } from '#domain/operator/views.ts';
import type { Refusal } from './api.ts';
import { commandOf, emptyForm, requestOf, targetsOf } from './chaos-request.ts';
import { sendWithKey } from './confirm-dialog.ts';
import { html } from './markup.ts';
import { notice } from './notice.ts';

const TARGET_HINTS: Readonly<Partial<Record<FaultSpec['target'], string>>> = {
  actor: 'An address, or a kind: then all of them.',
  market: 'A market; without one, all.',
  stream: 'A market; without one, all.',
};

export function ChaosForm({ spec, snapshot }: { readonly spec: FaultSpec; readonly snapshot: Snapshot }) {
  const [form, setForm] = useState(() => emptyForm(spec));
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const off = snapshot.desk.handsOff;
  const request = requestOf(spec, form);
  const targets = targetsOf(
    spec,
    snapshot.tree,
    snapshot.markets.map(({ slug }) => slug),
  );
  const hint = TARGET_HINTS[spec.target];
  const inject = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const answer = await sendWithKey<{ readonly id: string }>('/api/chaos', request);
    setBusy(false);
    setRefusal(answer.ok ? null : answer);
    if (answer.ok) notice('good', `${answer.value.id}: ${spec.name} is injected.`);
  };
  // The field stands right above it.
  const problemAt = (field: string) => (refusal?.field === field ? refusal.error.replace(`${field}: `, '') : null);
  const named = ['target', 'forMs', ...Object.keys(spec.params).map((name) => `params.${name}`)];
  const elsewhere = refusal !== null && !named.includes(refusal.field ?? '');
  return html`<form class="fault-form" onSubmit=${inject}>
    ${hint !== undefined && html`<${Field} name="target" hint=${hint} value=${form.target} options=${targets} problem=${problemAt('target')} onInput=${(target: string) => setForm({ ...form, target })} />`}
    ${spec.lasting && html`<${Field} name="for" hint="How long it lasts, such as 250ms, 5s or 2m." value=${form.forText} problem=${problemAt('forMs')} onInput=${(forText: string) => setForm({ ...form, forText })} />`}
    ${Object.entries(spec.params).map(
      ([
        name,
        param,
      ]) => html`<${Field} key=${name} name=${name} hint=${`${param.sentence} ${rangeWords(param)}`} value=${form.params[name] ?? ''}
        words=${param.kind === 'word' ? param.words : null} problem=${problemAt(`params.${name}`)} onInput=${(typed: string) => setForm({ ...form, params: { ...form.params, [name]: typed } })} />`,
    )}
    <div class="fault-send">
      <button type="submit" class="primary" disabled=${busy || off !== null}>${busy ? 'Sending …' : 'Inject'}</button>
      <code>${commandOf(request)}</code>
    </div>
    ${elsewhere && html`<p class="problem" role="alert">${refusal.error}</p>`}
  </form>`;
}

interface FieldProps {
  readonly name: string;
  readonly hint: string;
  readonly value: string;
  readonly problem: string | null;
  readonly onInput: (typed: string) => void;
  /** What one may choose, beside what one may type. */
  readonly options?: readonly string[];
  /** What one may choose, and nothing else. */
  readonly words?: readonly string[] | null;
}

function Field({ name, hint, value, problem, onInput, options = [], words = null }: FieldProps) {
  const id = useId();
  const typed = (event: Event) => onInput((event.currentTarget as HTMLInputElement | HTMLSelectElement).value);
  return html`<div class="field">
    <label for=${id}><b>${name}</b></label>
    ${
      words === null
        ? html`<input id=${id} aria-describedby=${`${id}-hint`} type="text" autocomplete="off" spellcheck=${false} list=${options.length > 0 ? `${id}-list` : undefined} value=${value} aria-invalid=${problem !== null} onInput=${typed} />`
        : html`<select id=${id} aria-describedby=${`${id}-hint`} value=${value} onChange=${typed}>${words.map((word) => html`<option key=${word} value=${word}>${word}</option>`)}</select>`
    }
    ${options.length > 0 && html`<datalist id=${`${id}-list`}>${options.map((option) => html`<option key=${option} value=${option}></option>`)}</datalist>`}
    <small id=${`${id}-hint`}>${hint}</small>
    ${problem !== null && html`<p class="problem" role="alert">${problem}</p>`}
  </div>`;
}

function rangeWords(param: Param): string {
  if (param.kind === 'word') return '';
  return `${param.range}${param.kind === 'duration' || param.unit === '' ? '' : `, ${param.unit}`}.`;
}
