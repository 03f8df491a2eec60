// The exchange's books, counted again from scratch: what came in equals what is there; every open order is backed; every
// counter equals a recount. Promises one sentence for each thing that is wrong, and nothing when all is well.
// Slow on purpose: it shares no running total with the code that it checks.
import type { MarketId, WalletId } from '#domain/ids.ts';
import type { Outcome } from '#domain/market/market.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import { Decimal, type Price, type Usd } from '#domain/units.ts';
import type { Listing } from './listing.ts';
import type { BookedOrder } from './resting-book.ts';
import { payoutOf } from './sets.ts';
import type { Trade } from './trade.ts';
import { type Balance, type Cover, collateral, type Wallet } from './wallet.ts';

export interface Books {
  readonly cover: Cover;
  readonly wallets: ReadonlyMap<WalletId, Wallet>;
  readonly listings: ReadonlyMap<MarketId, Listing>;
  readonly unsettled: Iterable<Trade>;
  /** Micro-dollars in the exchange's own accounts. */
  readonly fees: number;
  readonly crumbs: Usd;
  /** Micro-dollars that forgotten markets paid for shares that had come from nowhere. */
  readonly driftPaid: Usd;
  /** The engine is down: what is no longer covered goes when it is back. */
  readonly down: boolean;
}

export function audit(books: Books): string[] {
  const problems: string[] = [];
  checkMoney(books, problems);
  for (const listing of books.listings.values()) checkBook(books, listing, problems);
  const pending = pendingAmounts(books);
  for (const wallet of books.wallets.values()) checkWallet(books, wallet, pending, problems);
  return problems;
}

/** Everything deposited is in a wallet, in shares at what they will pay, in an account of the exchange, or went for gas. */
function checkMoney(books: Books, problems: string[]): void {
  let found = new Decimal(books.fees).plus(books.crumbs);
  let deposited = books.driftPaid;
  for (const wallet of books.wallets.values()) {
    deposited = deposited.plus(wallet.deposited);
    found = found.plus(owned(wallet.cash)).plus(wallet.gasPaid);
  }
  for (const listing of books.listings.values()) found = found.plus(owedOnShares(books, listing, problems));
  if (!found.equals(deposited)) problems.push(`${found} micro-dollars are accounted for, ${deposited} came in`);
}

/** Micro-dollars that the shares of a market will pay together, without those that came from nowhere; while it is undecided
 *  every other YES has its NO. */
function owedOnShares(books: Books, listing: Listing, problems: string[]): Usd {
  const { id, slug, payout } = listing.facts;
  const total = { yes: -listing.drifted.yes, no: -listing.drifted.no };
  for (const wallet of books.wallets.values()) {
    const position = wallet.positions.get(id);
    if (!position) continue;
    total.yes += owned(position.yes);
    total.no += owned(position.no);
  }
  if (payout === null && total.yes !== total.no) problems.push(`${slug}: ${total.yes} YES against ${total.no} NO`);
  return payoutOf(payout ?? (0 as Price), total.yes, total.no);
}

function checkBook({ wallets }: Books, { book, facts }: Listing, problems: string[]): void {
  const [bid, ask] = [book.best('bid'), book.best('ask')];
  if (bid !== null && ask !== null && bid >= ask)
    problems.push(`${facts.slug}: bid ${bid} stands at or above ask ${ask}`);
  let count = 0;
  for (const side of ['bid', 'ask'] as const) {
    const sizes = new Map<Price, number>();
    for (const order of book.orders(side)) {
      count += 1;
      sizes.set(order.yesPrice, (sizes.get(order.yesPrice) ?? 0) + order.remaining);
      if (order.remaining <= 0 || order.remaining > order.size)
        problems.push(`order ${order.id} has ${order.remaining} left`);
      if (wallets.get(order.wallet)?.orders.get(order.id) !== order) problems.push(`order ${order.id} has no owner`);
    }
    for (const level of book.levels(side))
      if (level.size !== sizes.get(level.price)) problems.push(`${facts.slug}: ${side} level ${level.price} is wrong`);
  }
  if (count !== book.count) problems.push(`${facts.slug}: ${count} orders rest, ${book.count} are counted`);
}

function checkWallet(books: Books, wallet: Wallet, pending: Pending, problems: string[]): void {
  const backing = backingOf(books, wallet);
  const say = (what: string) => problems.push(`wallet ${wallet.id}: ${what}`);
  const compare = (name: string, balance: Balance, key: string) => {
    if (balance.incoming !== pending(wallet, `${key} in`)) say(`${name} incoming ${balance.incoming}`);
    if (balance.outgoing !== pending(wallet, `${key} out`)) say(`${name} outgoing ${balance.outgoing}`);
    if (balance.reserved !== (backing.get(key) ?? 0)) say(`${name} reserved ${balance.reserved}`);
    if (spendable(balance) < 0 && key !== 'cash') say(`${name} is short: ${spendable(balance)}`);
  };
  compare('cash', wallet.cash, 'cash');
  // Gas is charged even to an empty wallet.
  if (spendable(wallet.cash) + wallet.gasPaid < 0) say(`cash is short: ${spendable(wallet.cash)}`);
  for (const position of wallet.positions.values()) {
    const key = (outcome: Outcome) => `${position.market} ${outcome}`;
    compare(`${position.market} YES`, position.yes, key('yes'));
    compare(`${position.market} NO`, position.no, key('no'));
    if (position.cashReserved !== (backing.get(`${position.market} cash`) ?? 0))
      say(`cash reserved in ${position.market}`);
  }
  if (!books.down && wallet.uncovered(books.cover).length > 0) say('has uncovered orders');
}

const owned = ({ settled, incoming, outgoing }: Balance): number => settled + incoming - outgoing;
const spendable = ({ settled, outgoing }: Balance): number => settled - outgoing;

type Pending = (wallet: Wallet, key: string) => number;

/** What every unsettled trade will bring (`… in`) and take (`… out`). */
function pendingAmounts(books: Books): Pending {
  const pending = new Map<Wallet, Map<string, number>>();
  const add = (wallet: Wallet, key: string, amount: number) => {
    const own = pending.get(wallet) ?? new Map<string, number>();
    pending.set(wallet, own);
    own.set(key, (own.get(key) ?? 0) + amount);
  };
  for (const trade of books.unsettled)
    for (const { wallet, slot, size, cash } of trade.legs) {
      const { outcome, side } = SLOTS[slot];
      add(wallet, `${trade.market} ${outcome} ${side === 'buy' ? 'in' : 'out'}`, size);
      add(wallet, side === 'buy' ? 'cash out' : 'cash in', Math.abs(cash));
    }
  return (wallet, key) => pending.get(wallet)?.get(key) ?? 0;
}

function backingOf(books: Books, wallet: Wallet): ReadonlyMap<string, number> {
  const backing = new Map<string, number>();
  const add = (key: string, amount: number) => backing.set(key, (backing.get(key) ?? 0) + amount);
  const count = (order: BookedOrder, amount: number) => {
    const { outcome, side } = SLOTS[order.slot];
    if (side === 'sell') return add(`${order.market} ${outcome}`, amount);
    add('cash', amount);
    return add(`${order.market} cash`, amount);
  };
  for (const order of wallet.orders.values()) count(order, collateral(order.slot, order.price, order.remaining));
  // A held order sets a fee aside as well: what it claims is taken as it stands.
  for (const { held: orders } of books.listings.values())
    for (const one of orders.values()) if (one.wallet === wallet) count(one.order, one.order.reserved);
  return backing;
}
