// Addresses of the chain, always in the spelling whose capitals are a checksum (EIP-55): a mistyped one is refused, equal ones
// are equal texts, and what we sign is written as the venue's own client writes it.
import { bareHexOf } from './hex.ts';
import { keccak, keccakOfText } from './keccak.ts';

declare const brand: unique symbol;
export type Address = string & { readonly [brand]: 'address' };

const SHAPE = /^0x[0-9a-fA-F]{40}$/;

/** All in one case, or with the right checksum; null for anything else. */
export function readAddress(text: unknown): Address | null {
  if (typeof text !== 'string' || !SHAPE.test(text)) return null;
  const digits = text.slice(2);
  const address = checksummed(digits.toLowerCase());
  const isOneCase = digits === digits.toLowerCase() || digits === digits.toUpperCase();
  return isOneCase || text === address ? address : null;
}

export function addressOfBytes(bytes: Uint8Array): Address {
  return checksummed(bareHexOf(bytes));
}

/** `publicKey` is x and y, 64 bytes. */
export function addressOfPublicKey(publicKey: Uint8Array): Address {
  return addressOfBytes(keccak(publicKey).subarray(12));
}

/** 20 bytes. */
export function addressBytes(address: Address): Uint8Array {
  return Uint8Array.from(Buffer.from(address.slice(2), 'hex'));
}

/** Takes 40 lower-case digits. */
function checksummed(digits: string): Address {
  const hash = bareHexOf(keccakOfText(digits));
  let text = '0x';
  for (let at = 0; at < digits.length; at++) {
    const digit = digits[at] as string;
    text += (hash.charCodeAt(at) >= 56 /* '8' and the letters */ ? digit.toUpperCase() : digit) as string;
  }
  return text as Address;
}
