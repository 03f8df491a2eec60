// The served exchange under faults, for whoever trades on it with a client of his own: the same words as in a service of ours,
// aimed at everybody who visits or at one account. Promises: with an empty board every answer and every frame is the server's
// own; what lives inside of a trader cannot be struck here, and that is said in words.
import { type FaultCommand, faultSpec, parseFault } from '#domain/chaos/fault.ts';
import { BadInput } from '#domain/failure.ts';
import { type WalletId, walletId } from '#domain/ids.ts';
import type { Clock, Random } from '#domain/ports.ts';
import { Decimal } from '#domain/units.ts';
import { type ActiveFault, ChaosBoard, strikes } from '#infra/chaos/chaos-board.ts';
import type { FarEnd } from '#infra/chaos/chaos-world.ts';
import { type EngineFaults, engineFaults } from '#infra/chaos/engine-faults.ts';
import { crossing } from '#infra/chaos/frame-damage.ts';
import { idleFault } from '#infra/chaos/idle-faults.ts';
import { Timers } from '#infra/timers.ts';
import type { Address } from '#infra/venue/signing/address.ts';
import type { ExchangeServer } from '../server/exchange-server.ts';
import type { Served, ServedAnswer, ServedPeer, ServedRequest, ServedSocket } from '../server/served.ts';
import { Aim } from './aim.ts';
import { aimsAtEverybody, notOfAnExchange } from './exchange-faults.ts';
import { RequestFaults } from './request-faults.ts';
import { SocketFaults } from './socket-faults.ts';

export interface ServedInjection {
  readonly command: FaultCommand;
  /** The owner's address; null: everybody who visits. */
  readonly account: string | null;
  readonly state: 'strikes' | 'over';
  readonly leftMs: number;
}

export interface ServedChaosParts {
  readonly clock: Clock;
  readonly random: Random;
}

/** Trades against visitors when a fault wants somebody to. */
const STRANGER = walletId('stranger');
const STRANGER_CASH = new Decimal(20_000_000);
/** Remembered injections; beyond it the oldest is forgotten. */
const INJECTIONS_MAX = 200;

interface Row {
  readonly command: FaultCommand;
  readonly account: string | null;
  readonly untilMs: number;
  /** Whoever injected it elsewhere, and waits for its end there; null: it was injected here. */
  readonly by: string | null;
}

export class ServedChaos implements Served {
  readonly #server: ExchangeServer;
  readonly #clock: Clock;
  readonly #board: ChaosBoard;
  readonly #aim: Aim;
  readonly #engine: EngineFaults;
  readonly #requests: RequestFaults;
  readonly #sockets: SocketFaults;
  readonly #timers: Timers;
  readonly #rows = new Map<string, Row>();
  #count = 0;

  constructor(server: ExchangeServer, { clock, random }: ServedChaosParts) {
    const { inside } = server;
    const { exchange, accounts, orders, markets } = inside;
    this.#server = server;
    this.#clock = clock;
    this.#board = new ChaosBoard(clock);
    this.#timers = new Timers(clock);
    const aim = new Aim(this.#board, random.fork('aim'), accounts);
    this.#aim = aim;
    if (exchange.purse(STRANGER) === null) exchange.openWallet(STRANGER, STRANGER_CASH);
    this.#engine = engineFaults({
      ...{ board: this.#board, exchange, stranger: STRANGER, random: random.fork('engine') },
      nameOf: (market) => markets.market(market)?.facts.slug ?? market,
      whom: {
        victims: (fault) => aim.victims(fault),
        ownerOf: (order) => orders.get(order)?.wallet ?? null,
        onNews(listener) {
          const stops: (() => void)[] = [];
          accounts.onWallet((wallet) => stops.push(exchange.onAccount(wallet, listener)));
          return () => {
            for (const stop of stops) stop();
          };
        },
      },
    });
    const sockets = new SocketFaults({ aim, inside, clock, timers: this.#timers, random: random.fork('frames') });
    this.#sockets = sockets;
    this.#requests = new RequestFaults({
      ...{ aim, inside, engine: this.#engine },
      hold: (order) => sockets.hold(order),
      release: (order, afterMs) => sockets.release(order, afterMs),
    });
    inside.counter.judge = (order, owner) => (aim.idle ? null : this.#requests.judge(order, owner));
    this.#board.onInject((fault) => this.#begin(fault));
    this.#board.onEnd((fault) => this.#requests.end(fault));
  }

  answer(request: ServedRequest): ServedAnswer {
    if (this.#aim.idle && this.#requests.idle) return this.#server.answer(request);
    return this.#requests.answer(request, (asked) => this.#server.answer(asked));
  }

  connect(path: string, peer: ServedPeer, from: string): ServedSocket | null {
    return this.#sockets.connect(path, peer, (between) => this.#server.connect(path, between, from));
  }

  /** Takes what `parseFault` reads, and whom to strike: an address, or everybody. Throws BadInput naming what is wrong. */
  inject(raw: unknown, account: string | null): ServedInjection {
    const id = `chaos-${this.#count + 1}`;
    const read = parseFault(raw, id);
    if ('error' in read) throw new BadInput(`${read.field}: ${read.error}`);
    const { command } = read;
    const foreign = notOfAnExchange(command);
    if (foreign !== null) throw new BadInput(`${command.fault}: ${foreign}`);
    if (account !== null && aimsAtEverybody(command))
      throw new BadInput(`--account: ${command.fault} strikes everybody who trades here; leave it out`);
    this.#checkMarket(command);
    const owner = account === null ? null : this.#aim.ownerOf(account);
    this.#aim.at(id, owner);
    const problem = this.#objection(command) ?? this.#board.inject(command);
    if (problem !== null) {
      this.#aim.forget(id);
      throw new BadInput(`${command.fault}: ${problem}`);
    }
    this.#count += 1;
    this.#remember(id, { command, account: owner, untilMs: this.#clock.now() + command.forMs, by: null });
    return this.find(id) as ServedInjection;
  }

  /** For a service that trades here as `owner` and has a board of its own: what it is told of words and orders strikes here, at it
   *  alone where that can be, and ends there. */
  farEndOf(owner: Address): FarEnd {
    const here = (command: FaultCommand): FaultCommand => ({ ...command, id: `service-${command.id}` });
    return {
      takes: (command) => notOfAnExchange(command) === null,
      objection: (command) => this.#board.objection(here(command)),
      strike: (injected) => {
        const command = here(injected);
        const account = aimsAtEverybody(command) ? null : owner;
        this.#aim.at(command.id, account);
        this.#board.inject(command);
        this.#remember(command.id, { command, account, untilMs: this.#clock.now() + command.forMs, by: 'the service' });
      },
      end: ({ id }) => {
        this.#board.clear(`service-${id}`);
      },
      waiting: () => this.#sockets.held,
    };
  }

  /** Ends a lasting fault before its time. Throws BadInput when there is none of that id. */
  clear(id: string): ServedInjection {
    const row = this.#rows.get(id);
    if (row?.by) throw new BadInput(`${id}: was injected into ${row.by}; clear it there`);
    if (!row || !this.#board.clear(id)) throw new BadInput(`${id}: no such fault holds now`);
    return this.find(id) as ServedInjection;
  }

  find(id: string): ServedInjection | null {
    const row = this.#rows.get(id);
    if (!row) return null;
    const holds = this.#board.list().some((fault) => fault.id === id);
    const { command, account, untilMs } = row;
    const leftMs = holds ? Math.max(0, untilMs - this.#clock.now()) : 0;
    return { command, account, state: holds ? 'strikes' : 'over', leftMs };
  }

  /** What strikes now, oldest first. */
  active(): readonly ServedInjection[] {
    return this.#board.list().flatMap(({ id }) => this.find(id) ?? []);
  }

  /** Nothing is held back and nothing ends any more; no timer is left. The server goes on. */
  close(): void {
    this.#server.inside.counter.judge = null;
    this.#engine.close();
    this.#board.stop();
    this.#timers.close();
    this.#sockets.close();
  }

  #begin(fault: ActiveFault): void {
    this.#requests.begin(fault);
    this.#sockets.begin(fault);
    // News leaves with the removal: what shall not be told must be known before it.
    if (fault.fault === 'venueCancel') this.#cancel(fault);
    else if (fault.fault === 'crossedBook') this.#cross(fault);
  }

  #cancel(fault: ActiveFault<'venueCancel'>): void {
    const { exchange } = this.#server.inside;
    const resting = this.#aim.victims(fault).flatMap((wallet) => exchange.openOrders(wallet));
    if (fault.params.told === 'no') this.#sockets.hush(resting.map(({ id }) => id));
    const gone = new Set(this.#engine.removeSome(fault));
    if (fault.params.told === 'no') this.#sockets.unhush(resting.map(({ id }) => id).filter((id) => !gone.has(id)));
  }

  #cross(fault: ActiveFault<'crossedBook'>): void {
    const { exchange } = this.#server.inside;
    for (const { id, slug } of exchange.markets()) {
      if (!strikes(fault, slug) || exchange.snapshot(id) === null) continue;
      const touch = { ...exchange.top(id), tick: exchange.tick(id) };
      const event = crossing({ market: id, atMs: this.#clock.now() }, touch, fault.params.ticks);
      if (event) this.#server.stray(event);
    }
  }

  #checkMarket({ target }: FaultCommand): void {
    if (target === null) return;
    const slugs = this.#server.inside.markets.all().map(({ facts }) => facts.slug);
    if (!slugs.some((slug) => strikes({ target }, slug)))
      throw new BadInput(`target: no market ${target}; there are ${slugs.slice(0, 20).join(', ')}`);
  }

  /** Why it would change nothing for anybody whom it is aimed at. */
  #objection(command: FaultCommand): string | null {
    const { exchange } = this.#server.inside;
    const victims: readonly WalletId[] = this.#aim.victims(command as ActiveFault);
    if (faultSpec(command.fault).lasting || aimsAtEverybody(command)) return idleFault(exchange, STRANGER, command);
    if (command.fault === 'wrongBeat') return null;
    if (victims.length === 0) return 'nobody has an account here yet';
    const objections = victims.map((wallet) => idleFault(exchange, wallet, command));
    return objections.includes(null) ? null : (objections[0] ?? null);
  }

  #remember(id: string, row: Row): void {
    this.#rows.set(id, row);
    for (const oldest of this.#rows.keys()) {
      if (this.#rows.size <= INJECTIONS_MAX) return;
      this.#rows.delete(oldest);
      this.#aim.forget(oldest);
    }
  }
}
