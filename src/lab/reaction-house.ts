// A whole house in real time for the bench of reactions: the tree on the protocol client over real connections, with the settings of
// live trading, and marks at its doors.
import { Desk } from '#actors/desk.ts';
import { plantTree, type Tree } from '#actors/root.actor.ts';
import type { MarketId } from '#domain/ids.ts';
import type { Answer, Chain, Clock, IntentFile, Reply } from '#domain/ports.ts';
import { ZERO_USD } from '#domain/units.ts';
import { DiskIntentFile } from '#infra/intent-file.ts';
import { silentLog } from '#infra/log.ts';
import { newId } from '#infra/new-id.ts';
import { SeededRandom } from '#infra/random.ts';
import { SecureRandom } from '#infra/secure-random.ts';
import { loadSettings } from '#infra/settings-file.ts';
import { memoryStateFiles } from '#infra/state-files.ts';
import { obtainApiKey } from '#infra/venue/client/api-key.ts';
import { RequestBudget } from '#infra/venue/client/request-budget.ts';
import { type Hosts, RestClient } from '#infra/venue/client/rest-client.ts';
import { ServerClock } from '#infra/venue/client/server-clock.ts';
import { VenueClient } from '#infra/venue/client/venue-client.ts';
import { failureText } from '#infra/venue/failure-text.ts';
import { bestCurve } from '#infra/venue/signing/curve.ts';
import type { ApiCredentials } from '#infra/venue/signing/l2-auth.ts';
import type { Account } from '#infra/venue/signing/order-signer.ts';
import { specimenAccount } from '#infra/venue/signing/specimen.ts';
import { HttpConnections } from '#infra/venue/transport/http.ts';
import { WebSockets } from '#infra/venue/transport/socket.ts';
import { watchBytes } from '#infra/venue/transport/socket-bytes.ts';
import { venueHosts } from '#infra/venue/venue-hosts.ts';
import { ReactionMarks } from './reaction-marks.ts';

export interface HousePlan {
  readonly origin: string;
  readonly bankrollUsd: number;
  /** Where the journal is; null: in memory, written at once. */
  readonly journal: string | null;
}

export interface ReactionHouse {
  readonly marks: ReactionMarks;
  readonly desk: Desk;
  close(): Promise<void>;
}

/** A deposit wallet's, as most accounts are. */
const WALLET = 3;
const SETTINGS = { ordersPerSecond: '500', orderBurst: '1000', 'log.level': 'error' };

export async function reactionHouse(clock: Clock, { origin, bankrollUsd, journal }: HousePlan): Promise<ReactionHouse> {
  const settings = loadSettings({
    mode: 'live',
    file: null,
    flags: { ...SETTINGS, bankrollUsd: String(bankrollUsd) },
  });
  const { hosts, streams } = venueHosts(origin, []);
  const marketOf = new Map<string, MarketId>();
  const marks = new ReactionMarks((text) => marketsIn(text, marketOf));
  const stopWatching = watchBytes(marks);
  const [http, sockets] = [new HttpConnections(clock), new WebSockets(clock)];
  const account = specimenAccount(WALLET, bestCurve);
  const key = await apiKey(clock, http, hosts, account);
  const random = new SecureRandom();
  const client = new VenueClient(
    { clock, http, sockets, random, newId: newId(random.fork()) },
    {
      ...{ hosts, streams, key },
      account: { ...account, owner: key.apiKey },
      scope: { kind: 'all', filter: {} },
      provesIds: true,
    },
  );
  const disk = journal === null ? null : new DiskIntentFile(journal);
  const desk = new Desk(
    {
      clock,
      random: new SeededRandom(1),
      newId: marks.newId(client.newId),
      venue: client.venue,
      stream: marks.stream(client.stream),
      chain: noChain(clock),
      signals: marks.signals,
      files: memoryStateFiles(),
      intents: marks.intents(disk ?? instantFile()),
      log: silentLog,
      quiet: () => client.quiet(),
      closing: () => ({ cash: settings.bankrollUsd, receivables: ZERO_USD, holdings: new Map() }),
    },
    settings,
    settings.bankrollUsd,
  );
  desk.begin();
  const tree = plantTree(desk);
  let failure: { readonly error: unknown } | null = null;
  tree.done.catch((error: unknown) => {
    failure = { error };
  });
  tree.start();
  client.stream.catalogue(({ id, outcomes }) => {
    for (const { id: outcome } of [outcomes.yes, outcomes.no]) marketOf.set(outcome, id);
  });
  client.start();
  return {
    marks,
    desk,
    async close() {
      await drained(tree);
      stopWatching();
      client.close();
      sockets.close();
      await http.close();
      await disk?.close();
      if (failure) throw (failure as { readonly error: unknown }).error;
    },
  };
}

/** A request that places orders names what it trades. */
function marketsIn(text: string, marketOf: ReadonlyMap<string, MarketId>): readonly MarketId[] {
  if (!text.includes('"tokenId":"')) return [];
  const named = [...text.matchAll(/"tokenId":"(\d+)"/g)].flatMap(([, outcome = '']) => marketOf.get(outcome) ?? []);
  return [...new Set(named)];
}

async function drained(tree: Tree): Promise<void> {
  tree.stop();
  await tree.done.catch(() => {});
}

function apiKey(clock: Clock, http: HttpConnections, hosts: Hosts, account: Account): Promise<ApiCredentials> {
  const time = new ServerClock(clock);
  const rest = new RestClient({ clock, http, hosts, budget: new RequestBudget(clock.steadyMs()), time, key: null });
  return new Promise((done, fail) => {
    obtainApiKey({ rest, time, key: account.key, chainId: account.chainId, nonce: 0 }, (answer) => {
      rest.close();
      if (answer.ok) done(answer.value);
      else fail(new Error(`no API key: ${failureText(answer.failure)}`));
    });
  });
}

/** Nobody waits for it. */
function instantFile(): IntentFile {
  const soon = (_: string, reply: (problem: string | null) => void) => queueMicrotask(() => reply(null));
  return { read: () => null, append: soon, replace: soon };
}

function noChain(clock: Clock): Chain {
  const refuse = <T>(reply: Reply<T>) => {
    const answer: Answer<T> = { ok: false, failure: { kind: 'rejected', reason: 'other', text: 'there is no chain' } };
    clock.setTimeout(() => reply(answer), 0);
  };
  return {
    merge: (_, __, reply) => refuse(reply),
    split: (_, __, reply) => refuse(reply),
    redeem: (_, reply) => refuse(reply),
    gas: refuse,
  };
}
