// Bytes as the chain writes them: `0x` and lower-case digits. Reading is strict and never throws: what is not exactly that many
// bytes is null.

declare const brand: unique symbol;
/** `0x` and 64 lower-case hexadecimal digits. */
export type Bytes32 = string & { readonly [brand]: 'bytes32' };

const DIGITS = /^0x(?:[0-9a-fA-F]{2})*$/;
/** Characters that are looked at; nothing we read is longer. */
const TEXT_MAX = 20_000;

export const ZERO_BYTES32 = `0x${'0'.repeat(64)}` as Bytes32;

export function hexOf(bytes: Uint8Array): string {
  return `0x${bareHexOf(bytes)}`;
}

/** Without the `0x`. */
export function bareHexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** Whole bytes behind a `0x`, in capitals or not; null for anything else. */
export function readHex(text: unknown): Uint8Array | null {
  if (typeof text !== 'string' || text.length > TEXT_MAX || !DIGITS.test(text)) return null;
  return Uint8Array.from(Buffer.from(text.slice(2), 'hex'));
}

/** In lower case, so that equal ones are equal texts. */
export function readBytes32(text: unknown): Bytes32 | null {
  if (typeof text !== 'string' || text.length !== 66 || !DIGITS.test(text)) return null;
  return text.toLowerCase() as Bytes32;
}
