// Where keys come from: the environment, or an encrypted keystore file whose path and password are named there. Everything
// wrong is a BadInput that names the variable or the file; what is in them is never repeated.
import { readFile, stat } from 'node:fs/promises';
import { BadInput } from '#domain/failure.ts';
import { codeOf } from '#infra/unavailable.ts';
import type { Address } from './address.ts';
import { openKeystore } from './keystore.ts';
import { ApiCredentials } from './l2-auth.ts';
import { Secret } from './secret.ts';
import { SigningKey } from './signing-key.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export const KEY_VARIABLES = {
  privateKey: 'POLYMARKET_PRIVATE_KEY',
  keystore: 'POLYMARKET_KEYSTORE',
  keystorePassword: 'POLYMARKET_KEYSTORE_PASSWORD',
  apiKey: 'POLYMARKET_API_KEY',
  apiSecret: 'POLYMARKET_API_SECRET',
  apiPassphrase: 'POLYMARKET_API_PASSPHRASE',
} as const;

const { privateKey, keystore, keystorePassword, apiKey, apiSecret, apiPassphrase } = KEY_VARIABLES;
/** A keystore has some hundred bytes. */
const KEYSTORE_BYTES_MAX = 100_000;
const API_KEY = /^[\w-]{1,100}$/;

/** The key to sign with. Throws BadInput when there is none, two, or a bad one. */
export async function readSigningKey(env: Environment): Promise<SigningKey> {
  const [plain, path] = [given(env, privateKey), given(env, keystore)];
  if (plain !== null && path !== null) throw new BadInput(`${privateKey} and ${keystore} are both set: leave one`);
  if (plain !== null) return new SigningKey(privateKeyOf(privateKey, plain));
  if (path === null) throw new BadInput(`no key: set ${privateKey}, or ${keystore} (a file) and ${keystorePassword}`);
  const password = env[keystorePassword];
  if (password === undefined) throw new BadInput(`${keystorePassword} is not set: ${keystore} needs it`);
  return new SigningKey(await openKeystore(path, await textOf(path), Secret.ofText(keystorePassword, password)));
}

/** The API key, or null when none of its three variables is set: then one can be derived. Throws BadInput. */
export function readApiCredentials(env: Environment, address: Address): ApiCredentials | null {
  const names = [apiKey, apiSecret, apiPassphrase];
  const values = names.map((name) => given(env, name));
  if (values.every((value) => value === null)) return null;
  const missing = names.filter((_, at) => values[at] === null);
  if (missing.length > 0) throw new BadInput(`an API key is three things: ${missing.join(' and ')} not set`);
  const [key, secret, passphrase] = values as [string, string, string];
  if (!API_KEY.test(key)) throw new BadInput(`${apiKey}: this is not an API key`);
  return new ApiCredentials(key, address, Secret.ofText(apiSecret, secret), Secret.ofText(apiPassphrase, passphrase));
}

/** 64 hexadecimal digits, with `0x` or without. Throws BadInput naming `source`. */
export function privateKeyOf(source: string, text: string): Secret {
  const digits = text.startsWith('0x') ? text.slice(2) : text;
  if (!/^[0-9a-fA-F]{64}$/.test(digits)) throw new BadInput(`${source}: a private key is 64 hexadecimal digits`);
  return new Secret(source, Buffer.from(digits, 'hex'));
}

/** Blanks around it, such as the end of a line, are not part of it; an empty variable is not set. */
function given(env: Environment, name: string): string | null {
  const value = env[name]?.trim() ?? '';
  return value === '' ? null : value;
}

async function textOf(path: string): Promise<string> {
  try {
    if ((await stat(path)).size > KEYSTORE_BYTES_MAX) throw new BadInput(`keystore ${path}: too large for one`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(`keystore ${path}: cannot be read (${codeOf(error) || 'unknown reason'})`);
  }
}
