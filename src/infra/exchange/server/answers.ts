// How the server says things: JSON through the writers of the wire, refusals in the venue's shape, and the few answers that the
// venue gives as plain text.
import { type Codec, type Json, writeText } from '#infra/venue/wire/codec.ts';
import type { ServedAnswer } from './served.ts';

const JSON_HEADERS = { 'content-type': 'application/json' };
const TEXT_HEADERS = { 'content-type': 'text/plain; charset=utf-8' };

export function answer<T>(codec: Codec<T>, value: T): ServedAnswer {
  return { status: 200, headers: JSON_HEADERS, body: writeText(codec, value) };
}

/** For what has no shape of its own. */
export function plainJson(value: Json): ServedAnswer {
  return { status: 200, headers: JSON_HEADERS, body: JSON.stringify(value) };
}

export function refusal(
  status: number,
  text: string,
  more: Readonly<Record<string, Json>> = {},
  headers: Readonly<Record<string, string>> = {},
): ServedAnswer {
  return { status, headers: { ...JSON_HEADERS, ...headers }, body: JSON.stringify({ error: text, ...more }) };
}

export function withHeaders(given: ServedAnswer, headers: Readonly<Record<string, string>>): ServedAnswer {
  return { ...given, headers: { ...given.headers, ...headers } };
}

export const NO_SUCH_PAGE: ServedAnswer = { status: 404, headers: TEXT_HEADERS, body: '404 page not found' };
export const UNAUTHORISED = refusal(401, 'Unauthorized/Invalid api key');
export const BAD_L1 = refusal(401, 'Invalid L1 Request headers');
export const BAD_PAYLOAD = refusal(400, 'Invalid order payload');
export const NO_BOOK = refusal(404, 'No orderbook exists for the requested token id');
export const NO_MARKET = refusal(404, 'market not found');
export const BAD_OUTCOME = refusal(400, 'Invalid token id');
