// Who is well: the engine, our heartbeat, the sockets, our books against the venue's, and the counts of what went wrong.
import type { DeskView } from '#domain/operator/views.ts';
import { Age, type Line, Lines, Panel, State, Time } from './figures.ts';
import { reasonWords, rungWords } from './limit-words.ts';
import type { Tone } from './market-words.ts';
import { html } from './markup.ts';
import { ageWords, durationWords, sizeWords, utcWords } from './words.ts';

/** One is sent every five seconds; after eight the gateway closes, and soon after the venue cancels everything. */
const BEAT_LATE_MS = 6_500;
const BEAT_LOST_MS = 8_000;
/** What is on its way arrives sooner. */
const AWAITED_MS = 120_000;

export function HealthPanel({ desk, nowMs }: { readonly desk: DeskView; readonly nowMs: number }) {
  const { phase, startedMs, reconciliation } = desk;
  const lines: readonly Line[] = [
    [
      'Service',
      html`<${State} tone=${phase === 'ok' ? 'good' : phase === 'failed' ? 'bad' : 'warn'} words=${phase === 'ok' ? 'running' : phase} /> <span class="soft">for <${Age} sinceMs=${startedMs} nowMs=${nowMs} /></span>`,
    ],
    ['Orders', html`<${State} ...${admission(desk)} />`, desk.admission.why],
    ['Matching engine', html`<${State} ...${engine(desk)} />`],
    ['Heartbeat', html`<${State} ...${beat(desk)} />`, 'Since the last beat that the venue acknowledged was sent'],
    ['Sockets', html`<${State} ...${sockets(desk)} />`],
    [
      'Reconciliation',
      html`<${State} ...${reconciled(desk, nowMs)} />`,
      `${sizeWords(reconciliation.looks)} looks; last clean ${utcWords(reconciliation.cleanMs)}`,
    ],
  ];
  return html`<${Panel} title="Health" aside=${desk.words}>
    <${Lines} lines=${lines} />
    ${reconciliation.notes.length > 0 && html`<ul class="notes">${reconciliation.notes.map(({ atMs, text }) => html`<li key=${`${atMs} ${text}`}><${Time} atMs=${atMs} nowMs=${nowMs} /> ${text}</li>`)}</ul>`}
    ${desk.note !== null && html`<p class="note">${desk.note}</p>`}
    <${Counts} counts=${desk.counts} />
  <//>`;
}

interface StateProps {
  readonly tone: Tone;
  readonly words: string;
}

function admission({ admission: { mode, why } }: DeskView): StateProps {
  if (mode === 'open') return { tone: 'good', words: 'taken' };
  return { tone: mode === 'halted' ? 'bad' : 'warn', words: `${rungWords(mode)}: ${reasonWords(why)}` };
}

function engine({ engineDownMs, racing }: DeskView): StateProps {
  if (engineDownMs !== null) return { tone: 'bad', words: `restarting for ${ageWords(0, engineDownMs)}` };
  return racing ? { tone: 'warn', words: 'back; post-only window' } : { tone: 'good', words: 'trades' };
}

function beat({ beatAgeMs }: DeskView): StateProps {
  if (beatAgeMs === null) return { tone: 'calm', words: 'nobody beats' };
  const tone = beatAgeMs < BEAT_LATE_MS ? 'good' : beatAgeMs < BEAT_LOST_MS ? 'warn' : 'bad';
  return { tone, words: `${durationWords(beatAgeMs)} ago` };
}

function sockets({ sockets: lines }: DeskView): StateProps {
  if (lines === null) return { tone: 'calm', words: 'none needed' };
  const tone = lines.open === lines.all ? 'good' : lines.open === 0 ? 'bad' : 'warn';
  return { tone, words: `${lines.open} of ${lines.all} open; account ${lines.account}` };
}

/** News on its way makes looks differ; one that is awaited for long is no such thing. */
function reconciled({ reconciliation }: DeskView, nowMs: number): StateProps {
  const { looks, clean, diverged, cleanMs } = reconciliation;
  if (looks === 0) return { tone: 'calm', words: 'no look yet' };
  const last = cleanMs === null ? 'never clean yet' : `clean ${ageWords(cleanMs, nowMs)} ago`;
  if (diverged) return { tone: 'bad', words: `differs; ${last}` };
  if (clean) return { tone: 'good', words: last };
  const long = cleanMs !== null && nowMs - cleanMs > AWAITED_MS;
  return { tone: long ? 'warn' : 'calm', words: `${last}; waits for news on its way` };
}

/** What is counted, and what it means. */
const COUNTED: Readonly<Record<string, readonly [words: string, sentence: string]>> = {
  marketEvents: ['market events', 'Changes of books, prints and other news of the public stream'],
  plans: ['plans', 'How often a market reckoned anew what to quote'],
  denied: ['orders denied', 'Orders that our own risk rules did not let out'],
  rejected: ['orders rejected', 'Orders that the venue did not take'],
  faults: ['faults', 'Everything that went wrong and was told'],
  restarts: ['restarts', 'Actors that came back'],
  undelivered: ['letters missed', 'Told to an actor that was not there; money and safety wait for it instead'],
  halts: ['quote pauses', 'How often the quotes of one market, or of all, were taken out for a reason; most are brief'],
  unexpected: ['out of turn', 'Events that came to an actor in a state that has no use for them'],
};

function Counts({ counts }: { readonly counts: DeskView['counts'] }) {
  const known = Object.entries(counts);
  if (known.length === 0) return null;
  return html`<ul class="counts" aria-label="Counts of this life">
    ${known.map(([name, count]) => {
      const [words, sentence] = COUNTED[name] ?? [name.replace(/([A-Z])/g, ' $1').toLowerCase(), undefined];
      return html`<li key=${name} title=${sentence}><b>${sizeWords(count)}</b> ${words}</li>`;
    })}
  </ul>`;
}
