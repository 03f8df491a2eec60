// The wallets that Polymarket makes for a key on Polygon, by arithmetic: their addresses follow from the key's address, the
// factory and the code that the factory deploys (CREATE2). A deposit wallet of before 2026-06-29 has other code, hence another
// address. What is really deployed only the chain knows.
import { type Address, addressBytes, addressOfBytes, readAddress } from './address.ts';
import { addressWord, joined } from './eip712.ts';
import { keccak } from './keccak.ts';
import type { SignatureType } from './order-struct.ts';

const DEPOSIT = {
  factory: address('0x00000000000Fb5C9ADea0298D729A0CB3823Cc07'),
  beacon: address('0x7A18EDfe055488A3128f01F563e5B479D92ffc3a'),
  implementation: address('0x58CA52ebe0DadfdF531Cde7062e76746de4Db1eB'),
};
const SAFE = {
  factory: address('0xaacFeEa03eb1561C4e67d661e40682Bd20E3541b'),
  codeHash: bytes('2bce2127ff07fb632d16c8347c4ebf501f4841168bed00d9e6ef715ddb6fcecf'),
};
const PROXY = {
  factory: address('0xaB45c5A4B0c941a2F231C04C3f49182e1A254052'),
  implementation: address('0x44e999d5c2F66Ef0861317f9A4805AC2e90aEB4f'),
};

/** Code of the two deposit wallets around the address it forwards to; 64 bytes of arguments follow it. */
const BEACON_CODE = {
  before: bytes('6100923d8160233d3973'),
  after: bytes(
    '60195155f3363d3d373d3d363d602036600436635c60da1b60e01b36527fa3f0ad74e5423aebfd80d3ef4346578335a9a72aeaee59ff6c' +
      'b3582b35133d50545afa5036515af43d6000803e604d573d6000fd5b3d6000f3',
  ),
};
const UUPS_CODE = {
  before: bytes('61007d3d8160233d3973'),
  after: bytes(
    '60095155f3363d3d373d3d363d7f360894a13ba1a3210667c828492db98dca3e2076' +
      'cc3735a920a3ca505d382bbc545af43d6000803e6038573d6000fd5b3d6000f3',
  ),
};
const PROXY_CODE = {
  before: bytes('3d3d606380380380913d393d73'),
  between: bytes('5af4602a57600080fd5b602d8060366000396000f3363d3d373d3d3d363d73'),
  after: bytes(`5af43d82803e903d91602b57fd5bf352e831dd${'20'.padStart(64, '0')}${'0'.repeat(64)}`),
};

/** What new accounts get. */
export function depositWallet(owner: Address): Address {
  return depositWalletOf(owner, BEACON_CODE, DEPOSIT.beacon);
}

/** What accounts of before 2026-06-29 have. */
export function olderDepositWallet(owner: Address): Address {
  return depositWalletOf(owner, UUPS_CODE, DEPOSIT.implementation);
}

export function safeWallet(owner: Address): Address {
  return created(SAFE.factory, keccak(addressWord(owner)), SAFE.codeHash);
}

export function proxyWallet(owner: Address): Address {
  const { before, between, after } = PROXY_CODE;
  const code = joined([before, addressBytes(PROXY.factory), between, addressBytes(PROXY.implementation), after]);
  return created(PROXY.factory, keccak(addressBytes(owner)), keccak(code));
}

/** Whether that wallet is the key's, for orders of that type. */
export function isWalletOf(wallet: Address, owner: Address, type: SignatureType): boolean {
  if (type === 0) return wallet === owner;
  if (type === 1) return wallet === proxyWallet(owner);
  if (type === 2) return wallet === safeWallet(owner);
  return wallet === depositWallet(owner) || wallet === olderDepositWallet(owner);
}

/** As what a key trades the money of that wallet; null when the wallet is none of its own. */
export function signatureTypeOf(wallet: Address, owner: Address): SignatureType | null {
  const types: readonly SignatureType[] = [0, 3, 2, 1];
  return types.find((type) => isWalletOf(wallet, owner, type)) ?? null;
}

function depositWalletOf(owner: Address, code: typeof BEACON_CODE, forwardsTo: Address): Address {
  const args = joined([addressWord(DEPOSIT.factory), addressWord(owner)]);
  const codeHash = keccak(joined([code.before, addressBytes(forwardsTo), code.after, args]));
  return created(DEPOSIT.factory, keccak(args), codeHash);
}

function created(factory: Address, salt: Uint8Array, codeHash: Uint8Array): Address {
  return addressOfBytes(keccak(joined([bytes('ff'), addressBytes(factory), salt, codeHash])).subarray(12));
}

function address(text: string): Address {
  return readAddress(text) as Address;
}

function bytes(digits: string): Uint8Array {
  return Buffer.from(digits, 'hex');
}
