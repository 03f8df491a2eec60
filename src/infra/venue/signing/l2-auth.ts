// The API key that signs every private request with an HMAC over time, method, path and the very body that is sent. Both sides
// of it: the headers we send, and what our exchange makes of such headers from anybody. Comparisons take the same time whatever
// they compare.
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { BadInput } from '#domain/failure.ts';
import { type Address, readAddress } from './address.ts';
import { type ClockFault, clockFault, type HeaderFault, type Headers, headerOf, wholeNumber } from './headers.ts';
import type { Secret } from './secret.ts';

export interface L2Request {
  readonly method: string;
  /** Without host and query. */
  readonly path: string;
  /** As it is sent; null when there is none. */
  readonly body: string | null;
}

/** Both base64 alphabets occur, and the padding may be missing. */
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

export class ApiCredentials {
  readonly apiKey: string;
  /** Of the key that the API key belongs to, not of its wallet. */
  readonly address: Address;
  readonly #hmacKey: KeyObject;
  readonly #secret: Secret;
  readonly #passphrase: Secret;

  /** Throws BadInput naming the secret's source when it is not base64. */
  constructor(apiKey: string, address: Address, secret: Secret, passphrase: Secret) {
    const text = secret.reveal();
    if (!BASE64.test(text)) throw new BadInput(`${secret.source}: this is not a base64 text`);
    this.apiKey = apiKey;
    this.address = address;
    this.#hmacKey = createSecretKey(Buffer.from(text, 'base64'));
    this.#secret = secret;
    this.#passphrase = passphrase;
  }

  /** For the first frame on the private stream, which has to carry all of it. Nowhere else, and never kept. */
  inClear(): { readonly apiKey: string; readonly secret: string; readonly passphrase: string } {
    return { apiKey: this.apiKey, secret: this.#secret.reveal(), passphrase: this.#passphrase.reveal() };
  }

  /** `timestamp` in unix seconds. */
  headers(request: L2Request, timestamp: number): Readonly<Record<string, string>> {
    return {
      POLY_ADDRESS: this.address,
      POLY_SIGNATURE: this.#signature(request, String(timestamp)),
      POLY_TIMESTAMP: String(timestamp),
      POLY_API_KEY: this.apiKey,
      POLY_PASSPHRASE: this.#passphrase.reveal(),
    };
  }

  /** Whether these headers are of this API key and for this request: null, or what is wrong. */
  faultOf(headers: Headers, request: L2Request): L2Fault | null {
    const signature = headerOf(headers, 'poly_signature') ?? '';
    const passphrase = headerOf(headers, 'poly_passphrase') ?? '';
    const timestamp = headerOf(headers, 'poly_timestamp') ?? '';
    const isSigned = isSame(signature, this.#signature(request, timestamp));
    const isPhrase = isSame(passphrase, this.#passphrase.reveal());
    if (readAddress(headerOf(headers, 'poly_address')) !== this.address) return 'wrongAddress';
    if (!isPhrase) return 'wrongPassphrase';
    return isSigned ? null : 'wrongSignature';
  }

  #signature({ method, path, body }: L2Request, timestamp: string): string {
    const hmac = createHmac('sha256', this.#hmacKey).update(`${timestamp}${method}${path}${body ?? ''}`, 'utf8');
    return `${hmac.digest('base64url')}=`;
  }
}

export type L2Fault = HeaderFault | ClockFault | 'unknownKey' | 'wrongAddress' | 'wrongPassphrase' | 'wrongSignature';

export type L2Answer =
  | { readonly ok: true; readonly credentials: ApiCredentials }
  | { readonly ok: false; readonly fault: L2Fault };

/** Whose request this is. `lookup` finds an API key; `toleranceS`: how far their clock may be from `nowMs`, either way. */
export function checkL2(
  headers: Headers,
  request: L2Request,
  lookup: (apiKey: string) => ApiCredentials | undefined,
  { nowMs, toleranceS }: { readonly nowMs: number; readonly toleranceS: number },
): L2Answer {
  const refuse = (fault: L2Fault) => ({ ok: false, fault }) as const;
  const apiKey = headerOf(headers, 'poly_api_key');
  const timestamp = wholeNumber(headerOf(headers, 'poly_timestamp'));
  if (apiKey === undefined || timestamp === null) return refuse('badHeader');
  const credentials = lookup(apiKey);
  if (!credentials) return refuse('unknownKey');
  const fault = credentials.faultOf(headers, request) ?? clockFault(timestamp, nowMs, toleranceS);
  return fault ? refuse(fault) : { ok: true, credentials };
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given, 'utf8'), Buffer.from(wanted, 'utf8')];
  return a.length === b.length && timingSafeEqual(a, b);
}
