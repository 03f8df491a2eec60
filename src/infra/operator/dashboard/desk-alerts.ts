// The channels that call a person, and whether they could: a failure to alert is itself something to see. Any can be tested.
import { useState } from 'preact/hooks';
import type { AlertChannelView, DeskView } from '#domain/operator/views.ts';
import { sendWithKey } from './confirm-dialog.ts';
import { Age, Empty, Panel, State } from './figures.ts';
import { html } from './markup.ts';
import { notice } from './notice.ts';
import { sizeWords } from './words.ts';

export function AlertsPanel({ desk, nowMs }: { readonly desk: DeskView; readonly nowMs: number }) {
  const { alerts } = desk;
  return html`<${Panel} title="Alert channels" aside=${alerts.length > 0 && html`<${TestButton} />`}>
    ${
      alerts.length === 0
        ? html`<${Empty} words="No channel is set: nobody is called when something breaks." />`
        : html`<ul class="channels">${alerts.map((channel) => html`<${Channel} key=${channel.channel} channel=${channel} nowMs=${nowMs} />`)}</ul>`
    }
  <//>`;
}

function Channel({ channel, nowMs }: { readonly channel: AlertChannelView; readonly nowMs: number }) {
  const { problem, sent, failed, held, lastMs } = channel;
  return html`<li>
    <${State} tone=${problem === null ? 'good' : 'bad'} words=${channel.channel} />
    <span class="soft">${sizeWords(sent)} sent, ${sizeWords(held)} held back${failed > 0 && html`, <b class="down">${sizeWords(failed)} failed</b>`}</span>
    <span class="soft">${lastMs === null ? 'none yet' : html`<${Age} sinceMs=${lastMs} nowMs=${nowMs} /> ago`}</span>
    ${problem !== null && html`<p class="problem">${problem}</p>`}
  </li>`;
}

function TestButton() {
  const [busy, setBusy] = useState(false);
  const test = async () => {
    setBusy(true);
    const answer = await sendWithKey('/api/alerts/test', {});
    setBusy(false);
    if (answer.ok) notice('good', 'A test alert is on its way to every channel.');
    else notice('bad', answer.error);
  };
  return html`<button type="button" class="small" disabled=${busy} onClick=${test}>Send a test</button>`;
}
