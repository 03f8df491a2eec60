import { existsSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Address, readAddress } from '#infra/venue/signing/address.ts';
import { type Bytes32, hexOf, readBytes32 } from '#infra/venue/signing/hex.ts';
import { collectionId, conditionIdOf, exchangeOfIds, positionIds } from '#infra/venue/signing/position-ids.ts';

const bytes32 = (text: string) => readBytes32(text) as Bytes32;

/** Bitcoin up or down on 2026-03-12, from 5 minutes to 5 minutes. */
const CONDITION = bytes32('0x78443f961b9a65869dcb39359de9960165c7e5cbad0904eac7f29cd77872a63b');
const IDS = [
  '104239898038807136052399800151408521467737075933964991162589336683346093173875',
  '71183960810705820955071415844881728181970340514894896943812046065452395013351',
] as const;

test('the outcomes of a real market are called as the contract calls them', () => {
  assert.equal(positionIds(CONDITION, 'ctf').tokenIds, IDS);
  assert.is(exchangeOfIds(CONDITION, IDS), 'ctf');
});

test('ids in the wrong order, of another market, or too few are of no contract', () => {
  assert.is(exchangeOfIds(CONDITION, [IDS[1], IDS[0]]), null);
  assert.is(exchangeOfIds(CONDITION, [IDS[0], '1']), null);
  assert.is(exchangeOfIds(CONDITION, [IDS[0]]), null);
  assert.is(exchangeOfIds(CONDITION, []), null);
  assert.is(exchangeOfIds(CONDITION, [...IDS, '1']), null);
  assert.is(exchangeOfIds(bytes32(`0x${'1'.repeat(64)}`), IDS), null);
});

interface MarketVector {
  readonly conditionId: string;
  readonly questionId: string;
  readonly oracle: string;
  readonly negRisk: boolean;
  readonly collectionIds: readonly string[];
  readonly clobTokenIds: readonly string[];
}

test('the markets of POLYMARKET_DATA are all where their ids say', () => {
  const file = `${process.env.POLYMARKET_DATA ?? ''}/vectors/ctf_ids_real_markets.json`;
  if (!existsSync(file)) return console.log('SKIPPED ids of real markets: POLYMARKET_DATA is not set');
  const vectors: readonly MarketVector[] = JSON.parse(readFileSync(file, 'utf8')).vectors;
  assert.ok(vectors.some(({ negRisk }) => negRisk) && vectors.some(({ negRisk }) => !negRisk));
  for (const { conditionId, questionId, oracle, negRisk, collectionIds, clobTokenIds } of vectors) {
    const condition = bytes32(conditionId);
    assert.is(conditionIdOf(readAddress(oracle) as Address, bytes32(questionId)), condition);
    assert.equal(
      ([1, 2] as const).map((set) => hexOf(collectionId(condition, set))),
      collectionIds,
    );
    assert.is(exchangeOfIds(condition, clobTokenIds), negRisk ? 'negRisk' : 'ctf');
  }
});

test.run();
