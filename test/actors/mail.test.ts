// Letters between actors: what waits for whom, and what is lost and counted.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Mail, WAITING_LETTERS_MAX } from '#actors/mail.ts';
import { CHAIN } from '#machines/chain.machine.ts';
import { GATEWAY } from '#machines/order-gateway.protocol.ts';

function scene() {
  const read: string[] = [];
  const present = new Set<string>();
  const lost = { count: 0 };
  const mail = new Mail(
    (address) =>
      present.has(address)
        ? { send: (letter) => read.push(`${address} ${letter.type} ${(letter as { n?: number }).n ?? ''}`.trim()) }
        : undefined,
    () => {
      lost.count += 1;
    },
  );
  return { mail, read, present, lost };
}

test('a letter for somebody who is there is read at once', () => {
  const { mail, read, present, lost } = scene();
  present.add('market:rain/quoter');
  mail.post('market:rain/quoter', { type: 'BOOK_MOVED' });
  assert.equal(read, ['market:rain/quoter BOOK_MOVED']);
  assert.is(lost.count, 0);
});

test('a letter for an actor that is away is counted', () => {
  const { mail, read, present, lost } = scene();
  mail.post('market:rain/quoter', { type: 'BOOK_MOVED' });
  mail.post('nobody', { type: 'HELLO' });
  assert.is(lost.count, 2);
  present.add('market:rain/quoter');
  mail.deliver();
  assert.equal(read, []);
});

test('answers, news and cancels wait for the gateway, in order; a plan does not', () => {
  const { mail, read, present, lost } = scene();
  for (const type of ['NEWS', 'MERGE_ANSWERED', 'QUOTE', 'CANCEL_MARKET', 'ADMIT', 'DRAIN'])
    mail.post(GATEWAY, { type });
  assert.is(lost.count, 1);
  present.add(GATEWAY);
  mail.deliver();
  mail.deliver();
  assert.equal(
    read,
    ['NEWS', 'MERGE_ANSWERED', 'CANCEL_MARKET', 'ADMIT', 'DRAIN'].map((type) => `${GATEWAY} ${type}`),
  );
});

test('what waits is read before what comes', () => {
  const { mail, read, present } = scene();
  mail.post(GATEWAY, { type: 'NEWS' });
  present.add(GATEWAY);
  mail.post(GATEWAY, { type: 'QUOTE' });
  assert.equal(read, [`${GATEWAY} NEWS`, `${GATEWAY} QUOTE`]);
});

test('what the chain did waits for the lane; its jobs are remembered elsewhere', () => {
  const { mail, read, present, lost } = scene();
  mail.post(CHAIN, { type: 'SUBMIT' });
  mail.post(CHAIN, { type: 'ANSWERED' });
  present.add(GATEWAY);
  mail.deliver();
  assert.equal(read, []);
  present.add(CHAIN);
  mail.deliver();
  assert.equal(read, [`${CHAIN} ANSWERED`]);
  assert.is(lost.count, 1);
});

test('at the maximum the newest letters are lost, and counted', () => {
  const { mail, read, present, lost } = scene();
  for (let n = 0; n < WAITING_LETTERS_MAX + 3; n++) mail.post(GATEWAY, { type: 'NEWS', n } as { type: string });
  assert.is(lost.count, 3);
  present.add(GATEWAY);
  mail.deliver();
  assert.is(read.length, WAITING_LETTERS_MAX);
  assert.is(read[0], `${GATEWAY} NEWS 0`);
});

test('what was entrusted and not received is given to whoever comes back, and to nobody twice', () => {
  const read: string[] = [];
  const reader = (name: string) => ({ send: () => void read.push(name) });
  let present: ReturnType<typeof reader> | undefined = reader('first');
  const mail = new Mail(
    () => present,
    () => {},
  );
  const [receipt, credit] = [{}, {}];
  mail.entrust(GATEWAY, { type: 'MERGE_ANSWERED' }, receipt);
  mail.deliver();
  assert.equal(read, ['first']);
  present = undefined;
  mail.entrust(GATEWAY, { type: 'NEWS' }, credit);
  present = reader('second');
  mail.deliver();
  assert.equal(read, ['first', 'second', 'second']);
  mail.received(receipt);
  mail.received(credit);
  present = reader('third');
  mail.deliver();
  assert.equal(read, ['first', 'second', 'second']);
});

test.run();
