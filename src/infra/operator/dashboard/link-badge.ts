// How the page hears the service, always in sight: live, stale with its age, gone with the next try, coming back.

import type { Tone } from './market-words.ts';
import { html } from './markup.ts';
import type { Link } from './stream.ts';
import { ageWords, durationWords } from './words.ts';

interface LinkBadgeProps {
  readonly link: Link;
  /** Since the last snapshot; null: there was none. */
  readonly sinceMs: number | null;
  readonly stale: boolean;
  readonly again: () => void;
}

export function LinkBadge({ link, sinceMs, stale, again }: LinkBadgeProps) {
  const [tone, words, title] = linkWords(link, sinceMs, stale);
  const [state, ...age] = words.split(' · ');
  return html`<span class="link ${tone}" title=${title}>
    <i class="dot" aria-hidden="true"></i><span>${state}${age.length > 0 && html`<span class="age"> · ${age.join(' · ')}</span>`}</span>
    ${sinceMs === null && isGone(link) && html`<button type="button" class="plain" onClick=${again}>retry</button>`}
  </span>`;
}

/** Trying at once may help. Where there is a sentence the button stands beside it: a phone has no room above. */
export function isGone({ state }: Link): boolean {
  return state === 'disconnected' || state === 'refused';
}

/** Tone, words, and what lies behind them. */
export function linkWords(link: Link, sinceMs: number | null, stale: boolean): readonly [Tone, string, string] {
  const last = sinceMs === null ? 'nothing heard yet' : `last update ${ageWords(0, sinceMs)} ago`;
  switch (link.state) {
    case 'loading':
      return ['calm', 'connecting', 'The first connection is on its way'];
    case 'live':
      if (sinceMs === null) return ['calm', 'connecting', 'Connected; the first news is on its way'];
      return stale
        ? ['warn', last, 'The connection stands, but no news came over it']
        : ['good', 'live', 'News comes as it happens'];
    case 'disconnected':
      return ['bad', `disconnected · ${last}`, `${link.why}; trying again within ${durationWords(link.retryMs)}`];
    case 'reconnecting':
      return ['warn', `reconnecting · ${last}`, link.why];
    case 'refused':
      return ['bad', 'token needed', link.why];
  }
}
