// The other end of the bench of reactions, for a process of its own: our exchange with many markets and a crowd that keeps them
// moving. Most markets are busy: their level changes come so often that planning is conflated. In the calm ones little happens
// but that the ask goes and comes back, and with it both of our quotes: what we answer to its return is what is measured.

import { type MarketId, marketId, type OrderId, orderId, outcomeId, walletId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { Clock } from '#domain/ports.ts';
import { Decimal, type Price, parsePrice, parseShares } from '#domain/units.ts';
import { Exchange } from '#infra/exchange/exchange.ts';
import { DEFAULT_SETTINGS, ExchangeServer } from '#infra/exchange/server/exchange-server.ts';
import { LoopbackServer } from '#infra/exchange/server/loopback.ts';
import type { Served } from '#infra/exchange/server/served.ts';
import { wireNames } from '#infra/exchange/server/wire-names.ts';
import { SeededRandom } from '#infra/random.ts';
import { machineMs } from '#infra/stopwatch.ts';
import { plainMarket } from './plain-market.ts';

export interface CrowdPlan {
  readonly markets: number;
  /** Of them. */
  readonly calm: number;
  /** Level changes of all busy markets together, each a frame. */
  readonly perSecond: number;
  readonly grantUsd: number;
}

/** When the frame with which the ask came back was written, by `machineMs`. */
export interface Return {
  readonly market: MarketId;
  readonly atMs: number;
}

const CROWD = walletId('crowd');
const CROWD_USD = new Decimal(1e9);
const ELITE = { perSecond: 600, burst: 900 };
const TIER = { name: 'Elite', orders: ELITE, cancels: { perSecond: 1_200, burst: 1_800 }, mayOwe: true };
const SIZE = parseShares('500');
/** Of both sides: YES bids, and asks as bids for NO. */
const LEVELS = ['0.48', '0.47', '0.46'].map((text) => parsePrice(text));
const MOVING = ['0.45', '0.44', '0.43', '0.42'].map((text) => parsePrice(text));
/** So seldom a busy market's best bid moves too. */
const TOP_EVERY = 20;
const TOP = parsePrice('0.49');
const TURN_MS = 2;
/** In one turn: whoever was kept from working does not catch up in one burst. */
const TURN_MAX = 100;
/** An ask is away and there for so long, at least, and up to as much longer. */
const AWAY_MS = 600;
const THERE_MS = 500;
const JITTER_MS = 300;

export class ReactionCrowd {
  readonly #clock: Clock;
  readonly #plan: CrowdPlan;
  readonly #exchange: Exchange;
  readonly #server: ExchangeServer;
  readonly #loopback: LoopbackServer;
  readonly #random = new SeededRandom(1);
  readonly #markets: readonly Market[];
  readonly #timers = new Set<unknown>();
  /** What each busy market has on top of its levels. */
  readonly #extra = new Map<MarketId, OrderId>();
  #ids = 0;
  #turns = 0;
  #wroteMs: number | null = null;
  frames = 0;
  returns: Return[] = [];

  constructor(clock: Clock, plan: CrowdPlan, onFault: (error: unknown) => void) {
    this.#clock = clock;
    this.#plan = plan;
    const random = new SeededRandom(2);
    const settlement = { medianMs: 2_000, sigma: 0, failureShare: 0, retryShare: 0 };
    const settings = { cover: 'perWallet', settlement, rebateMinUsd: new Decimal(1) } as const;
    this.#exchange = new Exchange({ clock, random }, settings);
    this.#server = new ExchangeServer(
      { exchange: this.#exchange, clock, random: random.fork('server'), onFault },
      { ...DEFAULT_SETTINGS, grantUsd: new Decimal(plan.grantUsd), tier: TIER, limitsVisitors: false },
    );
    this.#loopback = new LoopbackServer(this.#door(), { host: '127.0.0.1', port: 0 });
    this.#exchange.openWallet(CROWD, CROWD_USD);
    this.#markets = Array.from({ length: plan.markets }, (_, n) => steadyMarket(`reaction-${n}`));
    for (const market of this.#markets) this.#list(market);
  }

  /** Returns its port. */
  open(): Promise<number> {
    return this.#loopback.start();
  }

  start(): void {
    const calm = this.#markets.slice(0, this.#plan.calm);
    for (const { id } of calm) this.#later(() => this.#leave(id, `ask ${id}`), this.#drawMs(AWAY_MS + THERE_MS));
    const startedMs = this.#clock.steadyMs();
    let done = 0;
    const turn = () => {
      const due = ((this.#clock.steadyMs() - startedMs) * this.#plan.perSecond) / 1_000;
      const count = Math.min(TURN_MAX, Math.floor(due - done));
      for (let n = 0; n < count; n++) this.#move();
      done = due - done > TURN_MAX ? due : done + count;
      this.#later(turn, TURN_MS);
    };
    turn();
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) this.#clock.clearTimeout(timer);
    await this.#loopback.close();
    this.#server.stop();
    this.#exchange.stop();
  }

  /** Sees when a frame leaves. */
  #door(): Served {
    const server = this.#server;
    return {
      answer: (request) => server.answer(request),
      connect: (path, peer, from) =>
        server.connect(
          path,
          {
            send: (text) => {
              if (path === '/ws/market') this.frames += 1;
              this.#wroteMs ??= machineMs();
              return peer.send(text);
            },
            close: (code, reason) => peer.close(code, reason),
          },
          from,
        ),
    };
  }

  #list(market: Market): void {
    this.#exchange.list(market);
    for (const price of LEVELS) this.#rest(market.id, 'yesBid', price);
    const calm = this.#markets.indexOf(market) < this.#plan.calm;
    if (calm) this.#rest(market.id, 'noBid', TOP, orderId(`ask ${market.id}`));
    else for (const price of LEVELS) this.#rest(market.id, 'noBid', price);
  }

  /** One level change in the next busy market: something on top comes or goes. */
  #move(): void {
    const { calm, markets } = this.#plan;
    this.#turns += 1;
    const market = this.#markets[calm + (this.#turns % (markets - calm))]?.id as MarketId;
    const extra = this.#extra.get(market);
    if (extra === undefined) {
      const price = this.#random.next() < 1 / TOP_EVERY ? TOP : this.#anyOf(MOVING);
      this.#extra.set(market, this.#rest(market, 'yesBid', price));
    } else {
      this.#extra.delete(market);
      this.#exchange.cancel(CROWD, [extra]);
    }
  }

  #leave(market: MarketId, order: string): void {
    this.#exchange.cancel(CROWD, [orderId(order)]);
    this.#later(() => this.#comeBack(market), this.#drawMs(AWAY_MS));
  }

  #comeBack(market: MarketId): void {
    this.#wroteMs = null;
    const id = this.#rest(market, 'noBid', TOP);
    if (this.#wroteMs !== null) this.returns.push({ market, atMs: this.#wroteMs });
    this.#later(() => this.#leave(market, id), this.#drawMs(THERE_MS));
  }

  /** Where one of ours stands against it nothing rests, and its later cancel finds nothing. */
  #rest(market: MarketId, slot: 'yesBid' | 'noBid', price: Price, id = orderId(`crowd ${++this.#ids}`)): OrderId {
    this.#exchange.submit(CROWD, { id, market, slot, price, size: SIZE, kind: 'postOnly' });
    return id;
  }

  #anyOf(prices: readonly Price[]): Price {
    return prices[Math.floor(this.#random.next() * prices.length)] as Price;
  }

  #drawMs(leastMs: number): number {
    return leastMs + this.#random.next() * JITTER_MS;
  }

  #later(run: () => void, delayMs: number): void {
    const timer = this.#clock.setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, delayMs);
    this.#timers.add(timer);
  }
}

function steadyMarket(slug: string): Market {
  const { market, yes, no } = wireNames(() => 'ctf')(slug);
  const outcomes = { yes: { id: outcomeId(yes), name: 'Yes' }, no: { id: outcomeId(no), name: 'No' } };
  return plainMarket(slug, { id: marketId(market), outcomes });
}
