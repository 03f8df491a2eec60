// What a life takes over from the one before it.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Desk } from '#actors/desk.ts';
import { OrderNewsDesk } from '#actors/order-news.ts';
import { RunRecord } from '#actors/run-record.ts';
import { writeJobs } from '#actors/sent-jobs.ts';
import { BadInput } from '#domain/failure.ts';
import { orderId, pairTradeId, transactionId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { PairTradeFact } from '#domain/money/fact.ts';
import type { StateFiles } from '#domain/ports.ts';
import { type Price, parsePrice, parseShares, type Shares, ZERO_SHARES, ZERO_USD } from '#domain/units.ts';
import { memoryStateFiles } from '#infra/state-files.ts';
import { aFill, RAIN, START_MS, smallDesk } from './small-desk.ts';

/** A life in a mode whose account survives. */
function life(files: StateFiles, mode: 'simulate' | 'sim' = 'simulate', listed: Market = RAIN) {
  const small = smallDesk();
  const desk = new Desk({ ...small.ports, files } as never, { ...small.desk.settings, mode }, small.desk.opening);
  const record = new RunRecord(desk);
  desk.onListed = (state) => record.listed(state);
  desk.begin();
  desk.list(listed);
  return { desk, record, news: new OrderNewsDesk(desk), venue: small.venue };
}

const O = orderId('o');
const BOUGHT = aFill('t1', O, 'yesBid 0.4 x 10');
const SOLD = aFill('t2', O, 'yesAsk 0.5 x 4');

function traded(files: StateFiles) {
  const it = life(files);
  const { desk, news } = it;
  news.fill(BOUGHT);
  news.trade({ ...BOUGHT, status: 'confirmed' });
  news.fill(SOLD);
  const [open] = desk.pairBook(RAIN.id)?.open() ?? [];
  if (!open) throw new Error('no pair trade');
  const [size, yesPrice] = [parseShares('10'), parsePrice('0.4')];
  desk.tell({
    fact: 'pairTrade',
    atMs: START_MS,
    pairTrade: open.id,
    market: RAIN.id,
    state: 'leg1Filled',
    size,
    yesPrice,
    noPrice: null,
  });
  desk.flushFacts();
  return { ...it, pairTrade: open };
}

const owned = ({ accounts, outgoing, trades }: Desk) => ({
  cash: accounts.cash(),
  position: accounts.position(RAIN.id),
  selling: outgoing.of(RAIN.id, 'yes'),
  final: [trades.isFinal(BOUGHT.trade, O), trades.isFinal(SOLD.trade, O)],
});

test('a second life owns what the facts of the first one say, down to what is sold and not settled', () => {
  const files = memoryStateFiles();
  const first = traded(files);
  const second = life(files);
  assert.equal(owned(second.desk), owned(first.desk));
  assert.is(second.desk.accounts.position(RAIN.id).yes.held, parseShares('6'));
  assert.is(second.desk.opening.toFixed(), first.desk.opening.toFixed());
});

test('a fill that is in the facts is never booked again', () => {
  const files = memoryStateFiles();
  traded(files);
  const { desk, news } = life(files);
  const before = owned(desk);
  news.fill(BOUGHT);
  news.trade({ ...SOLD, status: 'matched' });
  assert.equal(owned(desk), before);
  news.trade({ ...SOLD, status: 'confirmed' });
  assert.is(desk.accounts.position(RAIN.id).yes.settled, parseShares('6'));
});

test('every micro-dollar of both lives is explained', () => {
  const files = memoryStateFiles();
  traded(files);
  const { desk, record, news } = life(files);
  news.fill(aFill('t3', O, 'yesAsk 0.6 x 6'));
  const holdings = new Map([[RAIN.id, { yes: parseShares('0'), no: parseShares('0') }]]);
  const closing = { cash: desk.opening.plus('1.6'), receivables: ZERO_USD, holdings };
  const { residual } = record.close(closing, { queueModel: 'm', bound: 'b' });
  assert.equal({ usd: residual.usd.toFixed(), found: residual.found }, { usd: '0', found: null });
});

test('a pair trade goes on under its name', () => {
  const files = memoryStateFiles();
  const { pairTrade } = traded(files);
  const { desk } = life(files);
  const open = desk.pairBook(RAIN.id)?.open() ?? [];
  assert.equal(
    open.map(({ id, waiting }) => [id, waiting]),
    [[pairTrade.id, parseShares('6')]],
  );
  assert.is(desk.pairTrades.get(pairTrade.id)?.state, 'leg1Filled');
});

test('a pair trade that was only planned ends with its life, and takes no name from one that was filled', () => {
  const files = memoryStateFiles();
  const { pairTrade } = traded(files);
  const planned = JSON.parse(files.read('facts.jsonl')?.match(/^.*"pairTrade".*$/m)?.[0] ?? '') as PairTradeFact;
  const stale = { ...planned, pairTrade: pairTradeId('pt-stale'), state: 'leg1Working', size: ZERO_SHARES };
  // Before the one that was filled, as in a life that followed another.
  const lines = files.read('facts.jsonl')?.split('\n') ?? [];
  const first = lines.findIndex((line) => line.includes('"pairTrade"'));
  lines.splice(first, 0, JSON.stringify(stale));
  files.write('facts.jsonl', lines.join('\n'));
  const next = life(files);
  assert.is(next.desk.pairTrades.get(stale.pairTrade)?.state, 'abandoned');
  assert.equal(
    next.desk
      .pairBook(RAIN.id)
      ?.open()
      .map(({ id }) => id),
    [pairTrade.id],
  );
  next.desk.flushFacts();
  const told = files
    .read('facts.jsonl')
    ?.split('\n')
    .filter((line) => line.includes('"abandoned"')).length;
  assert.is(told, 1);
  assert.is(life(files).desk.pairTrades.get(stale.pairTrade)?.state, 'abandoned');
  assert.is(
    files
      .read('facts.jsonl')
      ?.split('\n')
      .filter((line) => line.includes('"abandoned"')).length,
    told,
  );
});

test('the facts of two lives stand in one file, with one opening', () => {
  const files = memoryStateFiles();
  traded(files);
  const { desk, news } = life(files);
  news.fill(aFill('t3', O, 'yesAsk 0.6 x 6'));
  desk.flushFacts();
  const lines = files.read('facts.jsonl')?.split('\n') ?? [];
  assert.is(lines.filter((line) => line.includes('"opening"')).length, 1);
  assert.is(life(files).desk.accounts.position(RAIN.id).yes.held, 0);
});

test('a torn end is cut off and said, and a damaged middle is refused', () => {
  const files = memoryStateFiles();
  traded(files);
  const whole = files.read('facts.jsonl') ?? '';
  files.write('facts.jsonl', `${whole}{"fact":"fil`);
  const { desk } = life(files);
  assert.ok(desk.faults.some(({ what }) => what.includes('torn line')));
  assert.is(files.read('facts.jsonl'), whole);
  files.write('facts.jsonl', whole.replace('"fill"', '"fi'));
  assert.throws(
    () => life(files),
    (error: unknown) => error instanceof BadInput && /line \d+: not JSON/.test(error.message),
  );
});

test('nothing is admitted before the account was seen to agree, and a first life owes nothing', () => {
  const files = memoryStateFiles();
  assert.is(traded(files).desk.vitals.agreed, true);
  assert.is(life(files).desk.vitals.agreed, false);
});

test('where every start has a new account, facts of an earlier one are not believed', () => {
  const files = memoryStateFiles();
  traded(files);
  assert.is(life(files, 'sim').desk.accounts.position(RAIN.id).yes.held, 0);
});

test('what cannot be told twice is on the disk at once', () => {
  const files = memoryStateFiles();
  const { desk } = life(files);
  desk.book({ fact: 'flow', atMs: START_MS, kind: 'reward', market: null, cash: '2' });
  assert.match(files.read('facts.jsonl') ?? '', /"reward"/);
});

test('a market that was decided while nobody lived is told to be, once, so that its redemption is explained', () => {
  const files = memoryStateFiles();
  traded(files);
  const over: Market = { ...RAIN, payout: 1_000_000 as Price };
  const results = () =>
    files
      .read('facts.jsonl')
      ?.split('\n')
      .filter((line) => line.includes('"resolution"')).length;
  for (let lives = 0; lives < 2; lives += 1) {
    const { desk } = life(files, 'simulate', over);
    desk.list(over);
    desk.flushFacts();
    assert.is(results(), 1);
  }
  const [gas, transaction] = ['0', transactionId('x')];
  const { desk, record } = life(files, 'simulate', over);
  const { yes, no } = desk.accounts.position(RAIN.id);
  const cash = '6';
  assert.equal([yes.held, no.held], [parseShares('6'), 0]);
  desk.book({
    fact: 'redemption',
    atMs: START_MS,
    market: RAIN.id,
    yes: yes.held as Shares,
    no: no.held as Shares,
    cash,
    gas,
    transaction,
  });
  const closing = { cash: desk.accounts.cash().held, receivables: ZERO_USD, holdings: new Map() };
  const { residual } = record.close(closing, { queueModel: 'none', bound: 'none' });
  assert.is(residual.usd.toFixed(), '0', residual.found ?? '');
});

const FIVE = parseShares('5');

function bothSides(files: StateFiles) {
  const it = life(files);
  for (const [trade, slot] of [
    ['t3', 'yesBid 0.4 x 10'],
    ['t4', 'noBid 0.5 x 10'],
  ] as const) {
    const fill = aFill(trade, O, slot);
    it.news.fill(fill);
    it.news.trade({ ...fill, status: 'confirmed' });
  }
  it.desk.flushFacts();
  return it;
}

test('a merge that was under way keeps its sets locked in the next life, and may still have happened', () => {
  const files = memoryStateFiles();
  const { desk } = bothSides(files);
  desk.chainJobs.sent({ kind: 'merge', market: RAIN.id, size: FIVE }, 0);
  assert.is(writeJobs(desk), null);
  const next = life(files).desk;
  assert.is(next.accounts.position(RAIN.id).locked, FIVE);
  assert.equal(next.chainJobs.possible(), [{ kind: 'merge', market: RAIN.id, size: FIVE }]);
});

test('a merge that was booked before the file was tidied up locks nothing', () => {
  const files = memoryStateFiles();
  const { desk } = bothSides(files);
  desk.chainJobs.sent({ kind: 'merge', market: RAIN.id, size: parseShares('10') }, 0);
  writeJobs(desk);
  const [gas, transaction, mark] = ['0', transactionId('x'), parsePrice('0.5')];
  desk.book({ fact: 'merge', atMs: START_MS, market: RAIN.id, size: parseShares('10'), gas, transaction, mark });
  const next = life(files).desk;
  assert.is(next.accounts.position(RAIN.id).locked, 0);
  assert.is(next.accounts.position(RAIN.id).yes.held, 0);
});

test('transactions that do not read are told, and nobody pretends that there were none', () => {
  const files = memoryStateFiles();
  bothSides(files);
  files.write('chain.json', '{"chain":1');
  const { desk } = life(files);
  assert.ok(desk.faults.some(({ actor, what }) => actor === 'chain' && /chain.json does not read/.test(what)));
  assert.equal(desk.chainJobs.possible(), []);
});

test.run();
