// The tree. Started top to bottom, stopped bottom to top after the drain; each restarts alone unless its group says otherwise.
import { type AnyActorRef, createActor, type InspectionEvent } from 'xstate';
import { BadInput } from '#domain/failure.ts';
import type { MarketId } from '#domain/ids.ts';
import type { VenueAccount } from '#domain/ports.ts';
import { CHAIN } from '#machines/chain.machine.ts';
import { MARKET_FEED } from '#machines/feed.machine.ts';
import { HEARTBEAT } from '#machines/heartbeat.machine.ts';
import { KILL_SWITCH } from '#machines/kill-switch.machine.ts';
import { LEDGER } from '#machines/ledger.machine.ts';
import { marketAddress } from '#machines/market.machine.ts';
import { OPERATOR, type OperatorDesk, operatorMachine } from '#machines/operator.machine.ts';
import { type Admission, GATEWAY } from '#machines/order-gateway.protocol.ts';
import { quoterAddress } from '#machines/quoter.machine.ts';
import { RECONCILER } from '#machines/reconciler.machine.ts';
import { type RootDesk, rootMachine } from '#machines/root.machine.ts';
import type { ChildReport, ChildSpec } from '#machines/supervisor.machine.ts';
import { ACCOUNT_FEED, accountFeed } from './account-feed.actor.ts';
import type { LogicKind } from './actor-faults.ts';
import { actorsOf, stateAt, statesOf } from './actor-states.ts';
import { ROOT } from './addresses.ts';
import { armFirst } from './armed.ts';
import { chain, chainDesk } from './chain.actor.ts';
import { crashSafe } from './crash-safe.ts';
import type { Desk } from './desk.ts';
import { heartbeat, heartbeatDesk } from './heartbeat.actor.ts';
import { ADMISSION, killSwitch, killSwitchDesk, latched } from './kill-switch.actor.ts';
import { lastResort } from './last-resort.ts';
import { ledger, ledgerDesk } from './ledger.actor.ts';
import { Mail } from './mail.ts';
import { marketSpec } from './market.actor.ts';
import { feedDesk, feedLost, marketFeed } from './market-feed.actor.ts';
import { gatewayDesk, gatewayLost, orderGateway } from './order-gateway.actor.ts';
import { reconciler, reconcilerDesk } from './reconciler.actor.ts';
import { ShardList } from './shard.actor.ts';
import { child, group, permanent, supervise, transient } from './supervisor.actor.ts';

/** States of a quoter that wants nothing to rest. */
const SILENT: readonly string[] = ['idle', 'pulled'];
/** The gateway and whoever relies on it. */
const VENUE = 'venue';

/** `clean`: the venue agreed in time that nothing rests. `closing`: what it said we own at that moment. */
export interface Ending {
  readonly clean: boolean;
  readonly closing: VenueAccount;
}

export interface Tree {
  /** For whoever inspects. */
  readonly root: AnyActorRef;
  start(): void;
  /** Resolves after a drain; rejects when the root failed. */
  readonly done: Promise<Ending>;
  stop(): void;
  /** Something broke outside of every actor: nobody knows what still holds, so the root fails with it. */
  fail(error: unknown): void;
  /** After a failure: resolves with whether the venue agreed in time that nothing of ours rests. */
  cancelled(): Promise<boolean>;
  halt(reason: string): void;
  /** Only what reduces; `flatten`: at the best price of a maker. Throws BadInput while even less is admitted. */
  reduce(reason: string, flatten: boolean): void;
  /** The house and every halted market, or one market alone. Throws BadInput for a market that is not halted. */
  resume(slug?: string): void;
  send(address: string, event: { readonly type: string }): void;
  /** The innermost state of one actor; null when there is none of that name. */
  stateOf(address: string): string | null;
  /** Everybody who lives and has a name, and what it is made of. */
  actors(): readonly { readonly address: string; readonly logic: LogicKind }[];
  /** Letters that wait for somebody who is away. */
  waiting(address: string): number;
  /** Where each actor stands, for people. */
  states(): readonly { readonly id: string; readonly state: string }[];
}

/** What a service that is looked at adds to its tree. */
export interface DoorSide {
  readonly inspect: (happened: InspectionEvent) => void;
  readonly hands: () => OperatorDesk;
}

/** The list. */
function children(desk: Desk, shards: ShardList, door: DoorSide | null): readonly ChildSpec[] {
  const gatewayInput = () => ({ desk: gatewayDesk(desk), ...admitted(desk) });
  const venue = [
    child(GATEWAY, GATEWAY, orderGateway, gatewayInput, permanent(5, 60_000), { withinMs: 100 }),
    child(HEARTBEAT, HEARTBEAT, heartbeat, () => ({ desk: heartbeatDesk(desk) }), permanent(5, 60_000)),
    child(ACCOUNT_FEED, ACCOUNT_FEED, accountFeed, () => ({ desk }), permanent(5, 60_000)),
  ];
  return [
    child(LEDGER, LEDGER, ledger, () => ({ desk: ledgerDesk(desk) }), permanent(3, 600_000), { withinMs: 200 }),
    child(
      KILL_SWITCH,
      KILL_SWITCH,
      killSwitch,
      () => ({ desk: killSwitchDesk(desk), latched: latched(desk) }),
      permanent(0, 60_000),
    ),
    group(desk, VENUE, 'rest_for_one', venue, permanent(3, 60_000), { withinMs: 300 }),
    child(MARKET_FEED, MARKET_FEED, marketFeed, () => ({ desk: feedDesk(desk) }), permanent(20, 600_000), {
      withinMs: 100,
    }),
    child(CHAIN, CHAIN, chain, () => chainInput(desk), permanent(5, 60_000)),
    child(RECONCILER, RECONCILER, reconciler, () => ({ desk: reconcilerDesk(desk) }), transient(5, 600_000)),
    // However often the door breaks: nobody who trades may fall with it.
    ...(door
      ? [child(OPERATOR, OPERATOR, operatorMachine, () => ({ desk: door.hands() }), permanent(10_000, 60_000))]
      : []),
    shards.first(),
  ];
}

function chainInput(desk: Desk) {
  const { chainJobs } = desk;
  return { desk: chainDesk(desk), queue: chainJobs.waiting(), sent: chainJobs.sentJobs() };
}

/** A latch decides what a gateway admits from its first moment, at each of its starts. */
function admitted(desk: Desk): { readonly admission: Admission; readonly why: string } {
  const latch = latched(desk);
  return { admission: latch ? ADMISSION[latch.stage] : 'open', why: latch?.reason ?? 'start' };
}

/** `door`: null for a tree that nobody looks at. */
export function plantTree(desk: Desk, door: DoorSide | null = null): Tree {
  armFirst(desk.files);
  const shards = new ShardList(desk);
  desk.facts.onFact((fact) => desk.vitals.reconciliation.take(fact, desk.clock.steadyMs()));
  let draining = false;
  let cancelled = Promise.resolve(true);
  const { promise: done, resolve, reject } = Promise.withResolvers<Ending>();
  const hands: RootDesk = {
    ...rootDesk(desk, shards),
    drain() {
      draining = true;
      desk.post(GATEWAY, { type: 'DRAIN' });
    },
    stopped: (clean) => resolve({ clean, closing: desk.closing() }),
  };
  const input = { ...supervise(desk, 'one_for_one', children(desk, shards, door)), desk: hands };
  const options = { input, clock: desk.clock, systemId: ROOT, id: ROOT, inspect: listener(desk, door) };
  const root = createActor(crashSafe(rootMachine), options);
  root.subscribe({
    error(error) {
      gatewayLost(desk, 'the root failed');
      cancelled = lastResort(desk, error);
      reject(error);
    },
  });
  const lost = () => void desk.counters.undelivered++;
  const mail = new Mail((address) => root.system.get(address as never), lost);
  desk.post = (address, event) => mail.post(address, event);
  desk.isQuoting = (market) => stateAt(root, quoterAddress(desk.markets.get(market)?.facts.slug ?? '')) !== null;
  desk.entrust = (address, event, payload) => mail.entrust(address, event, payload);
  desk.received = (payload) => mail.received(payload);
  desk.onChild = (report) => {
    childReported(desk, shards, report);
    if (report.kind !== 'restarted') return;
    mail.deliver();
    if (report.address === GATEWAY || report.address === VENUE) pullSilent(desk, (name) => stateAt(root, name));
    // A gateway that comes back in the middle of a drain must not open again.
    if (draining) desk.post(GATEWAY, { type: 'DRAIN' });
  };
  let unlist = () => {};
  return {
    root,
    start() {
      root.start();
      unlist = desk.stream.catalogue((market) => {
        if (desk.list(market)) desk.post(ROOT, { type: 'MARKET_LISTED', market: market.id });
        else desk.post(marketAddress(market.slug), { type: 'MARKET_CHANGED' });
      });
    },
    done: done.finally(() => {
      unlist();
      root.stop();
    }),
    fail(error) {
      // Nobody but the root itself may say how it ends: it fails as if one of its own steps had.
      if (root.getSnapshot().status === 'active') root.send({ type: 'FAIL', error });
    },
    cancelled: () => cancelled,
    stop: () => root.send({ type: 'STOP' }),
    halt: (reason) => desk.post(KILL_SWITCH, { type: 'HALT', reason }),
    reduce: (reason, flatten) => reduce(desk, reason, flatten),
    resume: (slug) => resume(desk, shards, slug ?? null),
    send: (address, event) => desk.post(address, event),
    stateOf: (address) => stateAt(root, address),
    actors: () => actorsOf(root),
    waiting: (address) => mail.waiting(address),
    states: () => statesOf(root),
  };
}

function listener({ unexpected }: Desk, door: DoorSide | null): (happened: InspectionEvent) => void {
  if (!door) return unexpected.inspect;
  return (happened) => {
    unexpected.inspect(happened);
    door.inspect(happened);
  };
}

function reduce(desk: Desk, reason: string, flatten: boolean): void {
  const { latch } = desk.vitals;
  if (latch && latch.stage !== 'reduceOnly')
    throw new BadInput(`latch: at ${latch.stage} nothing leaves that could reduce; resume first (${latch.reason})`);
  desk.post(KILL_SWITCH, { type: 'REDUCE', reason, flatten });
}

/** An operator is the only way back: for the house, and for markets that were halted or left out. */
function resume(desk: Desk, shards: ShardList, slug: string | null): void {
  const halted = [...desk.halts.all().keys()];
  const meant = slug === null ? halted : halted.filter((market) => desk.markets.get(market)?.facts.slug === slug);
  if (slug !== null && meant.length === 0) throw new BadInput(`market ${JSON.stringify(slug)} is not halted`);
  if (slug === null) desk.post(KILL_SWITCH, { type: 'RESUME' });
  for (const market of meant) {
    desk.halts.resume(market);
    shards.revive(market);
  }
}

function rootDesk(desk: Desk, shards: ShardList): Omit<RootDesk, 'drain' | 'stopped'> {
  return {
    open(market) {
      shards.add(market, marketSpec(desk, market));
      desk.post(MARKET_FEED, { type: 'FOLLOW', market });
    },
    close(market) {
      shards.remove(market);
      desk.post(MARKET_FEED, { type: 'UNFOLLOW', market });
      desk.finished(market);
    },
    flush() {
      for (const fact of desk.unexpected.facts(desk.clock.now())) desk.tell(fact);
      desk.flushFacts();
    },
    quiet: () => desk.quiet(),
  };
}

/** A gateway that fell may have had a market's cancel in its hands. */
function pullSilent(desk: Desk, stateOf: (address: string) => string | null): void {
  for (const { facts } of desk.markets.values()) {
    const state = stateOf(quoterAddress(facts.slug));
    if (state !== null && !SILENT.includes(state)) continue;
    desk.post(GATEWAY, { type: 'CANCEL_MARKET', market: facts.id, why: `its quoter is ${state ?? 'away'}` });
  }
}

/** What a crash means to others: the gateway owns the orders, so it cancels for the dead. */
function childReported(desk: Desk, shards: ShardList, report: ChildReport): void {
  const { address, kind } = report;
  if (kind === 'crashed' || kind === 'escalated' || kind === 'killed') {
    for (const market of concerned(desk, shards, address))
      desk.post(GATEWAY, { type: 'CANCEL_MARKET', market, why: `${address} ${kind}` });
    if (kind === 'escalated') escalated(desk, shards, report);
    if (address === MARKET_FEED) feedLost(desk);
    if (address === GATEWAY || address === VENUE) gatewayLost(desk, `${address} ${kind}`);
  }
  if (kind !== 'restarted') return;
  if (address === MARKET_FEED)
    for (const market of desk.markets.keys()) desk.post(MARKET_FEED, { type: 'FOLLOW', market });
  shards.restarted(address);
}

/** Somebody must look. A market that fails too often is left out for good: its shard and its neighbours go on. */
function escalated(desk: Desk, shards: ShardList, { address, error }: ChildReport): void {
  const why = `${address} failed too often: ${error instanceof Error ? error.message : String(error)}`;
  desk.alert('page', address, why);
  const [market] = shards.isMarket(address) ? concerned(desk, shards, address) : [];
  if (market !== undefined) desk.halts.halt(market, why);
}

function concerned(desk: Desk, shards: ShardList, address: string): readonly MarketId[] {
  const inShard = shards.marketsOf(address);
  if (inShard.length > 0) return inShard;
  const owner = [...desk.markets.values()].find(({ facts }) => {
    const name = marketAddress(facts.slug);
    return address === name || address.startsWith(`${name}/`);
  });
  return owner ? [owner.facts.id] : [];
}
