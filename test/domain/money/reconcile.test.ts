// What differs between our books and the venue's account while trades are on their way through the chain.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId, orderId, traceId, tradeId } from '#domain/ids.ts';
import { Accounts } from '#domain/money/accounts.ts';
import type { FillFact } from '#domain/money/fact.ts';
import { unsettledAside } from '#domain/money/reconcile.ts';
import type { Slot } from '#domain/orders/slot.ts';
import type { SettlementStatus, VenueAccount, VenueTrade } from '#domain/ports.ts';
import { Decimal, parsePrice, parseShares, type Shares, ZERO_USD } from '#domain/units.ts';

const RAIN = marketId('rain');

const fill = (n: number, slot: Slot, price: string, size: string): FillFact => ({
  ...{ fact: 'fill', atMs: n, trade: tradeId(`t${n}`), order: orderId(`o${n}`), market: RAIN, slot },
  ...{ price: parsePrice(price), size: parseShares(size), role: 'maker', fee: '0', mark: parsePrice('0.5') },
  ...{ queueAhead: null, trace: traceId('x') },
});
const told = ({ atMs, trade, order, market, slot, price, size }: FillFact, status: SettlementStatus): VenueTrade => ({
  ...{ trade, order, market, slot, price, size, atMs, status, role: 'maker', fee: ZERO_USD },
});
const books = (fills: readonly FillFact[]) => Accounts.fold([{ fact: 'opening', atMs: 0, cash: '100' }, ...fills]);
const account = (cash: string, yes: string, no: string, added: readonly VenueTrade[]): VenueAccount => ({
  ...{ cash: new Decimal(cash), receivables: ZERO_USD, added },
  holdings: new Map([[RAIN, { yes: parseShares(yes), no: parseShares(no) as Shares }]]),
});

const ONE = fill(1, 'yesBid', '0.4', '10');
const TWO = fill(2, 'noBid', '0.5', '6');
const THREE = fill(3, 'yesAsk', '0.45', '4');

test('a trade that is on the chain and not final may be counted once or twice by the venue, and differs in neither case', () => {
  const ours = books([ONE, TWO, THREE]);
  const added = [told(THREE, 'matched'), told(ONE, 'mined'), told(TWO, 'mined')];
  // 100 − 4 − 3 + 1.8 dollars, 10 − 4 YES, 6 NO.
  assert.equal(unsettledAside(ours, account('94.8', '6', '6', added)), []);
  assert.equal(unsettledAside(ours, account('90.8', '16', '6', added)), [], 'the first is in the balances too');
  assert.equal(unsettledAside(ours, account('87.8', '16', '12', added)), [], 'and the second');
  assert.equal(unsettledAside(ours, account('89.6', '12', '12', added)), [], 'and what was not yet said to be there');
});

test('what no trade explains differs as it is, whatever is on its way', () => {
  const ours = books([ONE, TWO, THREE]);
  const added = [told(ONE, 'mined')];
  const gaps = (venue: VenueAccount) => unsettledAside(ours, venue).map(({ what, gap }) => `${what} ${gap}`);
  assert.equal(gaps(account('94.7', '6', '6', added)), ['cash -0.1']);
  assert.equal(gaps(account('90.7', '16', '6', added)), ['cash -4.1', 'yes 10']);
  assert.equal(gaps(account('94.8', '16', '6', added)), ['yes 10'], 'shares without what they cost');
  assert.equal(gaps(account('90.8', '16', '6', [])), ['cash -4', 'yes 10'], 'final ones are counted once');
});

test.run();
