// API keys: made and told to whoever proves to hold a wallet's key, listed and removed by whoever has one.
import { depositWallet } from '#infra/venue/signing/wallets.ts';
import { API_KEY, API_KEYS, BUILDER_KEY, BUILDER_KEYS, OK, SESSION_SIGNERS } from '#infra/venue/wire/account.ts';
import { isObject } from '#infra/venue/wire-field.ts';
import { answer, plainJson, refusal } from './answers.ts';
import type { ServedAnswer } from './served.ts';
import type { KeyVisit, OwnerVisit, Route, ServerParts } from './server-parts.ts';

export const KEY_ROUTES: readonly Route[] = [
  { method: 'POST', path: '/auth/api-key', access: 'owner', limit: 'keys', handle: create },
  { method: 'GET', path: '/auth/derive-api-key', access: 'owner', limit: 'keys', handle: derive },
  { method: 'GET', path: '/auth/api-keys', access: 'reader', limit: 'keys', handle: list },
  { method: 'DELETE', path: '/auth/api-key', access: 'trader', limit: 'keys', handle: remove },
  { method: 'POST', path: '/auth/readonly-api-key', access: 'trader', limit: 'keys', handle: createReader },
  { method: 'GET', path: '/auth/readonly-api-keys', access: 'reader', limit: 'keys', handle: listReaders },
  { method: 'DELETE', path: '/auth/readonly-api-key', access: 'trader', limit: 'keys', handle: removeReader },
  { method: 'POST', path: '/auth/builder-api-key', access: 'trader', limit: 'keys', handle: createBuilder },
  { method: 'GET', path: '/auth/builder-api-key', access: 'reader', limit: 'keys', handle: listBuilders },
  { method: 'DELETE', path: '/auth/builder-api-key', access: 'trader', limit: 'keys', handle: revokeBuilder },
  { method: 'GET', path: '/v1/user/session-signers', access: 'reader', limit: 'keys', handle: sessionSigners },
];

function create({ accounts, trades }: ServerParts, { address, nonce }: OwnerVisit): ServedAnswer {
  const made = accounts.create(address, nonce);
  if (!made) return refusal(400, 'Could not create api key');
  trades.enter(made.key);
  return answer(API_KEY, made);
}

function derive({ accounts }: ServerParts, { address, nonce }: OwnerVisit): ServedAnswer {
  const known = accounts.derive(address, nonce);
  return known ? answer(API_KEY, known) : refusal(400, 'Could not derive api key!');
}

function list({ accounts }: ServerParts, { credential }: KeyVisit): ServedAnswer {
  return answer(API_KEYS, { keys: accounts.keysOf(credential.address, 'traders') });
}

/** Its orders still rest. Nobody can beat for them any more, so the dead-man switch takes them out if it was armed. */
function remove({ accounts, trades }: ServerParts, { credential }: KeyVisit): ServedAnswer {
  accounts.remove(credential);
  trades.leave(credential.texts.key);
  return answer(OK, 'OK');
}

function createReader({ accounts }: ServerParts, { credential }: KeyVisit): ServedAnswer {
  const made = accounts.create(credential.address, null);
  return made ? answer(API_KEY, made) : refusal(400, 'Could not create api key');
}

function listReaders({ accounts }: ServerParts, { credential }: KeyVisit): ServedAnswer {
  return plainJson({ readonlyApiKeys: [...accounts.keysOf(credential.address, 'readers')] });
}

function removeReader({ accounts }: ServerParts, { request, credential }: KeyVisit): ServedAnswer {
  const found = accounts.find(keyIn(request.body ?? ''));
  if (!found || found.nonce !== null || found.address !== credential.address) return refusal(404, 'api key not found');
  accounts.remove(found);
  return answer(OK, 'OK');
}

function createBuilder({ builders, clock }: ServerParts, { credential }: KeyVisit): ServedAnswer {
  const made = builders.create(credential.address, clock.now());
  return made ? answer(BUILDER_KEY, made) : refusal(400, 'Could not create builder api key');
}

function listBuilders({ builders }: ServerParts, { credential }: KeyVisit): ServedAnswer {
  return answer(BUILDER_KEYS, builders.of(credential.address));
}

/** The one that is named, and the newest where none is: the official client names none. */
function revokeBuilder({ builders, clock }: ServerParts, { request, credential }: KeyVisit): ServedAnswer {
  const isRevoked = builders.revoke(credential.address, keyIn(request.body ?? ''), clock.now());
  return isRevoked ? answer(OK, 'OK') : refusal(404, 'api key not found');
}

/** Nobody can authorise one here: that goes through the relayer. */
function sessionSigners(_: ServerParts, { credential }: KeyVisit): ServedAnswer {
  return answer(SESSION_SIGNERS, { wallet: depositWallet(credential.address), signers: [] });
}

function keyIn(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    return isObject(parsed) && typeof parsed.key === 'string' ? parsed.key : '';
  } catch {
    return '';
  }
}
