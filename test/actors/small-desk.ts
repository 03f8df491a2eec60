// A desk between scripted ports, and the market in a line or two: books, fills.
import { Desk } from '#actors/desk.ts';
import type { Ports } from '#actors/ports.ts';
import type { MarketId, OrderId } from '#domain/ids.ts';
import { tradeId } from '#domain/ids.ts';
import type { Market, Outcome } from '#domain/market/market.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import type { Fact } from '#domain/money/fact.ts';
import type { Slot } from '#domain/orders/slot.ts';
import type { IntentFile, Random, StateFiles, VenueFill } from '#domain/ports.ts';
import { parsePrice, parseShares, ZERO_USD } from '#domain/units.ts';
import { silentLog } from '#infra/log.ts';
import { newId } from '#infra/new-id.ts';
import { SeededRandom } from '#infra/random.ts';
import { loadSettings } from '#infra/settings-file.ts';
import { memoryStateFiles } from '#infra/state-files.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { VirtualIntentFile } from '#infra/virtual-intents.ts';
import { aMarket } from '../domain/orders/scene.ts';
import { type Kind, ScriptedChain, ScriptedStream, ScriptedVenue } from './scripted-ports.ts';

export const START_MS = 1_800_000_000_000;
export const RAIN: Market = aMarket('rain');
export const SNOW: Market = aMarket('snow');

/** `'0.52 x 100, 0.51 x 20'`. */
export function levels(text: string) {
  if (text === '') return [];
  return text.split(', ').map((one) => {
    const [price, , size] = one.split(' ');
    return { price: parsePrice(price), size: parseShares(size) };
  });
}

export function snapshot(market: MarketId, bids: string, asks: string, atMs = START_MS): MarketEvent {
  const [bidLevels, askLevels] = [levels(bids), levels(asks)];
  return {
    type: 'SNAPSHOT',
    market,
    outcome: 'yes' as Outcome,
    bids: bidLevels,
    asks: askLevels,
    tick: null,
    atMs,
    hash: null,
  };
}

export interface SmallDesk {
  readonly desk: Desk;
  readonly clock: VirtualClock;
  readonly venue: ScriptedVenue;
  readonly stream: ScriptedStream;
  readonly chain: ScriptedChain;
  readonly files: StateFiles;
  readonly ports: Ports;
  readonly facts: readonly Fact[];
}

export interface SmallDeskOptions {
  readonly flags?: Readonly<Record<string, string>>;
  readonly files?: StateFiles;
  /** With the journal of an earlier life, perhaps. */
  readonly clock?: VirtualClock;
  readonly intents?: IntentFile;
  readonly prompt?: readonly Kind[];
  /** Nothing of ours is on its way. */
  readonly quiet?: () => boolean;
}

export const WELL_BEHAVED: readonly Kind[] = [
  'place',
  'cancel',
  'cancelMarket',
  'cancelAll',
  'openOrders',
  'order',
  'fills',
  'account',
  'beat',
];

/** Every draw is the lowest: each wait is a whole one. */
const unmoved: Random = { next: () => 0, fork: () => unmoved };

export function smallDesk(options: SmallDeskOptions = {}): SmallDesk {
  const { flags = {}, files = memoryStateFiles(), prompt = [], quiet = () => true } = options;
  const clock = options.clock ?? new VirtualClock(START_MS);
  const { intents = new VirtualIntentFile({ clock }) } = options;
  const settings = loadSettings({ mode: 'sim', file: null, flags });
  const venue = new ScriptedVenue(clock, prompt);
  const stream = new ScriptedStream(clock);
  const chain = new ScriptedChain(clock);
  const ports: Ports = {
    clock,
    random: unmoved,
    newId: newId(new SeededRandom(1)),
    venue,
    stream,
    chain,
    signals: { read: () => [] },
    files,
    intents,
    log: silentLog,
    quiet,
    closing: () => venue.says(),
  };
  const desk = new Desk(ports, settings, settings.bankrollUsd);
  // An honest venue: it says what our facts say.
  venue.says = () => {
    const owned = desk.accounts.markets().map((market) => [market, desk.accounts.position(market)] as const);
    const holdings = owned.map(([market, { yes, no }]) => [market, { yes: yes.held, no: no.held }] as const);
    return { cash: desk.accounts.cash().held, receivables: ZERO_USD, holdings: new Map(holdings) as never };
  };
  const facts: Fact[] = [];
  desk.facts.onFact((fact) => facts.push(fact));
  desk.begin();
  return { desk, clock, venue, stream, chain, files, ports, facts };
}

/** `'yesBid 0.5 x 10'` of an order, as the venue tells a fill of it. */
export function aFill(trade: string, order: OrderId, text: string, market: MarketId = RAIN.id): VenueFill {
  const [slot, price, , size] = text.split(' ');
  return {
    trade: tradeId(trade),
    order,
    market,
    slot: slot as Slot,
    price: parsePrice(price),
    size: parseShares(size),
    role: 'maker',
    fee: ZERO_USD,
    atMs: START_MS,
  };
}
