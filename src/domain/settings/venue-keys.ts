// Settings of whoever trades on a venue that is not in this process: where it is, whose money, and which markets. How all
// settings form one table is `keys.ts`.
import { choice, dollars, milliseconds, ratio, text, whole, words } from './kind.ts';

const USD = { min: '0', max: '1000000000000' };
const PRICE = { min: '0', max: '1' };

/** Hosts of Polymarket that a client of ours talks to. */
export const VENUE_HOSTS = [
  'polymarket.com',
  'clob.polymarket.com',
  'gamma-api.polymarket.com',
  'data-api.polymarket.com',
  'ws-subscriptions-clob.polymarket.com',
  'ws-live-v2.polymarket.com',
] as const;

export const VENUE = {
  host: text(
    'polymarket',
    /^(polymarket|https?:\/\/[\w.:[\]-]{1,253})$/,
    'polymarket, or the address of an exchange of ours such as http://127.0.0.1:8090',
    'Where market data comes from and, in live, where orders go: polymarket, or the address of an exchange of ours.',
  ),
  allowedHosts: words(
    VENUE_HOSTS,
    /^[a-z\d][a-z\d.-]{0,252}$/,
    { max: 20, what: 'host names', unit: 'host names' },
    'Hosts that may be talked to, besides this machine itself. Nobody else gets a request, signed or not.',
  ),
  wallet: text(
    'deposit',
    /^(deposit|0x[\da-fA-F]{40})$/,
    'deposit, or an address',
    'Whose money trades: the address that your profile shows, or deposit for the wallet that new accounts get.',
  ),
  markets: words(
    [],
    /^[\w-]{1,200}$/,
    { max: 500, what: 'slugs or condition ids', unit: 'markets' },
    'Slugs or condition ids of the markets to trade, and no others; none: discovery chooses.',
  ),
  hotMarketsMax: whole(
    '20',
    { min: '0', max: '500' },
    'markets',
    'Markets that are heard over two sockets, so that neither a cut nor a frozen one is a gap: those that move most; 0: none.',
  ),
  cover: choice(
    ['perWallet', 'perMarket'],
    'perWallet',
    'Whether every order needs cash of its own, or the same cash covers orders in each market anew; first-contact finds out.',
  ),
  scoringAgeMs: milliseconds(
    '30000',
    { min: '0', max: '3600000' },
    'Rewards count nothing younger; first-contact finds out.',
  ),
};

export const DISCOVERY = {
  marketsMax: whole('20', { min: '1', max: '500' }, 'markets', 'Markets that are traded at a time.'),
  volumeMinUsd: dollars('10000', USD, 'A market that traded less than this in the last day is left out.'),
  spreadMax: ratio('0.1', PRICE, 'price', 'A market whose best prices are further apart than this is left out.'),
  daysToEndMin: ratio('1', { min: '0', max: '10000' }, 'days', 'A market that ends sooner is left out.'),
  daysToEndMax: ratio('180', { min: '0', max: '10000' }, 'days', 'A market that ends later, or never, is left out.'),
  priceMin: ratio('0.1', PRICE, 'price', 'A market whose middle price is lower is left out.'),
  priceMax: ratio('0.9', PRICE, 'price', 'A market whose middle price is higher is left out.'),
  rewards: choice(['any', 'only'], 'any', 'Whether a market must pay rewards for resting orders.'),
  rank: choice(
    ['turnover', 'scout'],
    'turnover',
    'What chooses among markets that fit: turnover and rewards, or what a dollar at risk there may earn, as npm run scout reckons; then rewards are needed.',
  ),
  keepHours: ratio(
    '6',
    { min: '0', max: '1000' },
    'hours',
    'A market once chosen stays for so long, however others fare meanwhile; one that breaks a rule goes at once.',
  ),
  rotateMinutes: whole(
    '0',
    { min: '0', max: '10000' },
    'minutes',
    'How often paper and live choose anew while they run: what no longer fits is only reduced, others come; 0: never.',
  ),
  swapsMax: whole(
    '2',
    { min: '1', max: '100' },
    'markets',
    'Most markets that come at one look, and most that go although they break no rule.',
  ),
};
