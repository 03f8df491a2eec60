// The micro-test in virtual time: the same terms, watch and judgement as of a real account, through the venue's own text.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderId, walletId } from '#domain/ids.ts';
import type { MicroEvidence } from '#domain/micro-test/evidence.ts';
import { microReportText } from '#domain/micro-test/exit-report.ts';
import { judgeMicroTest } from '#domain/micro-test/judgement.ts';
import { Decimal, parsePrice, parseShares } from '#domain/units.ts';
import { memoryStateFiles } from '#infra/state-files.ts';
import { type MicroDay, microDay } from '#lab/micro-day.ts';

const MINUTE_MS = 60_000;
const failed = (seen: MicroEvidence) =>
  judgeMicroTest(seen)
    .filter(({ verdict }) => verdict === 'failed')
    .map(({ name }) => name);
const sentence = (seen: MicroEvidence, name: string) =>
  judgeMicroTest(seen).find((line) => line.name === name)?.sentence ?? '';

test('twenty minutes that nobody disturbs holds every expectation but the pair, and is the same twice', async () => {
  const plan = { seed: 1, forMs: 20 * MINUTE_MS };
  const seen = await microDay(plan);
  assert.equal(failed(seen), seen.pairedShares > 0 ? [] : ['pair'], microReportText(seen));
  assert.match(sentence(seen, 'scoring'), /counted for rewards in [1-9]\d* of/);
  assert.is(microReportText(await microDay(plan)), microReportText(seen));
});

/** Sells for some minutes whatever anybody bids, and offers the rest at nine cents: what we bought is worth less and less. */
function sellOff({ clock, world: { exchange } }: MicroDay): void {
  const whale = walletId('whale');
  exchange.openWallet(whale, new Decimal(10_000_000));
  const [market] = exchange.markets();
  if (!market) throw new Error('no market');
  exchange.moveSets(whale, market.id, 'split', parseShares('9000000'));
  const selling = { market: market.id, slot: 'yesAsk', price: parsePrice('0.09') } as const;
  let turn = 0;
  const sell = () => {
    turn += 1;
    exchange.submit(whale, { ...selling, id: orderId(`whale ${turn}`), size: parseShares('20000'), kind: 'limit' });
    if (turn < 300) clock.setTimeout(sell, 1_000);
  };
  clock.setTimeout(sell, MINUTE_MS);
}

test('five dollars lost latch, end the test with nothing resting, and the next life is latched as well', async () => {
  const files = memoryStateFiles();
  const seen = await microDay({ seed: 2, forMs: 60 * MINUTE_MS, files, disturb: sellOff });
  assert.ok(seen.lossMaxUsd.gt(5), microReportText(seen));
  assert.ok(failed(seen).includes('loss') && failed(seen).includes('latch') && failed(seen).includes('time'));
  for (const name of ['resting', 'drain', 'money', 'fills', 'ids', 'heartbeat'])
    assert.not.ok(failed(seen).includes(name), microReportText(seen));
  assert.match(sentence(seen, 'time'), 'latched: ');
  assert.match(files.read('latch.json') ?? '', '"latch":1');
});

test('the stop is of the whole test: it latches too where no limit of a day or a week would', async () => {
  const never = ['dailyLossMax', 'weeklyLossMax', 'drawdownMax', 'tradeLossMax'];
  const flags = Object.fromEntries(
    never.flatMap((limit) => [
      [`${limit}Usd`, '25'],
      [`${limit}Share`, '1'],
    ]),
  );
  const files = memoryStateFiles();
  const seen = await microDay({ seed: 2, forMs: 60 * MINUTE_MS, files, flags, disturb: sellOff });
  assert.ok(seen.endedBy !== null, microReportText(seen));
  assert.match(sentence(seen, 'time'), /latched: the micro-test has lost \$[5-9][.\d]* since it began, more than \$5/);
  assert.match(files.read('latch.json') ?? '', 'the micro-test has lost');
  assert.ok('told' in seen.resting && seen.resting.told.length === 0);
});

test('a trade in our name that went past us fails the test in more than one line', async () => {
  const seen = await microDay({
    seed: 1,
    forMs: 10 * MINUTE_MS,
    disturb: ({ clock, world: { exchange } }) => {
      clock.setTimeout(() => {
        const [market] = exchange.markets();
        if (!market) throw new Error('no market');
        const stranger = { id: orderId('stranger'), market: market.id, size: parseShares('5') };
        // What rests may have all the cash: it makes room.
        exchange.cancelEvery(walletId('maker'), market.id);
        exchange.submit(walletId('maker'), { ...stranger, slot: 'yesBid', price: parsePrice('0.99'), kind: 'fak' });
      }, 2 * MINUTE_MS);
    },
  });
  for (const name of ['time', 'halts', 'money']) assert.ok(failed(seen).includes(name), microReportText(seen));
});

test('a venue whose answers to beats are lost for a while breaks the heartbeat line', async () => {
  const seen = await microDay({
    seed: 1,
    forMs: 5 * MINUTE_MS,
    disturb: ({ clock, world: { board } }) => {
      clock.setTimeout(() => {
        board.inject({ id: 'test', fault: 'beatLost', target: null, forMs: 20_000, params: { arrives: 'yes' } });
      }, 2 * MINUTE_MS);
    },
  });
  assert.ok(failed(seen).includes('heartbeat'), microReportText(seen));
});

test.run();
