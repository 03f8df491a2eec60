// A night in small whose checks are tested: the real tree on our own exchange with every watch looking on, and everything that is
// said is kept. Whoever breaks something by hand sees which promise was broken.
import { BadInput } from '#domain/failure.ts';
import { orderId, traceId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { Approved } from '#domain/orders/approved.ts';
import type { OrderIntent } from '#domain/orders/order.ts';
import type { Slot } from '#domain/orders/slot.ts';
import { parsePrice, parseShares } from '#domain/units.ts';
import type { CheckName } from '#lab/checks.ts';
import { NightStage } from '#lab/night-stage.ts';
import { MAKER, type Scene } from '#lab/scene.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
export type Patchable = Mutable<Scene>;

export interface SmallNight {
  readonly stage: NightStage;
  /** As the watches hold it: what is changed here they see changed. */
  readonly scene: Patchable;
  readonly said: { readonly check: CheckName; readonly what: string }[];
  readonly market: Market;
  /** Goes on for so long. */
  run(ms: number): Promise<void>;
  /** What was said since the last time, each name once. */
  checks(): readonly CheckName[];
  /** `'yesBid 0.30 x 20'`, wanted by nobody. */
  intent(text: string, id?: string): OrderIntent;
  /** It leaves, whatever the house thinks of it. `row`: with a row that says so. */
  send(intent: OrderIntent, row?: boolean): void;
  /** Nothing of ours is anywhere, from this moment on. */
  clear(): void;
  /** Goes on until something is said, at most for so long; says what. */
  within(ms: number): Promise<readonly CheckName[]>;
  /** A row of ours says that it rests. `exchange`: it does. */
  rest(intent: OrderIntent, there?: { readonly row?: boolean; readonly exchange?: boolean }): void;
  end(): void;
}

export interface SmallNightOptions {
  readonly seed?: number;
  readonly markets?: number;
  readonly settings?: Readonly<Record<string, string>>;
  /** Virtual time until the test takes over: everybody is up and quotes when left out. */
  readonly warmMs?: number;
}

/** Nothing has been wrong for so long by then that no difference is forgiven. */
export const CALM_FROM_MS = 12_000;
const QUOTES_FROM_MS = 4_000;
const LOOK_MS = 10;

export async function smallNight(options: SmallNightOptions = {}): Promise<SmallNight> {
  const { seed = 1, markets = 1, settings = {}, warmMs = QUOTES_FROM_MS } = options;
  const plan = { seed, hours: 6, markets, faults: [], settings, keep: null, untilMs: null, wire: 'events' } as const;
  const stage = new NightStage(plan);
  const said: { check: CheckName; what: string }[] = [];
  let told = 0;
  stage.say = (check, what) => said.push({ check, what });
  stage.begin();
  stage.world.markets.start();
  await stage.until(warmMs);
  const { desk } = stage.life;
  const [market] = stage.world.exchange.markets();
  if (!market) throw new BadInput('a night without a market');
  let count = 0;
  const checks = () => {
    const names = said.slice(told).map(({ check }) => check);
    told = said.length;
    return [...new Set(names)];
  };
  return {
    stage,
    scene: stage.scene as Patchable,
    said,
    market,
    run: (ms) => stage.until(stage.elapsedMs + ms),
    checks,
    async within(ms) {
      const untilMs = stage.elapsedMs + ms;
      while (said.length === told && stage.elapsedMs < untilMs) await stage.until(stage.elapsedMs + LOOK_MS);
      return checks();
    },
    clear() {
      const { exchange } = stage.world;
      const rows = desk.orders.allLive();
      exchange.cancelEvery(MAKER, null);
      for (const { id } of rows)
        for (const news of ['CANCEL_SENT', 'CANCELLED'] as const) desk.orders.news(id, news, desk.clock.now());
    },
    intent(text, id = `hand-${++count}`) {
      const [slot, price = '', , size = ''] = text.split(' ');
      const terms = { slot: slot as Slot, price: parsePrice(price), size: parseShares(size) };
      return { id: orderId(id), market: market.id, trace: traceId('hand'), ...terms };
    },
    send(intent, row = true) {
      if (row) {
        desk.orders.propose(intent, desk.clock.now());
        for (const news of ['INTENDED', 'SENT'] as const) desk.orders.news(intent.id, news, desk.clock.now());
        stage.scene.witness.written.add(intent.id);
      }
      desk.venue.place([intent as Approved<OrderIntent>], () => {});
    },
    rest(intent, { row = true, exchange = true } = {}) {
      stage.scene.witness.placed.add(intent.id);
      if (row) {
        desk.orders.propose(intent, desk.clock.now());
        for (const news of ['INTENDED', 'SENT', 'ACCEPTED'] as const)
          desk.orders.news(intent.id, news, desk.clock.now());
      }
      if (!exchange) return;
      const { result } = stage.world.exchange.submit(MAKER, { ...intent, kind: 'postOnly' });
      if (result !== 'resting') throw new BadInput(`${intent.id} does not rest: ${result}`);
    },
    end: () => stage.close(),
  };
}
