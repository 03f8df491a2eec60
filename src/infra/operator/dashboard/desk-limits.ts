// How far what was found is from what is still fine: a bar for each rule of the kill switch, and the ladder of what follows with
// the rung we stand on.
import type { DeskView, LimitView } from '#domain/operator/views.ts';
import { Panel } from './figures.ts';
import { reasonWords, ruleWords, rungSentence, rungWords, unitWords } from './limit-words.ts';
import { html } from './markup.ts';
import { dollarWords, numberOf, percentWords } from './words.ts';

/** From this rung on nothing rests. */
const CANCELS_AT = 3;

export function LimitsPanel({ desk }: { readonly desk: DeskView }) {
  const limits = [...desk.limits].sort((a, b) => shareOf(b) - shareOf(a));
  return html`<${Panel} title="Limits and kill ladder" aside=${html`worst case <b>${dollarWords(desk.exposure)}</b>`}>
    <${Ladder} desk=${desk} />
    ${
      limits.length === 0
        ? html`<p class="empty">No limit has been measured yet.</p>`
        : html`<ul class="limits">${limits.map((limit) => html`<${Limit} key=${limit.rule} limit=${limit} />`)}</ul>`
    }
  <//>`;
}

function Ladder({ desk }: { readonly desk: DeskView }) {
  const here = desk.latch?.stage ?? 'armed';
  const at = desk.ladder.indexOf(here);
  return html`<ol class="ladder" aria-label="Kill ladder">
      ${desk.ladder.map(
        (
          stage,
          rung,
        ) => html`<li key=${stage} class=${ladderClass(rung, at)} aria-current=${rung === at ? 'step' : undefined} title=${rungSentence(stage)}>
          ${rungWords(stage)}
        </li>`,
      )}
    </ol>
    ${desk.latch !== null && html`<p class="latch"><b>Latched at ${rungWords(desk.latch.stage)}:</b> ${reasonWords(desk.latch.reason)}</p>`}`;
}

function ladderClass(rung: number, at: number): string {
  if (rung !== at) return rung < at ? 'below' : '';
  return at === 0 ? 'here good' : at < CANCELS_AT ? 'here warn' : 'here bad';
}

function Limit({ limit }: { readonly limit: LimitView }) {
  const { rule, setting, stage, unit } = limit;
  const share = shareOf(limit);
  const tone = share >= 1 ? 'bad' : share >= 0.75 ? 'warn' : 'good';
  return html`<li title=${`${setting}; past it: ${rungWords(stage)}`}>
    <span class="rule">${ruleWords(rule)} <small>${setting} → ${rungWords(stage)}</small></span>
    <span class="found">${unitWords(limit.found, unit)}<span class="of"> / ${unitWords(limit.limit, unit)}</span></span>
    <svg class="meter ${tone}" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label=${`${percentWords(share)} of the limit`}>
      <rect class="track" width="100" height="4" /><rect class="fill" width=${Math.max(0, Math.min(1, share)) * 100} height="4" />
    </svg>
  </li>`;
}

/** Of a limit of zero, anything found is the whole. */
function shareOf({ used, found }: LimitView): number {
  return used ?? ((numberOf(found) ?? 0) > 0 ? 1 : 0);
}
