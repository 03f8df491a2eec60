// EIP-712, as little of it as we sign: a domain, a struct laid out in words of 32 bytes, and the digest of both.
import { type Address, addressBytes } from './address.ts';
import { keccak, keccakOfText } from './keccak.ts';

export interface Domain {
  readonly name: string;
  readonly version: string;
  readonly chainId: number;
  readonly contract: Address | null;
}

/** 32 bytes. A domain without a contract has no field for one. */
export function domainSeparator({ name, version, chainId, contract }: Domain): Uint8Array {
  const field = contract ? ',address verifyingContract' : '';
  const head = [
    keccakOfText(`EIP712Domain(string name,string version,uint256 chainId${field})`),
    keccakOfText(name),
    keccakOfText(version),
    numberWord(chainId),
  ];
  return keccak(joined(contract ? [...head, addressWord(contract)] : head));
}

/** What is signed: 32 bytes. */
export function typedDigest(separator: Uint8Array, structHash: Uint8Array): Uint8Array {
  return keccak(joined([new Uint8Array([0x19, 0x01]), separator, structHash]));
}

/** A whole number from 0 to 2^53 − 1. */
export function numberWord(value: number): Uint8Array {
  const word = Buffer.alloc(32);
  writeNumber(word, 0, value);
  return word;
}

export function addressWord(address: Address): Uint8Array {
  const word = new Uint8Array(32);
  word.set(addressBytes(address), 12);
  return word;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}

/** Into the word at `at`, whose other bytes are zero. */
export function writeNumber(buffer: Buffer, at: number, value: number): void {
  buffer.writeUInt32BE(Math.floor(value / 2 ** 32), at + 24);
  buffer.writeUInt32BE(value >>> 0, at + 28);
}

export function readNumber(buffer: Buffer, at: number): number {
  return buffer.readUInt32BE(at + 24) * 2 ** 32 + buffer.readUInt32BE(at + 28);
}
