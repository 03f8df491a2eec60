// What a program repeats of a person's words: enough to find the mistake, and no key.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BadInput } from '#domain/failure.ts';
import { withoutSecrets } from '#domain/secret-text.ts';

const KEY = `0x${'7a'.repeat(32)}`;

test('a key that was typed in the wrong place is told by its beginning', () => {
  assert.is(withoutSecrets(`${KEY} is not expected here; see --help`), '0x7a7a… is not expected here; see --help');
  assert.is(withoutSecrets(`no option --${KEY.slice(2)}`), 'no option --7a7a7a…');
  assert.is(withoutSecrets(`"${KEY}11"`), '"0x7a7a…"', 'one digit too many is a key all the same');
  assert.is(withoutSecrets('c2VjcmV0LW9mLXRoaXJ0eS10d28tYnl0ZXMtMTIzNDU='), 'c2Vjcm…');
  assert.is(new BadInput(`--x ${KEY}: is no number`).message, '--x 0x7a7a…: is no number');
});

test('what is no key is repeated as it is', () => {
  for (const text of [
    '0x6E28E1990A9b3177e589Bc8f2E7b23de89752957 is no wallet',
    `venue.markets: ${'71321045679252212594626385532706912750332728571942532289631379312455583992563'.slice(0, 77)}`,
    '--report /home/Somebody/Reports2026/November/deeply/nested/Run7/out.json: cannot be written',
    'venue.markets: will-the-number-of-goals-be-above-2-5-in-the-match is no open market',
    'HTTP_PROXY_WITHOUT_A_REASON_OF_ITS_OWN_AND_LONG',
  ])
    assert.is(withoutSecrets(text), text);
});

test('no private key and no API secret survives in any sentence', () => {
  const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(bytes, fc.constantFrom('', '0x'), fc.constantFrom(' ', '"', '--', '=', ': '), (key, prefix, before) => {
      const buffer = Buffer.from(key);
      const words = [
        `${prefix}${buffer.toString('hex')}`,
        `${buffer.toString('base64url')}=`,
        buffer.toString('base64'),
      ];
      // Of digits alone it could be the id of an outcome.
      for (const word of words.filter((each) => /[a-z]|^0x/i.test(each)))
        assert.not.ok(withoutSecrets(`said${before}${word} there`).includes(word.slice(0, 12)), word);
    }),
    { seed: 7, numRuns: 300 },
  );
});

test.run();
