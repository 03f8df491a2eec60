// The three contracts that settle orders, with the domain each of them is signed under, and the choice between them: a pure
// function of the market and the chain. The market says which protocol it is of, its ids show it as well, and where the two
// disagree nothing is signed.
import { type Address, readAddress } from './address.ts';
import { domainSeparator } from './eip712.ts';
import { type Bytes32, bareHexOf } from './hex.ts';
import { exchangeOfIds } from './position-ids.ts';

export type ExchangeName = 'ctf' | 'negRisk' | 'v3';
export type ChainId = 137 | 80002;

export const EXCHANGE_NAMES: readonly ExchangeName[] = ['ctf', 'negRisk', 'v3'];
export const POLYGON: ChainId = 137;
export const AMOY: ChainId = 80002;

export interface ExchangeContract {
  readonly name: ExchangeName;
  readonly chainId: ChainId;
  readonly address: Address;
  readonly separator: Uint8Array;
  /** Without the `0x`. */
  readonly separatorHex: string;
}

const CTF = '0xE111180000d2663C0091e4f400237545B87B996B';
const NEG_RISK = '0xe2222d279d744050d28e00520010520000310F59';
const ADDRESSES: Readonly<Record<ChainId, Readonly<Record<ExchangeName, string>>>> = {
  137: { ctf: CTF, negRisk: NEG_RISK, v3: '0xe3333700cA9d93003F00f0F71f8515005F6c00Aa' },
  80002: { ctf: CTF, negRisk: NEG_RISK, v3: '0x9fE6e61422AdB6F610d8597F9684b16912D50C3D' },
};
const VERSIONS: Readonly<Record<ExchangeName, string>> = { ctf: '2', negRisk: '2', v3: '3' };

const CONTRACTS: Readonly<Record<ChainId, Readonly<Record<ExchangeName, ExchangeContract>>>> = {
  137: contractsOn(POLYGON),
  80002: contractsOn(AMOY),
};

export function exchangeContract(name: ExchangeName, chainId: ChainId): ExchangeContract {
  return CONTRACTS[chainId][name];
}

export interface Settled {
  /** As the venue's metadata call it; null when they do not say: then the ids alone decide. */
  readonly protocol: 'v1' | 'v2' | null;
  readonly negRisk: boolean;
  /** Of the outcomes, in decimal, YES first. */
  readonly tokenIds: readonly string[];
  /** null: the ids are not held against it, because they are made up and follow from nothing. */
  readonly conditionId: Bytes32 | null;
}

export type Choice =
  | { readonly ok: true; readonly exchange: ExchangeName }
  | { readonly ok: false; readonly text: string };

/** Which contract settles a market; refused where what it says and what its ids show differ. With a condition of the first
 *  protocol it takes some milliseconds: for listing, not for each order. */
export function exchangeFor({ protocol, negRisk, tokenIds, conditionId }: Settled): Choice {
  const shown = new Set(tokenIds.map((id) => (isPositionV2(id) ? 'v2' : 'v1')));
  const [only] = shown;
  if (shown.size !== 1 || only === undefined)
    return { ok: false, text: 'the ids of its outcomes are not of one protocol' };
  if (protocol !== null && protocol !== only)
    return { ok: false, text: `it says protocol ${protocol}, and its ids are of ${only}` };
  if (only === 'v2') return { ok: true, exchange: 'v3' };
  const exchange = negRisk ? 'negRisk' : 'ctf';
  const proven = conditionId === null ? exchange : exchangeOfIds(conditionId, tokenIds);
  if (proven === exchange) return { ok: true, exchange };
  return {
    ok: false,
    text: `it is for ${exchange}, and its ids are ${proven ? `of ${proven}` : 'not of its condition'}`,
  };
}

/** A decimal id below 2^256 with the 64 bits zero that the second protocol keeps free; a hash practically never has them. */
export function isPositionV2(tokenId: string): boolean {
  if (!/^\d{1,78}$/.test(tokenId)) return false;
  const id = BigInt(tokenId);
  return id > 0n && id >> 256n === 0n && ((id >> 40n) & 0xffff_ffff_ffff_ffffn) === 0n;
}

function contractsOn(chainId: ChainId): Readonly<Record<ExchangeName, ExchangeContract>> {
  const one = (name: ExchangeName): ExchangeContract => {
    const address = readAddress(ADDRESSES[chainId][name]) as Address;
    const domain = { name: 'Polymarket CTF Exchange', version: VERSIONS[name], chainId, contract: address };
    const separator = domainSeparator(domain);
    return { name, chainId, address, separator, separatorHex: bareHexOf(separator) };
  };
  return { ctf: one('ctf'), negRisk: one('negRisk'), v3: one('v3') };
}
