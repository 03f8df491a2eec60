// What the venue says we own. It tells settled balances, one question an asset; trades that are matched and not yet settled are
// added, as our accounts count them. Only markets in which we ever placed an order or held anything are asked for. Promises: a
// whole account or a failure; the questions are not one moment, so a single look may be crooked and only several prove anything.
// Balances come from a cache of the venue's, which does not notice what moved outside of it: one that is doubted is renewed.
import type { VenueFailure } from '#domain/failure.ts';
import type { MarketId } from '#domain/ids.ts';
import type { Outcome } from '#domain/market/market.ts';
import { fillCash } from '#domain/money/cash.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import type { Answer, Clock, Holding, Reply, VenueAccount, VenueTrade } from '#domain/ports.ts';
import { type Shares, type Usd, ZERO_USD } from '#domain/units.ts';
import type { SignatureType } from '../signing/order-struct.ts';
import { BALANCE, type Balance, dollarsOf, sharesOf } from '../wire/account.ts';
import { ANYTHING } from '../wire/codec.ts';
import { POSITIONS } from '../wire/data-api.ts';
import { WireFault } from '../wire-field.ts';
import type { MarketDirectory } from './market-directory.ts';
import type { OrderListing } from './order-listing.ts';
import { queryOf, readPages } from './page-reader.ts';
import type { RestClient } from './rest-client.ts';
import type { ServerClock } from './server-clock.ts';

export interface AccountParts {
  readonly clock: Clock;
  readonly rest: RestClient;
  readonly directory: MarketDirectory;
  readonly listing: OrderListing;
  readonly time: ServerClock;
  readonly signatureType: SignatureType;
  readonly wallet: string;
  /** Has every flow of cash told that was there; before that, balances would not be understood. */
  readonly flows: (done: (failure: VenueFailure | null) => void) => void;
  readonly learn: (markets: readonly MarketId[], done: () => void) => void;
}

/** How long a trade may be on its way. */
const UNSETTLED_BACK_MS = 3_600_000;
/** Questions under way at a time. */
const ABREAST_MAX = 8;
/** Markets whose balances are asked for; beyond that the account fails, because it would be a part. */
const TOUCHED_MAX = 2_000;
/** Whoever asks again so soon doubts what was told. */
const DOUBT_MS = 3_000;
/** The venue is asked to look at the chain at most this often, for cash and the markets that moved last. */
const REFRESH_MS = 5_000;
const REFRESHED_MAX = 10;

type Question = { readonly market: MarketId; readonly outcome: Outcome } | 'cash';

export class AccountReader {
  readonly #parts: AccountParts;
  /** With the time of the last reason to ask (steady clock). */
  readonly #touched = new Map<MarketId, number>();
  /** What was held before we came was looked up. */
  #looked = false;
  /** Steady clock. */
  #askedMs = Number.NEGATIVE_INFINITY;
  #refreshedMs = Number.NEGATIVE_INFINITY;

  constructor(parts: AccountParts) {
    this.#parts = parts;
  }

  /** We have, or may have, shares there. */
  touch(market: MarketId): void {
    this.#touched.set(market, this.#parts.clock.steadyMs());
  }

  read(reply: Reply<VenueAccount>): void {
    const nowMs = this.#parts.clock.steadyMs();
    if (nowMs - this.#askedMs < DOUBT_MS && nowMs - this.#refreshedMs >= REFRESH_MS) this.#refresh(nowMs);
    this.#askedMs = nowMs;
    this.#lookBack((failure) => {
      if (failure) reply({ ok: false, failure });
      else this.#readAll(reply);
    });
  }

  #readAll(reply: Reply<VenueAccount>): void {
    const { listing, time } = this.#parts;
    if (this.#touched.size > TOUCHED_MAX) {
      const failure: VenueFailure = { kind: 'unreadable', excerpt: `shares in more than ${TOUCHED_MAX} markets` };
      reply({ ok: false, failure });
      return;
    }
    listing.trades(time.nowMs() - UNSETTLED_BACK_MS, (answer) => {
      if (!answer.ok) {
        reply(answer);
        return;
      }
      const unsettled = answer.value.filter(({ status }) => status !== 'confirmed' && status !== 'failed');
      for (const { market } of answer.value) this.touch(market);
      this.#balances((balances) => {
        const account = balances.ok ? accountOf(balances.value, unsettled) : balances;
        if (account.ok) this.#forgetFlat(account.value);
        this.#parts.flows((failure) => reply(failure ? { ok: false, failure } : account));
      });
    });
  }

  /** Nothing there and nothing happened for as long as a trade may take: what comes next touches it again. */
  #forgetFlat({ holdings }: VenueAccount): void {
    const beforeMs = this.#parts.clock.steadyMs() - UNSETTLED_BACK_MS;
    for (const [market, touchedMs] of this.#touched)
      if (!holdings.has(market) && touchedMs < beforeMs) this.#touched.delete(market);
  }

  #balances(reply: Reply<ReadonlyMap<Question, Balance>>): void {
    const questions: Question[] = ['cash'];
    for (const market of this.#touched.keys())
      for (const outcome of ['yes', 'no'] as const) questions.push({ market, outcome });
    const found = new Map<Question, Balance>();
    let [next, open, told] = [0, 0, false];
    const tell = (answer: Answer<ReadonlyMap<Question, Balance>>) => {
      if (!told) reply(answer);
      told = true;
    };
    const more = () => {
      for (; !told && open < ABREAST_MAX && next < questions.length; next++) {
        const question = questions[next] as Question;
        open += 1;
        this.#ask(question, (answer) => {
          open -= 1;
          if (!answer.ok) {
            tell(answer);
            return;
          }
          found.set(question, answer.value);
          if (found.size === questions.length) tell({ ok: true, value: found });
          else more();
        });
      }
    };
    more();
  }

  /** Nobody waits for it: the look after this one is served from it. */
  #refresh(nowMs: number): void {
    this.#refreshedMs = nowMs;
    const latest = [...this.#touched].sort(([, one], [, other]) => other - one).slice(0, REFRESHED_MAX);
    const questions: Question[] = ['cash'];
    for (const [market] of latest) for (const outcome of ['yes', 'no'] as const) questions.push({ market, outcome });
    const call = { method: 'GET', service: 'clob', path: '/balance-allowance/update', auth: 'key' } as const;
    for (const question of questions) {
      const query = this.#query(question);
      this.#parts.rest.ask({ ...call, query, codec: ANYTHING, cost: { kind: 'balanceUpdate' } }, () => {});
    }
  }

  #ask(question: Question, reply: Reply<Balance>): void {
    const call = { method: 'GET', service: 'clob', path: '/balance-allowance', auth: 'key', codec: BALANCE } as const;
    const query = this.#query(question);
    this.#parts.rest.ask({ ...call, query, cost: { kind: 'balance' }, patienceMs: 60_000 }, reply);
  }

  #query(question: Question): string {
    const { directory, signatureType } = this.#parts;
    const asset = question === 'cash' ? null : directory.asset(question.market, question.outcome);
    const version = question === 'cash' ? null : directory.get(question.market)?.protocol;
    const kind = question === 'cash' ? 'COLLATERAL' : version === 'v2' ? 'CONDITIONAL-V2' : 'CONDITIONAL';
    return queryOf({ asset_type: kind, token_id: asset, signature_type: String(signatureType) });
  }

  /** Once: what an earlier life of ours, or somebody with the same wallet, left there. */
  #lookBack(then: (failure: VenueFailure | null) => void): void {
    if (this.#looked) {
      then(null);
      return;
    }
    const { rest, wallet, learn, directory } = this.#parts;
    const call = { method: 'GET', service: 'data', path: '/v2/positions', auth: 'none' } as const;
    readPages(
      rest,
      (cursor) => ({
        ...call,
        cost: { kind: 'data' },
        query: queryOf({ user: wallet, limit: '500', cursor }),
        codec: POSITION_ROWS,
      }),
      (answer) => {
        if (!answer.ok) {
          then(answer.failure);
          return;
        }
        const markets = [...new Set(answer.value.map(({ market }) => market))];
        learn(
          markets.filter((market) => !directory.get(market)),
          () => {
            for (const market of markets) this.touch(market);
            this.#looked = true;
            then(null);
          },
        );
      },
    );
  }
}

const POSITION_ROWS = {
  kind: 'positions',
  read(value: unknown) {
    const { rows, pagination } = POSITIONS.read(value);
    const { more, next } = pagination;
    // The rest of it could not be asked for: what there is is a part.
    if (more === true && next === null) throw new WireFault('pagination.next_cursor', null);
    return { rows, next: more === false ? null : next };
  },
  write: () => null,
};

function accountOf(balances: ReadonlyMap<Question, Balance>, unsettled: readonly VenueTrade[]): Answer<VenueAccount> {
  let cash: Usd = ZERO_USD;
  const shares = new Map<MarketId, { yes: number; no: number }>();
  const of = (market: MarketId) => {
    const known = shares.get(market) ?? { yes: 0, no: 0 };
    shares.set(market, known);
    return known;
  };
  for (const [question, balance] of balances) {
    if (question === 'cash') {
      cash = cash.plus(dollarsOf(balance));
      continue;
    }
    const held = sharesOf(balance);
    if (held === null) return { ok: false, failure: { kind: 'unreadable', excerpt: `balance ${balance.balance}` } };
    of(question.market)[question.outcome] += held;
  }
  for (const { market, slot, price, size, fee } of unsettled) {
    const { outcome, side } = SLOTS[slot];
    of(market)[outcome] += side === 'buy' ? size : -size;
    cash = cash.plus(fillCash(side, price, size).cash).minus(fee);
  }
  const holdings = new Map<MarketId, Holding>();
  for (const [market, { yes, no }] of shares)
    if (yes !== 0 || no !== 0) holdings.set(market, { yes: yes as Shares, no: no as Shares });
  return { ok: true, value: { cash, receivables: ZERO_USD, holdings, added: unsettled } };
}
