import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { wireNames, wireTradeIds } from '#infra/exchange/server/wire-names.ts';
import { type ExchangeName, exchangeFor, isPositionV2 } from '#infra/venue/signing/exchange-contract.ts';
import type { Bytes32 } from '#infra/venue/signing/hex.ts';
import { isTokenId } from '#infra/venue/signing/order-struct.ts';

const names = wireNames((slug) => slug.split('-')[0] as ExchangeName);

test('whoever holds the ids of an outcome against its condition finds the contract that they were made for', () => {
  for (const contract of ['ctf', 'negRisk', 'v3'] as const)
    for (let n = 0; n < 5; n++) {
      const { market, yes, no } = names(`${contract}-${n}`);
      assert.match(market, /^0x[0-9a-f]{64}$/);
      assert.ok(isTokenId(yes) && isTokenId(no) && yes !== no);
      assert.is(isPositionV2(yes) && isPositionV2(no), contract === 'v3');
      const protocol = contract === 'v3' ? 'v2' : 'v1';
      const settled = {
        protocol,
        negRisk: contract === 'negRisk',
        tokenIds: [yes, no],
        conditionId: market as string as Bytes32,
      };
      assert.equal(exchangeFor(settled as never), { ok: true, exchange: contract });
    }
});

test('the same slug has the same names in one series, and others in another', () => {
  assert.equal(names('ctf-1'), wireNames(() => 'ctf')('ctf-1'));
  assert.is.not(names('ctf-1').market, wireNames(() => 'ctf', 'other')('ctf-1').market);
});

test('trades have ids as the venue gives them, each its own, and the same again in the same series', () => {
  const idOf = wireTradeIds('one');
  const ids = Array.from({ length: 200 }, (_, n) => idOf(n + 1));
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.is(new Set(ids).size, 200);
  assert.is(idOf(7), wireTradeIds('one')(7));
  assert.is.not(idOf(7), wireTradeIds('two')(7));
});

test.run();
