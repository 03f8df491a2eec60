// What changes the trading is never one click away: a person types a word first, and the token where it is missing or was
// refused. A native modal dialog keeps the focus in it, and Esc leaves it. `confirmTyped` and `sendWithKey` may be called from
// any view; `DialogHost` stands once in the shell.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Answer, post } from './api.ts';
import { doorKey, keepDoorKey } from './door-key.ts';
import { byHand } from './limit-words.ts';
import { html } from './markup.ts';
import { notice } from './notice.ts';

export interface Confirmation {
  readonly title: string;
  /** What will happen, in a sentence or two. */
  readonly sentence: string;
  /** What has to be typed; null: only the token is asked for. */
  readonly word: string | null;
  /** On the button. */
  readonly action: string;
  /** null: no reason is asked for, otherwise what stands there at first. */
  readonly reason: string | null;
  readonly danger: boolean;
  /** What is said when it went well; null: nothing. */
  readonly done: string | null;
  readonly send: (reason: string) => Promise<Answer<unknown>>;
  /** However it ended without being sent. */
  readonly left?: () => void;
}

let ask: (confirmation: Confirmation) => void = () => {};

export function confirmTyped(confirmation: Confirmation): void {
  ask(confirmation);
}

/** Posts; where the token is missing or refused, asks for it and posts again. */
export async function sendWithKey<Value>(path: string, body: object): Promise<Answer<Value>> {
  const first = await post<Value>(path, body);
  if (first.ok || first.status !== 401) return first;
  return new Promise((done) => {
    confirmTyped({
      title: 'Operator token',
      sentence:
        'Whatever changes the service needs its token. It was shown once, at the first start, and is kept in operator.token of the state folder.',
      word: null,
      action: 'Go on',
      reason: null,
      danger: false,
      done: null,
      left: () => done(first),
      send: async () => {
        const again = await post<Value>(path, body);
        if (again.ok || again.status !== 401) done(again);
        // A refusal for another reason than the token is for whoever asked, not for this dialog.
        return again.ok || again.status === 401 ? again : { ok: true, value: null };
      },
    });
  });
}

export function DialogHost() {
  const [open, setOpen] = useState<Confirmation | null>(null);
  useEffect(() => {
    ask = setOpen;
    return () => {
      ask = () => {};
    };
  }, []);
  if (open === null) return null;
  return html`<${ConfirmDialog} key=${open.title} confirmation=${open} onClose=${() => setOpen(null)} />`;
}

function ConfirmDialog({ confirmation, onClose }: { confirmation: Confirmation; onClose: () => void }) {
  const { title, sentence, word, action, danger } = confirmation;
  const dialog = useRef<HTMLDialogElement>(null);
  const sent = useRef(false);
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState(confirmation.reason ?? '');
  const [key, setKey] = useState('');
  const [keyless, setKeyless] = useState(word === null || doorKey() === null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  // Before anything else is drawn: whoever types at once types into it.
  useLayoutEffect(() => dialog.current?.showModal(), []);

  const ready = !busy && (word === null || typed.trim().toLowerCase() === word) && (word !== null || key.trim() !== '');
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!ready) return;
    if (key.trim() !== '') keepDoorKey(key);
    setBusy(true);
    setProblem(null);
    const answer = await confirmation.send(byHand(reason));
    setBusy(false);
    if (!answer.ok) {
      if (answer.status === 401) setKeyless(true);
      setProblem(answer.field === null ? answer.error : `${answer.field}: ${answer.error}`);
      return;
    }
    sent.current = true;
    if (confirmation.done !== null) notice(danger ? 'warn' : 'good', confirmation.done);
    dialog.current?.close();
  };
  const closed = () => {
    if (!sent.current) confirmation.left?.();
    onClose();
  };

  return html`<dialog class="confirm" ref=${dialog} onClose=${closed} aria-labelledby="confirm-title">
    <form onSubmit=${submit}>
      <h2 id="confirm-title">${title}</h2>
      <p>${sentence}</p>
      ${confirmation.reason !== null && html`<${Field} label="Reason, kept with it" value=${reason} onInput=${setReason} />`}
      ${keyless && html`<${Field} label="Operator token" value=${key} onInput=${setKey} type="password" first=${word === null} />`}
      ${word !== null && html`<${Field} label=${`Type “${word}” to confirm`} value=${typed} onInput=${setTyped} first=${true} />`}
      ${problem !== null && html`<p class="problem" role="alert">${problem}</p>`}
      <div class="buttons">
        <button type="button" onClick=${() => dialog.current?.close()}>Cancel</button>
        <button type="submit" class=${danger ? 'danger' : 'primary'} disabled=${!ready}>${busy ? 'Sending …' : action}</button>
      </div>
    </form>
  </dialog>`;
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly type?: string;
  /** Where typing begins. */
  readonly first?: boolean;
}

function Field({ label, value, onInput, type = 'text', first = false }: FieldProps) {
  return html`<label class="field">
    <span>${label}</span>
    <input
      type=${type}
      value=${value}
      autofocus=${first}
      autocomplete="off"
      spellcheck=${false}
      onInput=${(event: InputEvent) => onInput((event.currentTarget as HTMLInputElement).value)}
    />
  </label>`;
}
