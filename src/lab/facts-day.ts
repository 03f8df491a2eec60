// One market-day of the calibrated character on our own exchange, under virtual time and one seed, from listing to payout: who
// trades in it, and what was seen. The same plan gives the same day. Rebates and rewards are in no figure.
import { invariant } from '#domain/failure.ts';
import { type WalletId, walletId } from '#domain/ids.ts';
import { Decimal, MICRO } from '#domain/units.ts';
import { Exchange } from '#infra/exchange/exchange.ts';
import { CALIBRATED } from '#infra/exchange/synthetic/calibrated.ts';
import type { MarketCharacter } from '#infra/exchange/synthetic/characters.ts';
import { type Pit, Seat } from '#infra/exchange/synthetic/pit.ts';
import { SyntheticMarket } from '#infra/exchange/synthetic/synthetic-market.ts';
import { SeededRandom } from '#infra/random.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { type AgentStyle, QuotingAgent } from './facts-agents.ts';
import { FactsWatch, type Look, type Made, type TakerOrder } from './facts-watch.ts';

export interface DayPlan {
  readonly seed: number;
  /** Somebody who knows a little of what comes, and somebody who sees what is, are among those who take. */
  readonly informed: boolean;
  readonly sniped: boolean;
  readonly agent: AgentStyle | null;
}

/** Profit at the outcome, at the last belief before it, half an hour after each fill, and at the fill; dollars. `net`: YES less NO. */
export interface Worth {
  readonly fills: number;
  readonly notional: number;
  readonly net: number;
  readonly edge: number;
  readonly atOutcome: number;
  readonly atLast: number;
  readonly later: number;
}

export interface DayFacts {
  readonly plan: DayPlan;
  /** The belief at the start and before the outcome, which is 0 or 1. */
  readonly first: number;
  readonly last: number;
  readonly outcome: number;
  /** Sum of the squares of the belief's steps. */
  readonly squares: number;
  readonly looks: readonly Look[];
  readonly orders: readonly TakerOrder[];
  readonly makers: Worth;
  readonly agent: Worth;
}

const CASH = new Decimal(100_000_000);
const SETTLEMENT = { medianMs: 2_000, sigma: 0.3, failureShare: 0, retryShare: 0 };
const NOTHING: Made = { fills: 0, notional: 0, net: 0, spent: 0, edge: 0, later: 0 };

/** `character`: another one to be measured by the same stick. Throws what the exchange throws, and when its own books are not right. */
export function marketDay(plan: DayPlan, character: MarketCharacter = CALIBRATED): DayFacts {
  const clock = new VirtualClock(0);
  const random = new SeededRandom(plan.seed);
  const exchange = new Exchange(
    { clock, random: random.fork('exchange') },
    { cover: 'perMarket', settlement: SETTLEMENT, rebateMinUsd: new Decimal(1) },
  );
  const open = (name: string): WalletId => {
    exchange.openWallet(walletId(name), CASH);
    return walletId(name);
  };
  const crowd = crowdOf(character, plan);
  const wallets = {
    makers: Array.from({ length: crowd.makers.count }, (_, n) => open(`maker-${n + 1}`)),
    snipers: Array.from({ length: crowd.snipers.count }, (_, n) => open(`sniper-${n + 1}`)),
    flow: open('flow'),
  };
  const parties = new Map<WalletId, string>(wallets.makers.map((wallet) => [wallet, 'makers']));
  const agents = plan.agent === null ? [] : [{ style: plan.agent, wallet: open('agent') }];
  for (const { wallet } of agents) parties.set(wallet, 'agent');
  const partyOf = (wallet: WalletId) => parties.get(wallet) ?? null;
  const seen: { watch: FactsWatch; pit: Pit }[] = [];
  const market = new SyntheticMarket({
    exchange,
    clock,
    random: random.fork('market'),
    pace: 1,
    character: crowd,
    slug: 'day',
    wallets,
    guests: (pit) => {
      const watch = new FactsWatch({ ...pit, exchange, partyOf });
      seen.push({ watch, pit });
      return [...agents.map(({ style, wallet }) => new QuotingAgent(new Seat(pit, wallet, 'agent'), style)), watch];
    },
  });
  market.start(
    () => {},
    () => {},
  );
  clock.advanceTo(crowd.durationMs + crowd.resolutionMs);
  exchange.stop();
  const wrong = exchange.check();
  invariant(wrong.length === 0, `the exchange's books of a market-day: ${wrong[0]}`);
  const [day] = seen;
  const payout = exchange.market(market.market.id)?.payout ?? null;
  invariant(day && payout !== null, 'a market-day ends with a payout');
  return factsOf(plan, crowd, day, payout / MICRO);
}

function crowdOf(character: MarketCharacter, { informed, sniped }: DayPlan): MarketCharacter {
  const { flow, snipers } = character;
  return {
    ...character,
    flow: informed ? flow : { ...flow, informedShare: 0 },
    snipers: sniped ? snipers : { ...snipers, count: 0 },
  };
}

function factsOf(
  plan: DayPlan,
  { durationMs, stepMs }: MarketCharacter,
  { watch, pit: { belief } }: { readonly watch: FactsWatch; readonly pit: Pit },
  outcome: number,
): DayFacts {
  const last = belief.at(durationMs);
  let squares = 0;
  for (let ms = stepMs; ms <= durationMs; ms += stepMs) squares += (belief.at(ms) - belief.at(ms - stepMs)) ** 2;
  const worth = (party: string): Worth => {
    const { fills, notional, net, spent, edge, later } = watch.made.get(party) ?? NOTHING;
    return { fills, notional, net, edge, atOutcome: net * outcome - spent, atLast: net * last - spent, later };
  };
  return {
    plan,
    first: belief.at(0),
    last,
    outcome,
    squares,
    looks: watch.looks,
    orders: watch.orders,
    makers: worth('makers'),
    agent: worth('agent'),
  };
}
