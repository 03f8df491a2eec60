// `GET /inspect`: the Stately inspector, which lives on another host, in a frame, with our sockets' messages handed in as the
// package's own bridge does. The frame is the only stranger that this page may load. Where the internet is not there, or the frame
// never says that it is ready, the page says so and offers our own tree.
import { createHash } from 'node:crypto';
import { INSPECTION_PROTOCOL, RIGHT_PROTOCOL } from './inspection-protocol.ts';

export interface InspectorPage {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

const STATELY = 'https://stately.ai/inspect';
/** Where the dashboard keeps what the user typed. */
const KEY_NAME = 'bothsides.token';

const STYLE = `
html, body { height: 100%; margin: 0; font: 15px/1.5 system-ui, sans-serif; background: #14181d; color: #e8ecf1; }
body { display: flex; flex-direction: column; }
header { padding: .5rem 1rem; display: flex; gap: 1rem; flex-wrap: wrap; align-items: baseline; }
header b { font-weight: 600; }
a { color: #8ec7ff; }
form { display: none; gap: .5rem; }
form.wanted { display: flex; }
input, button { font: inherit; padding: .2rem .5rem; border-radius: .3rem; border: 1px solid #5a6675; background: #1f262e; color: inherit; }
body.lost iframe { visibility: hidden; }
body.lost header { flex-direction: column; max-width: 40rem; margin: 15vh auto 0; }
iframe { border: 0; flex: 1; width: 100%; }
`;

/** In the browser. A socket is opened when the frame is ready, and anew each time it says so: then everybody is told again. The token
 *  is the one that was typed on the dashboard, or here. */
const SCRIPT = `
'use strict';
const frame = document.getElementById('inspector');
const said = document.getElementById('said');
const stranger = new URL(frame.dataset.from).origin;
const asked = new URLSearchParams(location.search);
let socket = null;
let wait = 1000;
let told = 0;
let timer = 0;
const say = (text) => { said.textContent = text; };
const key = document.getElementById('key');
const ask = document.getElementById('ask');
const keyName = frame.dataset.key;
const lost = () => { document.body.className = 'lost'; say('The Stately inspector does not answer: ' + stranger + ' cannot be reached from this browser, or has changed. Our own tree shows the same machines and needs no internet.'); };
function connect() {
  clearTimeout(timer);
  if (socket) { socket.onclose = null; socket.close(); }
  const url = new URL('/inspect', location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = new URLSearchParams({ filter: asked.get('filter') || '' });
  const known = sessionStorage.getItem(keyName);
  if (!known) { ask.className = 'wanted'; key.focus(); say('Inspecting needs the token of the service.'); return; }
  socket = new WebSocket(url, [frame.dataset.protocol, frame.dataset.right + known]);
  socket.onopen = () => { wait = 1000; told = 0; ask.className = ''; say('connected' + (asked.get('filter') ? ', only ' + asked.get('filter') : '')); };
  socket.onmessage = ({ data }) => { frame.contentWindow.postMessage(JSON.parse(data), stranger); told += 1; document.title = told + ' messages · inspector'; };
  socket.onclose = ({ code, reason }) => {
    if (code === 1006) ask.className = 'wanted';
    say('The service does not answer' + (reason ? ': ' + reason : code === 1006 ? ': it does not run, or this is not its token' : '') + '. Trying again.');
    timer = setTimeout(connect, wait);
    wait = Math.min(30000, wait * 2);
  };
}
ask.addEventListener('submit', (event) => {
  event.preventDefault();
  if (/^[\\w-]{1,200}$/.test(key.value.trim())) sessionStorage.setItem(keyName, key.value.trim());
  key.value = '';
  if (ready) connect();
});
let ready = false;
addEventListener('message', (event) => {
  if (event.source !== frame.contentWindow || event.origin !== stranger) return;
  if (!event.data || event.data.type !== '@statelyai.connected') return;
  ready = true;
  document.body.className = '';
  connect();
});
setTimeout(() => { if (!ready) lost(); }, 10000);
say('Waiting for the Stately inspector …');
frame.src = frame.dataset.from;
if (navigator.onLine === false) lost();
`;

/** `frame`: where an inspector is served; another one than Stately's is for tests. */
export function inspectorPage(frame: string = STATELY): InspectorPage {
  const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>inspector</title><style>${STYLE}</style></head>
<body>
<header><b>Stately inspector</b><span id="said" role="status"></span>
<form id="ask"><label>token <input id="key" type="password" autocomplete="off"></label><button>inspect</button></form>
<a href="/#/tree">our own tree</a></header>
<iframe id="inspector" title="Stately inspector" sandbox="allow-scripts allow-same-origin allow-popups allow-forms" referrerpolicy="no-referrer" data-from="${attribute(frame)}" data-protocol="${INSPECTION_PROTOCOL}" data-right="${RIGHT_PROTOCOL}" data-key="${KEY_NAME}"></iframe>
<script>${SCRIPT}</script>
</body>
</html>
`;
  const rules = [
    "default-src 'none'",
    `script-src '${hash(SCRIPT)}'`,
    `style-src '${hash(STYLE)}'`,
    "connect-src 'self'",
    `frame-src ${new URL(frame).origin}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return {
    html,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': rules.join('; '),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  };
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
