// How a wallet's key gets an API key: the one that follows from it is asked for first, and only when there is none a new one is
// made. Both are proven with a signature of the wallet's key.
import type { VenueFailure } from '#domain/failure.ts';
import type { Reply } from '#domain/ports.ts';
import type { ChainId } from '../signing/exchange-contract.ts';
import { l1Headers } from '../signing/l1-auth.ts';
import { ApiCredentials } from '../signing/l2-auth.ts';
import { Secret } from '../signing/secret.ts';
import type { SigningKey } from '../signing/signing-key.ts';
import { API_KEY, type ApiKey } from '../wire/account.ts';
import type { RestClient } from './rest-client.ts';
import type { ServerClock } from './server-clock.ts';

export interface KeyParts {
  readonly rest: RestClient;
  readonly time: ServerClock;
  readonly key: SigningKey;
  readonly chainId: ChainId;
  /** Which of the wallet's API keys; 0 is the first. */
  readonly nonce: number;
}

export function obtainApiKey(parts: KeyParts, reply: Reply<ApiCredentials>): void {
  ask(parts, 'GET', '/auth/derive-api-key', (derived) => {
    if (derived.ok || !isNone(derived.failure)) reply(derived);
    else ask(parts, 'POST', '/auth/api-key', reply);
  });
}

function ask(parts: KeyParts, method: 'GET' | 'POST', path: string, reply: Reply<ApiCredentials>): void {
  const { rest, time, key, chainId, nonce } = parts;
  const auth = l1Headers(key, { chainId, timestamp: time.seconds(), nonce });
  const call = { method, path, auth, service: 'clob', cost: { kind: 'keys' }, codec: API_KEY } as const;
  rest.ask(call, (answer) => {
    if (!answer.ok) reply(answer);
    else reply(credentialsOf(answer.value, key));
  });
}

function credentialsOf({ key: apiKey, secret, passphrase }: ApiKey, { address }: SigningKey) {
  const from = 'the API key that the venue gave';
  try {
    const value = new ApiCredentials(apiKey, address, Secret.ofText(from, secret), Secret.ofText(from, passphrase));
    return { ok: true, value } as const;
  } catch {
    const failure: VenueFailure = { kind: 'unreadable', excerpt: 'a secret that is not base64' };
    return { ok: false, failure } as const;
  }
}

/** 400: it has none. Everything else says nothing about that. */
function isNone(failure: VenueFailure): boolean {
  return failure.kind === 'rejected' && failure.reason === 'other';
}
