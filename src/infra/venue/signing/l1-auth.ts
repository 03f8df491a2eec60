// Proof of holding a key, as the venue asks for it before it hands out or tells an API key: a signed statement with a time and a
// number. Both sides of it: the headers we send, and what our exchange makes of such headers from anybody.
import type { Address } from './address.ts';
import { readAddress } from './address.ts';
import { addressWord, domainSeparator, joined, numberWord, typedDigest } from './eip712.ts';
import type { ChainId } from './exchange-contract.ts';
import { type ClockFault, clockFault, type HeaderFault, type Headers, headerOf, wholeNumber } from './headers.ts';
import { hexOf, readHex } from './hex.ts';
import { keccak, keccakOfText } from './keccak.ts';
import { faultOf, type SignatureFault } from './signature-check.ts';
import { recoverAddress, type SigningKey } from './signing-key.ts';

const STRUCT_TYPE = keccakOfText('ClobAuth(address address,string timestamp,uint256 nonce,string message)');
const MESSAGE = keccakOfText('This message attests that I control the given wallet');
const SEPARATORS: Readonly<Record<ChainId, Uint8Array>> = { 137: separator(137), 80002: separator(80002) };

export interface L1Claim {
  readonly chainId: ChainId;
  /** Unix seconds. */
  readonly timestamp: number;
  /** Which of the key's API keys. */
  readonly nonce: number;
}

/** What proves to the venue that the key is ours. */
export function l1Headers(key: SigningKey, claim: L1Claim): Readonly<Record<string, string>> {
  return {
    POLY_ADDRESS: key.address,
    POLY_SIGNATURE: hexOf(key.sign(digestOf(key.address, claim))),
    POLY_TIMESTAMP: String(claim.timestamp),
    POLY_NONCE: String(claim.nonce),
  };
}

export type L1Answer =
  | { readonly ok: true; readonly address: Address; readonly nonce: number }
  | { readonly ok: false; readonly fault: HeaderFault | ClockFault | SignatureFault; readonly text: string };

/** Whose headers these are. `toleranceS`: how far their clock may be from `nowMs`, either way. */
export function checkL1(headers: Headers, chainId: ChainId, nowMs: number, toleranceS: number): L1Answer {
  const refuse = (fault: HeaderFault | ClockFault | SignatureFault, text: string) =>
    ({ ok: false, fault, text }) as const;
  const address = readAddress(headerOf(headers, 'poly_address'));
  if (!address) return refuse('badHeader', 'POLY_ADDRESS');
  const timestamp = wholeNumber(headerOf(headers, 'poly_timestamp'));
  if (timestamp === null) return refuse('badHeader', 'POLY_TIMESTAMP');
  const nonce = wholeNumber(headerOf(headers, 'poly_nonce') ?? '0');
  if (nonce === null) return refuse('badHeader', 'POLY_NONCE');
  const late = clockFault(timestamp, nowMs, toleranceS);
  if (late) return refuse(late, `POLY_TIMESTAMP ${timestamp}`);
  const signature = readHex(headerOf(headers, 'poly_signature'));
  if (!signature) return refuse('notHex', 'POLY_SIGNATURE');
  const fault = faultOf(signature);
  if (fault) return refuse(fault, 'POLY_SIGNATURE');
  const signer = recoverAddress(digestOf(address, { chainId, timestamp, nonce }), signature);
  if (!signer) return refuse('noSigner', 'POLY_SIGNATURE');
  return signer === address ? { ok: true, address, nonce } : refuse('wrongSigner', 'POLY_SIGNATURE');
}

function digestOf(address: Address, { chainId, timestamp, nonce }: L1Claim): Uint8Array {
  const words = [STRUCT_TYPE, addressWord(address), keccakOfText(String(timestamp)), numberWord(nonce), MESSAGE];
  return typedDigest(SEPARATORS[chainId], keccak(joined(words)));
}

function separator(chainId: ChainId): Uint8Array {
  return domainSeparator({ name: 'ClobAuthDomain', version: '1', chainId, contract: null });
}
