// What stands around every view: navigation, the sentence of the moment, how the page hears the service, theme, token, dialogs
// and notices.
import { useEffect, useState } from 'preact/hooks';
import { DialogHost } from './confirm-dialog.ts';
import { Content } from './content.ts';
import { doorKey } from './door-key.ts';
import { useKeyboard } from './keyboard.ts';
import { isGone, LinkBadge } from './link-badge.ts';
import { html } from './markup.ts';
import type { Newest, News } from './newest.ts';
import { Notices } from './notice.ts';
import { askForKey } from './operator-key.ts';
import { type Place, placeHref, readPlace } from './place.ts';
import { sentenceOf } from './sentence.ts';
import { type Theme, theme, turnTheme } from './theme.ts';
import { VIEWS, type ViewEntry } from './view.ts';
import { ageWords, NOTHING } from './words.ts';

/** Nothing was heard for this long: what is shown may be old. */
const STALE_MS = 4_000;
const TICK_MS = 1_000;

export function Shell({ newest }: { readonly newest: Newest }) {
  const news = useNews(newest);
  const place = usePlace();
  const wallMs = useTick();
  useKeyboard(place);
  const { snapshot, showing, heardMs, link } = news;
  const sinceMs = Math.max(0, wallMs - heardMs);
  const stale = snapshot !== null && (sinceMs > STALE_MS || link.state === 'disconnected');
  const entry = VIEWS.find((each) => each.name === place?.view) ?? null;
  const grave = snapshot !== null && sentenceOf(snapshot, showing).tone === 'bad';
  useTitle(`${stale ? '(stale) ' : grave ? '(!) ' : ''}${entry?.title ?? NOTHING} · bothsides`);

  return html`<button type="button" class="skip" onClick=${() => document.getElementById('main')?.focus()}>Skip to the view</button>
    <header class="top">
      <a class="brand" href=${placeHref('desk')}><b>both</b>sides</a>
      ${snapshot && html`<span class="mode mode-${snapshot.desk.mode}" title=${snapshot.desk.words}>${snapshot.desk.mode}</span>`}
      <${Nav} here=${entry} />
      <div class="tools">
        <${LinkBadge} link=${link} sinceMs=${snapshot === null ? null : sinceMs} stale=${stale} again=${() => newest.again()} />
        <${KeyButton} newest=${newest} />
        <${ThemeButton} />
      </div>
    </header>
    ${snapshot && html`<${SentenceBar} news=${news} stale=${stale} sinceMs=${sinceMs} again=${() => newest.again()} />`}
    <main id="main" tabindex="-1" class=${stale ? 'is-stale' : ''}>
      <${Content} newest=${newest} place=${place} entry=${entry} wallMs=${wallMs} stale=${stale} />
    </main>
    <${Notices} /><${DialogHost} />`;
}

function Nav({ here }: { readonly here: ViewEntry | null }) {
  return html`<nav aria-label="Views">
    ${VIEWS.map(
      ({ name, title }, at) =>
        html`<a key=${name} href=${placeHref(name)} aria-current=${here?.name === name ? 'page' : undefined} title=${`${title} (key ${at + 1})`}>${title}</a>`,
    )}
  </nav>`;
}

interface SentenceProps {
  readonly news: News;
  readonly stale: boolean;
  readonly sinceMs: number;
  readonly again: () => void;
}

/** Read aloud when it changes; its age, which changes every second, is not. */
function SentenceBar({ news, stale, sinceMs, again }: SentenceProps) {
  const { tone, text } = sentenceOf(news.snapshot!, news.showing);
  return html`<div class="sentence ${stale ? 'old' : tone}" role="status">
    <i class="dot" aria-hidden="true"></i><p>${stale && html`<b>As last heard<span aria-hidden="true"> ${ageWords(0, sinceMs)} ago</span>: </b>`}${text}</p>
    ${isGone(news.link) && html`<button type="button" class="small" onClick=${again}>retry</button>`}
  </div>`;
}

function ThemeButton() {
  const [now, setNow] = useState<Theme>(theme());
  const signs: Record<Theme, string> = { system: '◐', light: '☀', dark: '☾' };
  return html`<button type="button" class="plain" title=${`Theme: ${now}`} aria-label=${`Theme: ${now}; press for the next`} onClick=${() => setNow(turnTheme())}>
    ${signs[now]}
  </button>`;
}

function KeyButton({ newest }: { readonly newest: Newest }) {
  const words =
    doorKey() === null
      ? 'No token in this tab: reading only. Press to enter it.'
      : 'The token is kept in this tab. Press to replace it.';
  return html`<button type="button" class="plain ${doorKey() === null ? '' : 'has-key'}" title=${words} aria-label=${words} onClick=${() => askForKey(newest)}>
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="M10.5 1a4.5 4.5 0 0 0-4.3 5.8L1 12v3h3l.7-.7v-1.6h1.6l.7-.7v-1.6h1.6l.6-.6A4.5 4.5 0 1 0 10.5 1Zm1 4.6a1.1 1.1 0 1 1 0-2.2 1.1 1.1 0 0 1 0 2.2Z" /></svg>
  </button>`;
}

function useNews(newest: Newest): News {
  const [, draw] = useState(0);
  useEffect(() => newest.subscribe(() => draw((count) => count + 1)), [newest]);
  return newest.news;
}

function usePlace(): Place | null {
  const [place, setPlace] = useState(() => readPlace(location.hash));
  useEffect(() => {
    const moved = () => {
      setPlace(readPlace(location.hash));
      scrollTo(0, 0);
    };
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  return place;
}

/** Ages go on while nothing is heard. */
function useTick(): number {
  const [nowMs, setNowMs] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return Math.max(nowMs, Date.now());
}

/** Also read in the list of tabs. */
function useTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}
