import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Address, addressBytes, addressOfBytes, readAddress } from '#infra/venue/signing/address.ts';
import {
  depositWallet,
  isWalletOf,
  olderDepositWallet,
  proxyWallet,
  safeWallet,
  signatureTypeOf,
} from '#infra/venue/signing/wallets.ts';

const at = (text: string) => readAddress(text) as Address;
const OWNER = at('0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266');

test('the wallets of a key have the addresses at which the venue makes them', () => {
  assert.is(depositWallet(OWNER), '0xBc0fF067b7740Eff76C1ca93c875Ba6B890d6B50');
  assert.is(olderDepositWallet(OWNER), '0xdf8b9E8f9AB23f261F6e1B171B7454ae6E46Ba76');
  assert.is(safeWallet(OWNER), '0xd93B25cb943D14d0d34FBaF01Fc93a0f8b5F6E47');
  // As in the tests of the venue's own Rust client.
  assert.is(proxyWallet(OWNER), '0x365f0CA36Ae1f641E02fE3B7743673da42A13A70');
  assert.is(
    depositWallet(at('0x6B42cc3091Df5B54F24455B936ea556dA3d6dfd1')),
    '0x6E28E1990A9b3177e589Bc8f2E7b23de89752957',
  );
});

test('a wallet tells how its owner signs', () => {
  assert.is(signatureTypeOf(OWNER, OWNER), 0);
  assert.is(signatureTypeOf(proxyWallet(OWNER), OWNER), 1);
  assert.is(signatureTypeOf(safeWallet(OWNER), OWNER), 2);
  assert.is(signatureTypeOf(depositWallet(OWNER), OWNER), 3);
  assert.is(signatureTypeOf(olderDepositWallet(OWNER), OWNER), 3);
  assert.is(signatureTypeOf(at('0x1111111111111111111111111111111111111111'), OWNER), null);
});

test('a wallet of one type is none of another', () => {
  assert.is(isWalletOf(safeWallet(OWNER), OWNER, 1), false);
  assert.is(isWalletOf(proxyWallet(OWNER), OWNER, 2), false);
  assert.is(isWalletOf(safeWallet(OWNER), OWNER, 3), false);
  assert.is(isWalletOf(depositWallet(OWNER), OWNER, 0), false);
});

test('addresses are read in one case or with their checksum, and always come out with it', () => {
  // The examples of EIP-55.
  for (const text of [
    '0x52908400098527886E0F7030069857D2E4169EE7',
    '0xde709f2102306220921060314715629080e2fb77',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
    '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
    '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
  ]) {
    assert.is(readAddress(text), text);
    assert.is(readAddress(text.toLowerCase()), text);
    assert.is(readAddress(`0x${text.slice(2).toUpperCase()}`), text);
    assert.is(addressOfBytes(addressBytes(at(text))), text);
  }
});

test('a mistyped address is none', () => {
  for (const text of [
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAedd',
    '5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    '0X5aaeb6053f3e94c9b9a09f33669435e7ef1beaed',
    '0xgaaeb6053f3e94c9b9a09f33669435e7ef1beaed',
    ' 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed',
    '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed\n',
    '',
    null,
    undefined,
    7,
    {},
    ['0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed'],
  ])
    assert.is(readAddress(text), null, String(text));
});

test.run();
