// Money that the exchange paid to wallets of the wire outside of trading, by day: what the reward and rebate pages are read off.
import type { MarketId, WalletId } from '#domain/ids.ts';
import type { AccountNews, FlowKind } from '#domain/ports.ts';
import type { Usd } from '#domain/units.ts';
import { timeText } from '#infra/clock.ts';
import type { Exchange } from '../exchange.ts';
import type { Accounts } from './accounts.ts';

export interface Credit {
  readonly wallet: WalletId;
  readonly kind: FlowKind;
  readonly market: MarketId | null;
  readonly usd: Usd;
  readonly atMs: number;
  /** `2026-11-20`, in UTC. */
  readonly day: string;
}

/** Remembered together; the older half is forgotten when there are twice as many. */
const CREDITS_MAX = 10_000;

export class Credits {
  readonly #stops: (() => void)[] = [];
  #credits: Credit[] = [];

  constructor(exchange: Exchange, accounts: Accounts) {
    accounts.onWallet((wallet) => {
      this.#stops.push(exchange.onAccount(wallet, (news) => this.#note(wallet, news)));
    });
  }

  /** Oldest first. */
  all(wallet: WalletId): readonly Credit[] {
    return this.#credits.filter((each) => each.wallet === wallet);
  }

  of(wallet: WalletId, kind: FlowKind, day: string): readonly Credit[] {
    return this.#credits.filter((each) => each.wallet === wallet && each.kind === kind && each.day === day);
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  #note(wallet: WalletId, news: AccountNews): void {
    if (news.type !== 'CREDIT') return;
    const { kind, market, cash: usd, atMs } = news;
    this.#credits.push({ wallet, kind, market, usd, atMs, day: timeText(atMs).slice(0, 10) });
    if (this.#credits.length >= 2 * CREDITS_MAX) this.#credits = this.#credits.slice(CREDITS_MAX);
  }
}
