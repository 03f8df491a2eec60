// The ids of a first-protocol market's outcomes, computed as the ConditionalTokens contract computes them: from the condition and
// the collateral behind it. Since a market of exclusive outcomes has another collateral, the ids of its outcomes prove which
// contract settles it, and which of them is YES.
import { type Address, addressBytes, readAddress } from './address.ts';
import { joined, numberWord } from './eip712.ts';
import { type Bytes32, hexOf } from './hex.ts';
import { keccak } from './keccak.ts';

/** Of the ids, whatever we trade in: the dollar token of old, and the one that wraps it for exclusive outcomes. */
const COLLATERAL = {
  ctf: readAddress('0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174') as Address,
  negRisk: readAddress('0x3A3BD7bb9528E159577F7C2e685CC81A765002E2') as Address,
};
/** Of the curve alt_bn128. */
const FIELD = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/** In decimal, YES first. */
export interface PositionIds {
  readonly exchange: 'ctf' | 'negRisk';
  readonly tokenIds: readonly [string, string];
}

/** What the two outcomes of a condition are called under that contract. About a millisecond. */
export function positionIds(conditionId: Bytes32, exchange: 'ctf' | 'negRisk'): PositionIds {
  const collateral = addressBytes(COLLATERAL[exchange]);
  const idOf = (set: 1 | 2) => String(numberOf(keccak(joined([collateral, collectionId(conditionId, set)]))));
  return { exchange, tokenIds: [idOf(1), idOf(2)] };
}

/** Which contract settles the market with these two ids, YES first; null when they are not of this condition. */
export function exchangeOfIds(conditionId: Bytes32, tokenIds: readonly string[]): 'ctf' | 'negRisk' | null {
  const found = (['ctf', 'negRisk'] as const).find((exchange) => {
    const [yes, no] = positionIds(conditionId, exchange).tokenIds;
    return tokenIds.length === 2 && tokenIds[0] === yes && tokenIds[1] === no;
  });
  return found ?? null;
}

/** Of a question with two outcomes. */
export function conditionIdOf(oracle: Address, questionId: Bytes32): Bytes32 {
  return hexOf(keccak(joined([addressBytes(oracle), bytesOf(questionId), numberWord(2)]))) as Bytes32;
}

/** Without a parent. A point of the curve: x, and in its last bit but one the oddness of y. `set` 1 is YES. */
export function collectionId(conditionId: Bytes32, set: 1 | 2): Uint8Array {
  const hash = numberOf(keccak(joined([bytesOf(conditionId), numberWord(set)])));
  const isOdd = hash >> 255n === 1n;
  let x = hash;
  let y: bigint | null = null;
  while (y === null) {
    x = (x + 1n) % FIELD;
    y = root((x * x * x + 3n) % FIELD);
  }
  const isFlipped = (y % 2n === 1n) !== isOdd;
  const chosen = isFlipped ? FIELD - y : y;
  return Buffer.from((chosen % 2n === 1n ? x ^ (1n << 254n) : x).toString(16).padStart(64, '0'), 'hex');
}

/** A square root in the field, or null. */
function root(square: bigint): bigint | null {
  const y = power(square, (FIELD + 1n) / 4n);
  return (y * y) % FIELD === square ? y : null;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % FIELD;
    square = (square * square) % FIELD;
  }
  return result;
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(hexOf(bytes));
}

function bytesOf(text: Bytes32): Uint8Array {
  return Buffer.from(text.slice(2), 'hex');
}
