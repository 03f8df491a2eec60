// An encrypted keystore file, as ethers and wallets write it (version 3). ethers is loaded only for this, and its errors are
// replaced by our own: they name the file, and nothing that was in it.
import { BadInput } from '#domain/failure.ts';
import { readHex } from './hex.ts';
import { Secret } from './secret.ts';

/** Memory that opening a keystore may take: scrypt needs 128·n·r bytes, and the file says how much. */
const SCRYPT_BYTES_MAX = 512 * 1024 * 1024;
const SCRYPT_P_MAX = 16;
const PBKDF2_ROUNDS_MAX = 10_000_000;

/** The private key in `text`, the content of the file at `path`. Throws BadInput naming the file or the password's source. */
export async function openKeystore(path: string, text: string, password: Secret): Promise<Secret> {
  const refuse = (why: string) => new BadInput(`keystore ${path}: ${why}`);
  if (!isAffordable(text, refuse)) throw refuse('opening it would cost more than a keystore may');
  const { decryptKeystoreJson, isKeystoreJson } = await import('ethers/wallet');
  if (!isKeystoreJson(text)) throw refuse('this is not an encrypted keystore of version 3');
  let key: Uint8Array | null;
  try {
    key = readHex((await decryptKeystoreJson(text, password.reveal())).privateKey);
  } catch (error) {
    throw refuse(reasonOf(error, password));
  }
  if (!key) throw refuse('there is no private key in it');
  return new Secret(`keystore ${path}`, key);
}

/** By the argument that ethers complains of: its texts are not ours to repeat. */
function reasonOf(error: unknown, password: Secret): string {
  const about = error instanceof Error && 'argument' in error ? error.argument : null;
  if (about === 'password') return `${password.source} does not open it`;
  return about === 'address' ? 'its key is not of the address that it names' : 'it is damaged';
}

function isAffordable(text: string, refuse: (why: string) => BadInput): boolean {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    throw refuse('this is not JSON');
  }
  const params = field(field(file, 'crypto'), 'kdfparams');
  const cost = (name: string) => {
    const value = field(params, name) ?? 1;
    return typeof value === 'number' ? value : Number.POSITIVE_INFINITY;
  };
  return 128 * cost('n') * cost('r') <= SCRYPT_BYTES_MAX && cost('p') <= SCRYPT_P_MAX && cost('c') <= PBKDF2_ROUNDS_MAX;
}

/** In any case of its name: such files differ. */
function field(object: unknown, name: string): unknown {
  if (typeof object !== 'object' || object === null) return undefined;
  const key = Object.keys(object).find((each) => each.toLowerCase() === name);
  return key === undefined ? undefined : (object as Record<string, unknown>)[key];
}
