// The world of mode live: the protocol client over real connections, with the account's own keys. Before anybody trades whatever
// rests is cancelled, and what the wallet holds is set aside. There is no chain yet: nothing is merged or redeemed.
import type { MarketId } from '#domain/ids.ts';
import { FACTS_FILE, readFacts } from '#domain/money/fact-file.ts';
import type { Answer, Clock, Log, Reply, StateFiles, Venue, VenueAccount, VenueTrade } from '#domain/ports.ts';
import type { Settings } from '#domain/settings.ts';
import { ZERO_USD } from '#domain/units.ts';
import { noChain } from '#infra/chain/no-chain.ts';
import { newId } from '#infra/new-id.ts';
import { SecureRandom } from '#infra/secure-random.ts';
import { Unavailable } from '#infra/unavailable.ts';
import { type FlowsBefore, flowsBefore } from '#infra/venue/client/credit-watch.ts';
import { PriceStream } from '#infra/venue/client/price-stream.ts';
import { UpDownSignals } from '#infra/venue/client/up-down-signals.ts';
import { VenueClient } from '#infra/venue/client/venue-client.ts';
import type { VenueReads } from '#infra/venue/client/venue-reads.ts';
import { failureText } from '#infra/venue/failure-text.ts';
import { ASIDE_FILE, type Aside, asideOf, asideText, readAside, setAside } from '#infra/venue/set-aside.ts';
import { POLYGON } from '#infra/venue/signing/exchange-contract.ts';
import type { ApiCredentials } from '#infra/venue/signing/l2-auth.ts';
import type { TradingAccount } from '#infra/venue/trading-account.ts';
import { HttpConnections } from '#infra/venue/transport/http.ts';
import { WebSockets } from '#infra/venue/transport/socket.ts';
import type { VenueHosts } from '#infra/venue/venue-hosts.ts';
import type { World, WorldParts } from './world.ts';

export const NO_CHAIN =
  'no chain: pair trades stop at bothFilled; nothing is merged or redeemed, and nothing is booked as if it were';
/** Trades of before that may still settle. */
const LOOK_BACK_MS = 86_400_000;
const TRIES = 10;
const AGAIN_MS = 1_000;
const ASIDE_SHOWN_MAX = 5;

export interface LivePlan {
  readonly settings: Settings;
  readonly venue: VenueHosts;
  readonly account: TradingAccount;
  readonly key: ApiCredentials;
  readonly markets: readonly MarketId[];
}

export interface LiveWorld extends World {
  /** What is not needed while trading. */
  readonly reads: VenueReads;
}

/** Throws Unavailable when the venue does not tell in time what the account holds. */
export async function liveWorld(
  plan: LivePlan,
  { clock, files, intents, log }: WorldParts,
): Promise<Omit<LiveWorld, 'left' | 'rotation'>> {
  const { settings, venue } = plan;
  const random = new SecureRandom();
  const http = new HttpConnections(clock);
  const sockets = new WebSockets(clock);
  const client = traderOf(plan, { clock, http, sockets }, toldBefore(files));
  const prices = pricesOf(plan, { clock, sockets }, log);
  const signals = new UpDownSignals(prices);
  const close = () => {
    prices.close();
    client.close();
    sockets.close();
    return http.close();
  };
  try {
    client.stream.catalogue((market) => signals.listed(market));
    client.start();
    const aside = await asideFor(client.venue, settings, clock, files);
    const own = setAside(client.venue, aside);
    let closing: VenueAccount = { cash: aside.openingUsd, receivables: ZERO_USD, holdings: new Map() };
    log.info({ cash: aside.cash.toFixed(), markets: aside.holdings.size }, 'set aside: held before');
    return {
      reads: client.reads,
      ports: {
        clock,
        random: random.fork(),
        newId: client.newId,
        rewardShares: (reply) => client.reads.rewardShares(reply),
        venue: own,
        stream: client.stream,
        chain: noChain(clock),
        signals,
        files,
        intents,
        log,
        quiet: () => client.quiet(),
        closing: () => closing,
      },
      board: null,
      openingUsd: aside.openingUsd,
      bound: 'matched',
      assumptions: [NO_CHAIN, 'what the wallet held before is set aside and not in these figures'],
      words: `REAL ORDERS on ${venue.name}, ${NO_CHAIN}${untouched(aside)}`,
      note: NO_CHAIN,
      lines: () => client.status(),
      list: (markets) => client.list(markets),
      start() {},
      async closing() {
        closing = await insist(clock, 'what the account holds', (reply) => own.account(reply));
        return closing;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Carriers = Pick<ConstructorParameters<typeof VenueClient>[0], 'clock' | 'http' | 'sockets'>;

/** Throws BadInput for books that do not read. */
function toldBefore(files: StateFiles): FlowsBefore | null {
  const content = files.read(FACTS_FILE);
  return content === null ? null : flowsBefore(readFacts(content).facts);
}

function traderOf(
  { settings, venue, account, key, markets }: LivePlan,
  carriers: Carriers,
  before: FlowsBefore | null,
): VenueClient {
  const { key: signer, wallet, signatureType } = account;
  if (signatureType === null) throw new Unavailable(`${wallet} is no wallet of the key ${signer.address}`);
  const random = new SecureRandom();
  return new VenueClient(
    { ...carriers, random, newId: newId(random.fork()) },
    {
      hosts: venue.hosts,
      streams: venue.streams,
      account: { key: signer, chainId: POLYGON, signatureType, maker: wallet, owner: key.apiKey },
      key,
      scope: { kind: 'named', markets },
      provesIds: true,
      hotMarketsMax: settings.venue.hotMarketsMax,
      flowsBefore: before,
    },
  );
}

/** An exchange of ours tells none. */
function pricesOf(
  { venue, key }: LivePlan,
  carriers: Omit<Carriers, 'http'>,
  log: Log,
): Pick<PriceStream, 'track' | 'close'> {
  if (venue.prices === null) return { track: () => null, close() {} };
  const random = new SecureRandom();
  const onProblem = (what: string) => log.warn({}, what);
  return new PriceStream({ ...carriers, random, url: venue.prices, key, onProblem });
}

/** Shares that nobody of ours looks after: the operator's own. */
function untouched({ holdings }: Aside): string {
  if (holdings.size === 0) return '';
  const names = [...holdings.keys()].slice(0, ASIDE_SHOWN_MAX);
  const more = holdings.size > names.length ? ` and ${holdings.size - names.length} more` : '';
  return `; shares of before are set aside and not traded: ${names.join(', ')}${more}`;
}

interface Opening {
  readonly account: VenueAccount;
  readonly trades: readonly VenueTrade[];
}

/** What an earlier life set aside, else what is there now. */
async function asideFor(venue: Venue, settings: Settings, clock: Clock, files: StateFiles): Promise<Aside> {
  const [kept, facts] = [files.read(ASIDE_FILE), files.read(FACTS_FILE)];
  const { account, trades } = await openingOf(venue, clock);
  if (kept !== null) {
    const aside = readAside(kept);
    if (!aside) throw new Unavailable(`${ASIDE_FILE} of the state folder does not read, so nobody knows what is ours`);
    return aside;
  }
  if (facts !== null) throw new Unavailable(`the state folder has ${FACTS_FILE} of earlier runs, and no ${ASIDE_FILE}`);
  const aside = asideOf(account, trades, settings.bankrollUsd);
  files.write(ASIDE_FILE, asideText(aside));
  return aside;
}

/** At a moment at which nothing rests and between two looks nothing was traded. */
async function openingOf(venue: Venue, clock: Clock): Promise<Opening> {
  const trades = () =>
    insist<readonly VenueTrade[]>(clock, 'what was traded', (reply) => venue.fills(clock.now() - LOOK_BACK_MS, reply));
  for (let turn = 0; turn < TRIES; turn++) {
    await insist(clock, 'a cancel of whatever rests', (reply: Reply<unknown>) => venue.cancelAll(reply));
    const resting = await insist<readonly unknown[]>(clock, 'what rests', (reply) => venue.openOrders(reply));
    const before = await trades();
    const account = await insist<VenueAccount>(clock, 'what the account holds', (reply) => venue.account(reply));
    const after = await trades();
    if (resting.length === 0 && sameTrades(before, after)) return { account, trades: after };
    await pause(clock);
  }
  throw new Unavailable('the account does not come to rest: somebody else trades with it');
}

/** The same trades, each as far settled. */
function sameTrades(a: readonly VenueTrade[], b: readonly VenueTrade[]): boolean {
  const keys = (trades: readonly VenueTrade[]) =>
    trades.map(({ trade, order, status }) => `${trade} ${order} ${status}`);
  return keys(a).sort().join() === keys(b).sort().join();
}

async function insist<T>(clock: Clock, what: string, ask: (reply: Reply<T>) => void): Promise<T> {
  let why = '';
  for (let turn = 0; turn < TRIES; turn++) {
    const answer = await new Promise<Answer<T>>(ask);
    if (answer.ok) return answer.value;
    why = failureText(answer.failure);
    await pause(clock);
  }
  throw new Unavailable(`the venue does not tell ${what}: ${why}`);
}

function pause(clock: Clock): Promise<void> {
  return new Promise((done) => {
    clock.setTimeout(done, AGAIN_MS);
  });
}
