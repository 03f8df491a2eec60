// What REST tells about our account and our keys: balances, heartbeats, api keys, bans, the region we call from.
import { Decimal, MICRO, type Shares, type Usd } from '#domain/units.ts';
import { byName, type Codec, list, type Of } from './codec.ts';
import { BOOL, ID, TEXT, UNITS } from './scalars.ts';
import { at, maybe, shape, unless } from './shape.ts';
import { DATE, SECONDS_NUMBER } from './times.ts';

export type Balance = Of<typeof BALANCE>;
export type ApiKey = Of<typeof API_KEY>;
export type Beat = Of<typeof BEAT>;
export type Region = Of<typeof REGION>;

export interface ListedBuilderKey {
  readonly key: string;
  readonly createdMs: number | null;
  readonly revokedMs: number | null;
}

/** `GET /balance-allowance`, in whole millionths of a dollar or share. Spenders as the venue spells them. */
export const BALANCE = shape('balance', {
  balance: at('balance', UNITS),
  allowances: maybe('allowances', byName(UNITS)),
  /** One number for all spenders, in old answers. */
  allowance: maybe('allowance', UNITS),
});

export function dollarsOf({ balance }: Balance): Usd {
  return new Decimal(balance.toString()).div(MICRO);
}

/** null: more than a size can say. */
export function sharesOf({ balance }: Balance): Shares | null {
  return balance <= BigInt(Number.MAX_SAFE_INTEGER) ? (Number(balance) as Shares) : null;
}

/** `POST /v1/heartbeats`, both ways. Asking, an empty id is the first beat. */
export const BEAT = shape('heartbeat', { id: unless('', 'heartbeat_id', TEXT, '') });
/** Its answer. One without an id acknowledges nothing; the official type has an error in it too. */
export const BEAT_ANSWER = shape('heartbeat answer', {
  id: at('heartbeat_id', ID),
  error: maybe(['error_msg', 'error'], TEXT),
});
/** 400: the id is not the next of its chain; this is the one expected. */
export const BEAT_REFUSED = shape('heartbeat refused', {
  error: at(['error_msg', 'error'], TEXT),
  id: at('heartbeat_id', ID),
});

/** Made or derived with the wallet's signature. */
export const API_KEY = shape('api key', {
  key: at(['apiKey', 'key'], ID),
  secret: at('secret', ID),
  passphrase: at('passphrase', ID),
});
export const API_KEYS = shape('api keys', { keys: at('apiKeys', list(ID)) });

/** `POST /auth/builder-api-key`. */
export const BUILDER_KEY = shape('builder key', {
  key: at('key', ID),
  secret: at('secret', ID),
  passphrase: at('passphrase', ID),
});
/** `GET /auth/builder-api-key`: revoked ones too. */
export const BUILDER_KEYS = list(
  shape('listed builder key', {
    key: at('key', ID),
    createdMs: maybe('createdAt', DATE),
    revokedMs: maybe('revokedAt', DATE),
  }),
) as Codec<readonly ListedBuilderKey[]>;

/** `GET /v1/user/session-signers`: hot keys that a deposit wallet lets sign for it. */
export const SESSION_SIGNERS = shape('session signers', {
  wallet: at('wallet', ID),
  signers: at(
    'signers',
    list(
      shape('session signer', {
        address: at('address', ID),
        scopes: at('scopes', list(TEXT)),
        untilMs: at('valid_until', SECONDS_NUMBER),
      }),
    ),
  ),
});

export const CLOSED_ONLY = shape('closed only', { closedOnly: at('closed_only', BOOL) });

/** `GET https://polymarket.com/api/geoblock`. */
export const REGION = shape('region', {
  blocked: at('blocked', BOOL),
  ip: maybe('ip', TEXT),
  country: at('country', TEXT),
  region: maybe('region', TEXT, ''),
});

/** `GET /v1/user/rate-limit-tier`; its other fields are not known. */
export const RATE_TIER = shape('rate tier', { tier: at('tier', TEXT) });

/** `GET /time`: a bare number of seconds. */
export const SERVER_TIME: Codec<number> = SECONDS_NUMBER;
/** `GET /ok`, and `DELETE /auth/api-key`. */
export const OK: Codec<string> = TEXT;
