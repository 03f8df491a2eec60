// Events of an actor's protocol that a person may send: one is chosen, its fields are filled in, a word is typed, and the answer of
// the service is shown as it came.
import { useState } from 'preact/hooks';
import type { HandEvent } from '#domain/operator/views.ts';
import { type Answer, post } from './api.ts';
import { confirmTyped } from './confirm-dialog.ts';
import { Empty } from './figures.ts';
import { html } from './markup.ts';

interface HandEventsProps {
  readonly actor: string;
  readonly events: readonly HandEvent[];
  /** Why nothing may be sent; null: it may. */
  readonly handsOff: string | null;
}

export function HandEvents({ actor, events, handsOff }: HandEventsProps) {
  const [type, setType] = useState('');
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [answer, setAnswer] = useState<{ readonly type: string; readonly answer: Answer<unknown> } | null>(null);
  const chosen = events.find((event) => event.type === type) ?? events[0];
  if (!chosen) return html`<${Empty} words="None of its events is for people." />`;
  const fields = Object.fromEntries(chosen.fields.map(({ name }) => [name, typed[name] ?? '']));
  const ask = (event: Event) => {
    event.preventDefault();
    confirmTyped({
      title: `Send ${chosen.type} to ${actor}`,
      sentence: `${chosen.sentence} The actor takes it as if another actor had sent it, and it is written down as sent by hand.`,
      word: 'send',
      action: 'Send',
      reason: null,
      danger: true,
      done: `${chosen.type} was sent to ${actor}.`,
      send: async () => {
        const told = await post<unknown>('/api/send', { actor, type: chosen.type, fields });
        setAnswer({ type: chosen.type, answer: told });
        return told;
      },
    });
  };
  return html`<form class="hand" onSubmit=${ask}>
    <label class="field"><span>Event</span>
      <select value=${chosen.type} onChange=${(event: Event) => setType((event.currentTarget as HTMLSelectElement).value)}>
        ${events.map((event) => html`<option key=${event.type} value=${event.type}>${event.type}</option>`)}
      </select>
    </label>
    <p class="soft">${chosen.sentence}</p>
    ${chosen.fields.map(
      ({
        name,
        kind,
        sentence,
      }) => html`<label class="field" key=${`${chosen.type} ${name}`}><span>${name} <small>${sentence}</small></span>
        <input type="text" inputmode=${kind === 'number' ? 'decimal' : 'text'} autocomplete="off" value=${typed[name] ?? ''}
          onInput=${(event: InputEvent) => setTyped({ ...typed, [name]: (event.currentTarget as HTMLInputElement).value })} />
      </label>`,
    )}
    <button type="submit" class="danger" disabled=${handsOff !== null}>Send by hand …</button>
    ${handsOff !== null && html`<p class="note">Not now: ${handsOff}</p>`}
    ${answer !== null && html`<p class=${answer.answer.ok ? 'note' : 'problem'} role="status">${answer.type}: ${answerText(answer.answer)}</p>`}
  </form>`;
}

/** What the service said, as it said it. */
export function answerText(answer: Answer<unknown>): string {
  if (answer.ok) return `taken. ${JSON.stringify(answer.value)}`;
  return answer.field === null ? answer.error : `${answer.field}: ${answer.error}`;
}
