// Where alerts go: Telegram, Discord, or a webhook of one's own, each from variables of the environment and from nowhere else.
// Promises: what is secret in them (a bot's key, an address that anybody could post to) is in no error, log or answer; no redirect
// is followed; only a plain webhook may lead to a private host, and only there may it be unencrypted.
import { isIP } from 'node:net';
import type { Alert } from '#domain/alerts/alert.ts';
import { BadInput } from '#domain/failure.ts';
import { shownText } from '#domain/operator/redaction.ts';
import type { HttpAnswer, HttpTransport } from '#domain/ports.ts';

export const ALERT_VARIABLES = {
  telegramBot: 'MM_TELEGRAM_BOT_TOKEN',
  telegramChat: 'MM_TELEGRAM_CHAT_ID',
  discord: 'MM_DISCORD_WEBHOOK_URL',
  webhook: 'MM_ALERT_WEBHOOK_URL',
} as const;

/** `againMs`: worth another try after this; null: it would be refused again. */
export type Sent =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: string; readonly againMs: number | null };

export interface AlertChannel {
  readonly name: string;
  /** One reply, never inside the call. `from`: which service speaks. */
  send(alert: Alert, from: string, reply: (sent: Sent) => void): void;
}

/** Of others; ours are for tests. */
export interface AlertHosts {
  readonly telegram: string;
  readonly discord: readonly string[];
}

const HOSTS: AlertHosts = {
  telegram: 'https://api.telegram.org',
  discord: ['https://discord.com', 'https://discordapp.com'],
};
const TIMEOUT_MS = 10_000;
/** After a failure that says nothing of when. */
const AGAIN_MS = 5_000;
const AGAIN_MAX_MS = 60_000;
const TELEGRAM_MAX = 4_000;
const DISCORD_MAX = 1_900;
const BOT = /^\d{3,20}:[\w-]{20,100}$/;
const CHAT = /^(?:-?\d{1,20}|@\w{3,64})$/;
const SIGNS = { info: 'ℹ️', warn: '⚠️', page: '🚨' } as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** Every channel whose variables are set. Throws BadInput naming the variable that is wrong, never what is in it. */
export function alertChannels(env: Environment, http: HttpTransport, hosts = HOSTS): readonly AlertChannel[] {
  return [telegram(env, http, hosts), discord(env, http, hosts), webhook(env, http)].filter((each) => each !== null);
}

function telegram(env: Environment, http: HttpTransport, hosts: AlertHosts): AlertChannel | null {
  const [bot, chat] = [given(env, ALERT_VARIABLES.telegramBot), given(env, ALERT_VARIABLES.telegramChat)];
  if (bot === null && chat === null) return null;
  const missing = bot === null ? 'telegramBot' : chat === null ? 'telegramChat' : null;
  if (bot === null || chat === null)
    throw new BadInput(`${ALERT_VARIABLES[missing ?? 'telegramBot']} is not set: Telegram needs both`);
  if (!BOT.test(bot))
    throw new BadInput(`${ALERT_VARIABLES.telegramBot}: this is not what BotFather gives, 123456:ABC…`);
  if (!CHAT.test(chat)) throw new BadInput(`${ALERT_VARIABLES.telegramChat}: a chat is a number, or @ and a name`);
  const body = (text: string) => ({
    chat_id: chat,
    text: cut(text, TELEGRAM_MAX),
    link_preview_options: { is_disabled: true },
  });
  return channel('telegram', http, `${hosts.telegram}/bot${bot}/sendMessage`, [bot], (alert, from) =>
    body(wordsOf(alert, from)),
  );
}

function discord(env: Environment, http: HttpTransport, hosts: AlertHosts): AlertChannel | null {
  const url = urlOf(env, ALERT_VARIABLES.discord);
  if (url === null) return null;
  if (!hosts.discord.includes(url.origin) || !/^\/api\/webhooks\/\d+\/[\w-]+$/.test(url.pathname))
    throw new BadInput(`${ALERT_VARIABLES.discord}: must be ${HOSTS.discord[0]}/api/webhooks/… as Discord gives it`);
  // Whatever a market is called, nobody is woken by its name.
  const body = (text: string) => ({ content: cut(text, DISCORD_MAX), allowed_mentions: { parse: [] } });
  return channel('discord', http, url.href, partsOf(url), (alert, from) => body(wordsOf(alert, from)));
}

function webhook(env: Environment, http: HttpTransport): AlertChannel | null {
  const url = urlOf(env, ALERT_VARIABLES.webhook);
  if (url === null) return null;
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isPrivate(url.hostname)))
    throw new BadInput(`${ALERT_VARIABLES.webhook}: must begin with https://, or lead to a private address`);
  return channel('webhook', http, url.href, partsOf(url), (alert, from) => ({
    ...alert,
    from,
  }));
}

function channel(
  name: string,
  http: HttpTransport,
  url: string,
  secrets: readonly string[],
  bodyOf: (alert: Alert, from: string) => object,
): AlertChannel {
  return {
    name,
    send(alert, from, reply) {
      const headers = { 'content-type': 'application/json', 'user-agent': 'bothsides' };
      const body = JSON.stringify(bodyOf(alert, from));
      http.request({ method: 'POST', url, headers, body, timeoutMs: TIMEOUT_MS }, (answer) => {
        const sent = sentOf(answer);
        reply(sent.ok ? sent : { ...sent, problem: without(secrets, sent.problem) });
      });
    },
  };
}

function sentOf(answer: HttpAnswer): Sent {
  if (!answer.ok) return { ok: false, problem: answer.text, againMs: AGAIN_MS };
  const { status, headers, body } = answer;
  if (status >= 200 && status < 300) return { ok: true };
  const why = `answered ${status}${status >= 300 && status < 400 ? ' (redirects are not followed)' : ''}: ${shownText(body.trim(), 160)}`;
  if (status === 429) return { ok: false, problem: why, againMs: retryMs(headers['retry-after'], body) };
  return { ok: false, problem: why, againMs: status >= 500 ? AGAIN_MS : null };
}

/** Seconds in a header, or where Telegram and Discord say them in the body. */
function retryMs(header: string | undefined, body: string): number {
  const seconds = Number(header ?? /"retry_after"\s*:\s*(\d{1,6}(?:\.\d{1,6})?)/.exec(body)?.[1]);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(AGAIN_MAX_MS, seconds * 1_000) : AGAIN_MS;
}

function wordsOf({ severity, text }: Alert, from: string): string {
  return `${SIGNS[severity]} ${from}\n${text}`;
}

function urlOf(env: Environment, name: string): URL | null {
  const text = given(env, name);
  if (text === null) return null;
  if (!URL.canParse(text)) throw new BadInput(`${name}: is no address`);
  const url = new URL(text);
  if (url.username !== '' || url.password !== '')
    throw new BadInput(`${name}: a name or password in an address is not taken`);
  return url;
}

/** This machine, or a network that nobody outside of it reaches. Names are not looked up. */
function isPrivate(host: string): boolean {
  if (host === 'localhost' || host === '[::1]') return true;
  if (host.startsWith('[')) return /^\[f[cd]/.test(host);
  return isIP(host) === 4 && /^(?:127|10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(host);
}

function given(env: Environment, name: string): string | null {
  const value = env[name]?.trim() ?? '';
  return value === '' ? null : value;
}

/** Whatever of an address would let others post to it. */
function partsOf({ href, pathname, search }: URL): readonly string[] {
  return [href, pathname + search, search, pathname.split('/').at(-1) ?? ''];
}

function without(secrets: readonly string[], text: string): string {
  return secrets
    .filter((secret) => secret.length > 3)
    .reduce((left, secret) => left.replaceAll(secret, '[secret]'), text);
}

function cut(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}
