// Every setting there is, as data: default, range, unit and one sentence each. Parsing, the settings files' comments and the
// reference table are all made from here, so nothing can be set that is not explained. Relations between settings are
// `relations.ts`.
import { ALERTS } from './alert-keys.ts';
import { KILL } from './kill-keys.ts';
import {
  choice,
  dollars,
  dollarsOfBankroll,
  milliseconds,
  names,
  ratio,
  type Setting,
  text,
  whole,
  words,
} from './kind.ts';
import { HALTS, INVENTORY, PAIRS, QUOTING, REGIME, REWARDS, SIZES, SPREAD, VOLATILITY } from './quoting-keys.ts';
import { DISCOVERY, VENUE } from './venue-keys.ts';

const MINUTE = '60000';
const HOUR = '3600000';

export const MODES = ['sim', 'paper', 'live', 'replay', 'simulate'] as const;
export type Mode = (typeof MODES)[number];

/** Modes without a chain: pair trades stop when both legs are filled, nothing is merged or redeemed. */
export const CHAINLESS_MODES: readonly Mode[] = ['live'];

const GENERAL = {
  mode: choice(MODES, 'sim', 'Where market data comes from and where orders go.'),
  seed: whole('1', { min: '0', max: '4294967295' }, '', 'The same seed makes the same chance and the same ids.'),
};

const MONEY = {
  bankrollUsd: dollars(
    '10000',
    { min: '1', max: '100000000' },
    'Cash the maker may work with; limits may be shares of it.',
  ),
  lossPerMarketMaxUsd: dollarsOfBankroll(
    '2%',
    { min: '0.01', max: '100000000' },
    'Most that one market may lose in its worst outcome; sets how strongly inventory moves quotes.',
  ),
  lossPerEventMaxUsd: dollarsOfBankroll(
    '5%',
    { min: '0.01', max: '100000000' },
    'Most that all markets of one group may lose together in their worst outcome.',
  ),
  dailyLossMaxUsd: dollarsOfBankroll(
    '5%',
    { min: '0.01', max: '100000000' },
    'A loss since midnight UTC beyond this cancels everything until an operator resumes.',
  ),
  drawdownMaxUsd: dollarsOfBankroll(
    '7.5%',
    { min: '0.01', max: '100000000' },
    'A fall from the best of the day beyond this ends new quotes until an operator resumes.',
  ),
  exposureMaxUsd: dollarsOfBankroll(
    '50%',
    { min: '0.01', max: '100000000' },
    'Most that all markets together may lose in their worst outcomes, orders in flight included.',
  ),
  gasMaxUsd: dollars(
    '0.25',
    { min: '0', max: '1000' },
    'Gas that a redemption may cost though it brings less; while the kill switch is latched, the most it may cost at all.',
  ),
};

const PACE = {
  dataGapMs: milliseconds(
    '8000',
    { min: '1000', max: '120000' },
    'A stream silent this long, its PONG included, has a gap.',
  ),
  ordersPerSecond: ratio(
    '20',
    { min: '0.1', max: '1000' },
    'orders a second',
    'Orders sent on average; keep it below what the venue allows.',
  ),
  orderBurst: whole('60', { min: '1', max: '5000' }, 'orders', 'Orders that may leave at once after a quiet spell.'),
};

const OPERATOR = {
  host: text(
    '127.0.0.1',
    /^[\w.:-]{1,253}$/,
    'a host name or address',
    'Address that the operator door listens on; elsewhere than on loopback all data needs the token.',
  ),
  port: whole('8080', { min: '0', max: '65535' }, '', 'Port of the operator door; 0 takes any free one.'),
  names: words(
    [],
    /^[a-z0-9][a-z0-9.-]{0,252}$/,
    { max: 20, what: 'host name', unit: 'host names' },
    'Further host names under which the door is reached, such as that of a proxy.',
  ),
};

const STATE = {
  directory: text(
    'state',
    /^[^\0\n]{1,4096}$/,
    'the path of a folder',
    'Folder of latches, facts, lock and control socket.',
  ),
};

const LOG = {
  level: choice(['debug', 'info', 'warn', 'error'], 'info', 'The least important lines that are still written.'),
};

const CHAOS = {
  allow: choice(
    ['never', 'sim', 'everywhere'],
    'sim',
    'Where faults may be injected: nowhere, only where no real money or market is concerned, or in paper and live too.',
  ),
};

const SIM = {
  pace: ratio('30', { min: '0.1', max: '1000' }, 'times', 'How much faster than life the synthetic traders act.'),
  markets: names(['liquid', 'longshot', 'wide', 'jumpy', 'updown'], 100, 'Characters of the synthetic markets.'),
  latencyMs: milliseconds('40', { min: '0', max: MINUTE }, 'Median time from us to the simulated exchange and back.'),
  settlementMs: milliseconds('2200', { min: '0', max: HOUR }, 'Median time of each step of a settlement.'),
  settlementFailureShare: ratio(
    '0.002',
    { min: '0', max: '1' },
    'share',
    'Share of matched trades that fail on chain.',
  ),
  gasUsd: dollars('0', { min: '0', max: '1000' }, 'What the simulated chain charges for each transaction.'),
  statusEveryMs: milliseconds('3000', { min: '250', max: HOUR }, 'Time between two status tables.'),
};

export const TOP_LEVEL = {
  ...GENERAL,
  ...MONEY,
  ...KILL,
  ...QUOTING,
  ...SIZES,
  ...INVENTORY,
  ...SPREAD,
  ...REWARDS,
  ...VOLATILITY,
  ...REGIME,
  ...HALTS,
  ...PAIRS,
  ...PACE,
};
export const NESTED = {
  venue: VENUE,
  discovery: DISCOVERY,
  operator: OPERATOR,
  alerts: ALERTS,
  state: STATE,
  log: LOG,
  chaos: CHAOS,
  sim: SIM,
};

export interface SettingSection {
  readonly title: string;
  /** Before each key of the section: empty, or `sim.`. */
  readonly prefix: string;
  /** May be overridden for a category, group or market. */
  readonly perMarket: boolean;
  readonly settings: Readonly<Record<string, Setting<unknown>>>;
}

/** In the order in which a person reads them: strategy first, plumbing last. */
export const SECTIONS: readonly SettingSection[] = [
  { title: 'General', prefix: '', perMarket: false, settings: GENERAL },
  { title: 'Money at risk', prefix: '', perMarket: false, settings: MONEY },
  { title: 'Kill switch', prefix: '', perMarket: false, settings: KILL },
  { title: 'Quoting', prefix: '', perMarket: true, settings: QUOTING },
  { title: 'Sizes', prefix: '', perMarket: true, settings: SIZES },
  { title: 'Inventory', prefix: '', perMarket: true, settings: INVENTORY },
  { title: 'Spread', prefix: '', perMarket: true, settings: SPREAD },
  { title: 'Rewards', prefix: '', perMarket: true, settings: REWARDS },
  { title: 'Volatility', prefix: '', perMarket: true, settings: VOLATILITY },
  { title: 'Regimes', prefix: '', perMarket: true, settings: REGIME },
  { title: 'Halts of one market', prefix: '', perMarket: true, settings: HALTS },
  { title: 'Pairs and complete sets', prefix: '', perMarket: true, settings: PAIRS },
  { title: 'Data and order pace', prefix: '', perMarket: false, settings: PACE },
  { title: 'Venue', prefix: 'venue.', perMarket: false, settings: VENUE },
  { title: 'Discovery', prefix: 'discovery.', perMarket: false, settings: DISCOVERY },
  { title: 'Operator', prefix: 'operator.', perMarket: false, settings: OPERATOR },
  { title: 'Alerts', prefix: 'alerts.', perMarket: false, settings: ALERTS },
  { title: 'State', prefix: 'state.', perMarket: false, settings: STATE },
  { title: 'Log', prefix: 'log.', perMarket: false, settings: LOG },
  { title: 'Chaos', prefix: 'chaos.', perMarket: false, settings: CHAOS },
  { title: 'Simulation', prefix: 'sim.', perMarket: false, settings: SIM },
];

type ValueOf<Row> = Row extends Setting<infer Value> ? Value : never;
type ValuesOf<Rows> = { readonly [Key in keyof Rows]: ValueOf<Rows[Key]> };

/** What the table gives: one value a key. */
export type SettingValues = ValuesOf<typeof TOP_LEVEL> & {
  readonly [Section in keyof typeof NESTED]: ValuesOf<(typeof NESTED)[Section]>;
};

export interface SettingKey {
  readonly key: string;
  readonly section: string;
  readonly perMarket: boolean;
  readonly setting: Setting<unknown>;
}

/** Every key by its path, in reading order. */
export const KEYS: ReadonlyMap<string, SettingKey> = new Map(
  SECTIONS.flatMap(({ title, prefix, perMarket, settings }) =>
    Object.entries(settings).map(([name, setting]) => {
      const key = prefix + name;
      return [key, { key, section: title, perMarket, setting }] as const;
    }),
  ),
);
