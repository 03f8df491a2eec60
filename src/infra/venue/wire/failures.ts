// From status, headers and body of an answer that is no success to one VenueFailure. Status and code decide first, the text
// after them: texts differ between the venue's pages, and bodies are not always JSON. Promises: never throws, and an answer
// that may hide a done deed is never a refusal.
import type { VenueFailure } from '#domain/failure.ts';
import { isObject, type WireObject } from '../wire-field.ts';
import { reasonOf } from './reject-reasons.ts';

/** By lower-case name. */
export type Headers = Readonly<Record<string, string>>;

const EXCERPT_MAX = 500;
/** Nobody is told to wait longer than a day. */
const RETRY_MAX_MS = 86_400_000;
/** Of a page that is looked through for what it says. */
const PAGE_MAX = 4_000;

/** For any answer that did not give what was asked for: also one of 200 that could not be read. */
export function classify(status: number, headers: Headers, body: string): VenueFailure {
  const json = objectIn(body);
  const text = textIn(json, body);
  if (status < 400) return { kind: 'unreadable', excerpt: `${status}: ${text}`.slice(0, EXCERPT_MAX) };
  if (status === 425) return { kind: 'restarting', retryAfterMs: retryAfterMs(headers, body) };
  if (status === 429) return { kind: 'rateLimited', retryAfterMs: retryAfterMs(headers, body) };
  const maybe: VenueFailure = { kind: 'unreachable', sent: 'maybe', answer: `${status} ${text}`.trim() };
  if (status === 503) return closed(text, json?.code) ?? maybe;
  if (status === 408 || status >= 500) return /FOK orders are (fully )?filled or killed/i.test(text) ? no(text) : maybe;
  const beat = json?.heartbeat_id;
  if (typeof beat === 'string' && beat !== '') return { kind: 'rejected', reason: 'wrongBeat', text: beat };
  const reason = reasonOf(text);
  if (reason === 'unsure') return maybe;
  if (reason !== 'other') return { kind: 'rejected', reason, text };
  if (status === 401) return { kind: 'rejected', reason: 'unauthorised', text };
  if (status === 403 || status === 451) return { kind: 'rejected', reason: 'accountRestricted', text };
  return no(text);
}

/** How long the venue asks to wait: the header in seconds or as a date, the body, or when the limit is filled again. Dates
 *  count from the answer's own `date`, so no clock of ours is involved. null: it does not say. */
export function retryAfterMs(headers: Headers, body: string): number | null {
  const header = headers['retry-after'] ?? '';
  if (/^\d{1,9}(\.\d+)?$/.test(header)) return bounded(Number(header) * 1_000);
  const sentMs = Date.parse(headers.date ?? '');
  // JavaScript finds a date in `-5` too.
  const until = /^[a-z]{3}/i.test(header) ? Date.parse(header) : Number.NaN;
  if (Number.isFinite(until) && Number.isFinite(sentMs)) return bounded(until - sentMs);
  const seconds = objectIn(body)?.retry_after_seconds;
  if (typeof seconds === 'number' && seconds >= 0) return bounded(seconds * 1_000);
  const reset = headers['poly-ratelimit-reset'] ?? '';
  if (/^\d{10}$/.test(reset) && Number.isFinite(sentMs)) return bounded(Number(reset) * 1_000 - sentMs);
  return null;
}

/** Three texts of the venue; null: anything else is whatever stands before it. */
function closed(text: string, code: unknown): VenueFailure | null {
  if (code === 'post_only_mode' || /post-only/i.test(text)) return { kind: 'rejected', reason: 'postOnlyMode', text };
  if (/cancel-only/i.test(text)) return { kind: 'cancelOnly' };
  return /trading is (currently )?disabled/i.test(text) ? { kind: 'disabled' } : null;
}

function no(text: string): VenueFailure {
  return { kind: 'rejected', reason: 'other', text };
}

function objectIn(body: string): WireObject | null {
  if (!body.trimStart().startsWith('{')) return null;
  try {
    const parsed: unknown = JSON.parse(body);
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

/** What it says, under whichever name; else the body itself, and of a web page what it shows. */
function textIn(json: WireObject | null, body: string): string {
  for (const name of ['error', 'error_msg', 'errorMsg', 'message']) {
    const text = json?.[name];
    if (typeof text === 'string' && text !== '') return text.slice(0, EXCERPT_MAX);
  }
  const bare = body.trim();
  return (bare.startsWith('<') ? pageText(bare) : bare).slice(0, EXCERPT_MAX);
}

function pageText(page: string): string {
  const words = page
    .slice(0, PAGE_MAX)
    .replace(/<(script|style)\b[^>]*>[^<]*<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ');
  return `a web page: ${words.replace(/\s+/g, ' ').trim()}`;
}

function bounded(ms: number): number {
  return Math.min(RETRY_MAX_MS, Math.max(0, Math.round(ms)));
}
