// The token of the operator door: made at the first start, kept beside the mode's state with mode 600, shown once. A file that others
// may read, or that holds something else, is refused by name: a token that is known is none.
import { randomBytes } from 'node:crypto';
import { lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, reasonOf, Unavailable } from '../unavailable.ts';

const TOKEN_FILE = 'operator.token';
const TOKEN = /^[\w-]{32,200}$/;

export interface DoorToken {
  readonly token: string;
  readonly path: string;
  readonly isNew: boolean;
}

/** Throws Unavailable naming the file. */
export function doorToken(directory: string): DoorToken {
  const path = join(directory, TOKEN_FILE);
  try {
    return { token: kept(path), path, isNew: false };
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw asUnavailable(path, error);
  }
  const token = randomBytes(32).toString('base64url');
  try {
    writeFileSync(path, `${token}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw asUnavailable(path, error);
  }
  return { token, path, isNew: true };
}

function kept(path: string): string {
  const { mode } = lstatSync(path);
  if ((mode & 0o077) !== 0)
    throw new Unavailable(`${path}: others may read it; chmod 600, or delete it for a new token`);
  const token = readFileSync(path, 'utf8').trim();
  if (!TOKEN.test(token)) throw new Unavailable(`${path}: holds no token; delete it for a new one`);
  return token;
}

function asUnavailable(path: string, error: unknown): Unavailable {
  return error instanceof Unavailable ? error : new Unavailable(`${path}: ${reasonOf(error)}`, { cause: error });
}
