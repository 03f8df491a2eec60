// A file as somebody gives it: JSON or lines, gzipped or not, told by its first bytes and not by its name. What is wrong with it
// is the user's input and named with the file.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { BadInput } from '#domain/failure.ts';
import { codeOf, reasonOf } from '#infra/unavailable.ts';

/** Bytes of text. */
const TEXT_MAX = 256 * 1024 * 1024;
const EXCERPT = 60;

/** Throws BadInput. */
export function readText(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') throw new BadInput(`${path}: no such file`);
    throw new BadInput(`${path}: ${code === 'EISDIR' ? 'is a folder' : reasonOf(error)}`, { cause: error });
  }
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isGzip) return textOf(bytes, path);
  try {
    return textOf(gunzipSync(bytes, { maxOutputLength: TEXT_MAX }), path);
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(`${path}: is a damaged gzip file (${reasonOf(error)})`, { cause: error });
  }
}

/** `where`: the file, with its line where it has lines. Throws BadInput. */
export function readJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const begins = JSON.stringify(text.trimStart().slice(0, EXCERPT));
    throw new BadInput(`${where}: is not JSON (${reasonOf(error)}; it begins ${begins})`, { cause: error });
  }
}

function textOf(bytes: Buffer, path: string): string {
  if (bytes.length > TEXT_MAX) throw new BadInput(`${path}: more than ${TEXT_MAX} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new BadInput(`${path}: is neither gzip nor text`, { cause: error });
  }
}
