// The ports of a world on our own exchange, each behind its decorator, with one board for all of them and for the engine. Where
// we trade with a client over a line, what happens to words strikes at its far end instead, below our client's own defences.
// Promises that a tree on these ports, with an empty board, lives exactly as on the ports beneath.

import type { FaultCommand } from '#domain/chaos/fault.ts';
import { type WalletId, walletId } from '#domain/ids.ts';
import type { Chain, Clock, IntentFile, MarketStream, Random, StateFiles, Venue } from '#domain/ports.ts';
import { Decimal } from '#domain/units.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { ChaosBoard } from './chaos-board.ts';
import { ChaosChain } from './chaos-chain.ts';
import { ChaosClock } from './chaos-clock.ts';
import { chaosFiles } from './chaos-files.ts';
import { chaosIntents } from './chaos-intents.ts';
import { ChaosStream } from './chaos-stream.ts';
import { ChaosVenue } from './chaos-venue.ts';
import { type EngineFaults, type EngineFaultsParts, engineFaults, oneWallet } from './engine-faults.ts';
import { idleFault } from './idle-faults.ts';
import { MarketNames } from './market-names.ts';

export interface WorldPorts {
  readonly clock: Clock;
  readonly venue: Venue;
  readonly stream: MarketStream;
  readonly chain: Chain;
  readonly files: StateFiles;
  readonly intents: IntentFile;
}

export interface ChaosWorld {
  readonly ports: WorldPorts;
  readonly board: ChaosBoard;
  /** Answers and private news that a fault holds back. */
  waiting(): number;
  /** Nothing happens and nothing is told any more; no timer is left. */
  close(): void;
}

export interface ChaosWorldParts {
  readonly exchange: Exchange;
  /** Ours. */
  readonly wallet: WalletId;
  readonly random: Random;
  /** The far end of the line, where it can be struck; null, or left out: everything strikes at our ports. */
  readonly farEnd?: FarEnd | null;
}

/** What is served to us under faults: what strikes there comes to our client as text, and it must notice by itself. */
export interface FarEnd {
  /** Whether that fault is one of the engine, the requests or the sockets there. */
  readonly takes: (command: FaultCommand) => boolean;
  /** Why it would not be injected; null: it would. */
  readonly objection: (command: FaultCommand) => string | null;
  readonly strike: (command: FaultCommand) => void;
  /** Before its time. */
  readonly end: (fault: FaultCommand) => void;
  /** Private news that a fault holds back. */
  readonly waiting: () => number;
}

/** Trades against us when a fault wants somebody to. */
const STRANGER = walletId('stranger');
const STRANGER_CASH = new Decimal(20_000_000);

export function chaosWorld(
  beneath: WorldPorts,
  { exchange, wallet, random, farEnd = null }: ChaosWorldParts,
): ChaosWorld {
  const { clock } = beneath;
  const all = new ChaosBoard(clock);
  const board = farEnd ? nearEnd(all, farEnd, clock) : all;
  const ownClock = new ChaosClock(clock, board);
  const names = new MarketNames(() => exchange.markets());
  const nameOf = names.of.bind(names);
  all.onAsk((command) => idleFault(exchange, wallet, command));
  const parts = (name: string) => ({ board, clock, random: random.fork(name), nameOf });
  const engine = farEnd ? null : ownEngine({ ...parts('engine'), exchange, whom: oneWallet(exchange, wallet) });
  const venue = new ChaosVenue(beneath.venue, { ...parts('venue'), engine });
  const touch = (market: Parameters<typeof nameOf>[0]) =>
    exchange.snapshot(market) === null ? null : { ...exchange.top(market), tick: exchange.tick(market) };
  const stream = new ChaosStream(beneath.stream, { ...parts('stream'), ownClock, touch });
  const chain = new ChaosChain(beneath.chain, {
    ...parts('chain'),
    chargeGas: (gas) => exchange.chargeGas(wallet, gas),
  });
  return {
    ports: {
      clock: ownClock,
      venue,
      stream,
      chain,
      files: chaosFiles(beneath.files, board),
      intents: chaosIntents(beneath.intents, board, clock),
    },
    board: all,
    waiting: () => venue.waiting + (farEnd?.waiting() ?? 0),
    close() {
      for (const each of [all, board]) each.stop();
      for (const part of [engine, venue, stream, chain]) part?.close();
    },
  };
}

function ownEngine(parts: Omit<EngineFaultsParts, 'stranger'>): EngineFaults {
  parts.exchange.openWallet(STRANGER, STRANGER_CASH);
  return engineFaults({ ...parts, stranger: STRANGER });
}

/** A board for what is left to our own ports: of everything injected, the rest strikes at the far end. */
function nearEnd(all: ChaosBoard, farEnd: FarEnd, clock: Clock): ChaosBoard {
  const near = new ChaosBoard(clock);
  all.onAsk((command) => (farEnd.takes(command) ? farEnd : near).objection(command));
  all.onInject((fault) => {
    if (farEnd.takes(fault)) farEnd.strike(fault);
    else near.inject(fault);
  });
  all.onEnd((fault, early) => {
    if (!early) return;
    if (farEnd.takes(fault)) farEnd.end(fault);
    else near.clear(fault.id);
  });
  return near;
}
