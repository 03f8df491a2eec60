// The ports of a world on our own exchange, each behind its decorator, with one board for all of them and for the engine.
// Promises that a tree on these ports, with an empty board, lives exactly as on the ports beneath.
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
import { engineFaults, oneWallet } from './engine-faults.ts';
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
}

/** Trades against us when a fault wants somebody to. */
const STRANGER = walletId('stranger');
const STRANGER_CASH = new Decimal(20_000_000);

export function chaosWorld(beneath: WorldPorts, { exchange, wallet, random }: ChaosWorldParts): ChaosWorld {
  const { clock } = beneath;
  const board = new ChaosBoard(clock);
  const ownClock = new ChaosClock(clock, board);
  const names = new MarketNames(() => exchange.markets());
  const nameOf = names.of.bind(names);
  exchange.openWallet(STRANGER, STRANGER_CASH);
  board.onAsk((command) => idleFault(exchange, wallet, command));
  const parts = (name: string) => ({ board, clock, random: random.fork(name), nameOf });
  const engine = engineFaults({ ...parts('engine'), exchange, whom: oneWallet(exchange, wallet), stranger: STRANGER });
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
    board,
    waiting: () => venue.waiting,
    close() {
      board.stop();
      for (const part of [engine, venue, stream, chain]) part.close();
    },
  };
}
