// Every fault that can be injected, as data: what it does in one sentence, whom it strikes, its parameters, and how long it
// lasts unless told otherwise (0: it happens once, at once). The simulation, the chaos command and the operator's door all
// use these words. What a fault does to an actor or a port is theirs to know; reading a command is `fault.ts`.
import { DURATION_MAX_MS, duration, number, type Param, share, whole, word } from './fault-param.ts';
import { ORDERS, VENUE } from './venue-faults.ts';

/** Whom a fault strikes. `actor` needs a target; `market` and `stream` take a market's name, or none for all. */
export type TargetKind = 'actor' | 'market' | 'venue' | 'stream' | 'chain' | 'files' | 'clock' | 'process';

interface CatalogueRow {
  readonly sentence: string;
  readonly target: TargetKind;
  /** Milliseconds when nobody says; 0 for an instant fault. */
  readonly forMs: number;
  readonly params: Readonly<Record<string, Param>>;
}

const SECOND = 1_000;
const MINUTE = 60_000;

const pick = word(['all', 'one'], 'all', 'Of several actors of that kind: all of them, or one drawn by chance.');
const socket = word(['market', 'account'], 'market', 'The public stream of books, or the private one of our orders.');
const strikes = (what: string) => share(1, `Share of ${what} that it strikes.`);
const struckFrames = (written: number) => share(written, 'Share of frames that it strikes.');

const ACTORS = {
  crash: {
    sentence: 'The actor throws at its next step and is restarted, or escalated, by its supervisor.',
    target: 'actor',
    forMs: 0,
    params: {
      where: word(
        ['action', 'guard', 'entry', 'callback', 'promise'],
        'action',
        'After its step, before it, in place of its first action, in a callback, or as a promise (no actor is one yet).',
      ),
      pick,
    },
  },
  deaf: {
    sentence: 'The actor hears nobody: what others send is dropped and counted, and then it starts anew.',
    target: 'actor',
    forMs: 5 * SECOND,
    params: { pick },
  },
} as const satisfies Record<string, CatalogueRow>;

const STREAM = {
  socketDropped: {
    sentence: 'A socket closes and cannot be opened again for a while.',
    target: 'stream',
    forMs: 3 * SECOND,
    params: { socket },
  },
  socketSilent: {
    sentence: 'A socket stays open and tells nothing, not even its PONG.',
    target: 'stream',
    forMs: 15 * SECOND,
    params: { socket },
  },
  outcomeSilent: {
    sentence: 'One outcome of a market falls silent while the other goes on.',
    target: 'market',
    forMs: 15 * SECOND,
    params: { outcome: word(['yes', 'no'], 'yes', 'Which outcome.') },
  },
  framesDropped: {
    sentence: 'Frames of the public stream are lost.',
    target: 'stream',
    forMs: 10 * SECOND,
    params: { share: struckFrames(0.2) },
  },
  framesTwice: {
    sentence: 'Frames of the public stream come twice.',
    target: 'stream',
    forMs: 10 * SECOND,
    params: { share: struckFrames(0.2) },
  },
  framesReordered: {
    sentence: 'Frames of the public stream change places with the next one.',
    target: 'stream',
    forMs: 10 * SECOND,
    params: { share: struckFrames(0.2) },
  },
  framesDelayed: {
    sentence: 'Frames of the public stream come late, in order.',
    target: 'stream',
    forMs: 10 * SECOND,
    params: { delayMs: duration(2 * SECOND, { min: 1, max: 10 * MINUTE }, 'How late.'), share: struckFrames(1) },
  },
  framesCorrupted: {
    sentence: 'Prices or sizes in frames are wrong.',
    target: 'stream',
    forMs: 10 * SECOND,
    params: { share: struckFrames(0.1) },
  },
  framesTruncated: {
    sentence: 'Frames end in the middle.',
    target: 'stream',
    forMs: 10 * SECOND,
    params: { share: struckFrames(0.1) },
  },
  tickChange: {
    sentence: 'The tick of a market changes while we quote.',
    target: 'market',
    forMs: 0,
    params: { tick: number(0.001, 'dollars', { min: 0.0001, max: 0.1 }, 'The new tick.') },
  },
  crossedBook: {
    sentence: 'The public stream shows a bid above an ask.',
    target: 'market',
    forMs: 0,
    params: { ticks: whole(2, 'ticks', { min: 1, max: 50 }, 'How far the bid stands above the ask.') },
  },
} as const satisfies Record<string, CatalogueRow>;

const SURROUNDINGS = {
  chainErrors: {
    sentence: 'The chain refuses transactions at once.',
    target: 'chain',
    forMs: 30 * SECOND,
    params: { share: strikes('transactions') },
  },
  transactionStuck: {
    sentence: 'Transactions are neither mined nor refused until the fault ends.',
    target: 'chain',
    forMs: 30 * SECOND,
    params: { share: strikes('transactions') },
  },
  transactionReverted: {
    sentence: 'Transactions are mined and reverted: nothing of them happens.',
    target: 'chain',
    forMs: 30 * SECOND,
    params: { share: strikes('transactions') },
  },
  transactionLost: {
    sentence: 'Transactions get no answer, ever.',
    target: 'chain',
    forMs: 30 * SECOND,
    params: {
      mined: word(['no', 'yes'], 'no', 'Whether they happened all the same.'),
      share: strikes('transactions'),
    },
  },
  gasSpike: {
    sentence: 'Every transaction costs a lot of gas.',
    target: 'chain',
    forMs: MINUTE,
    params: { usd: number(2, 'dollars', { min: 0, max: 1_000, nonzero: true }, 'What each transaction costs more.') },
  },
  clockJump: {
    sentence: 'Our clock shows another time; it jumps back when the fault ends.',
    target: 'clock',
    forMs: MINUTE,
    params: {
      byMs: duration(
        30 * SECOND,
        { min: -DURATION_MAX_MS, max: DURATION_MAX_MS, nonzero: true },
        'How far; minus goes back.',
      ),
    },
  },
  stateUnwritable: {
    sentence: 'The state folder cannot be written.',
    target: 'files',
    forMs: 10 * SECOND,
    params: {},
  },
  diskFull: {
    sentence: 'The disk is full: writes fail and leave what was there.',
    target: 'files',
    forMs: 10 * SECOND,
    params: {},
  },
  slowLoop: {
    sentence: 'The event loop is blocked again and again.',
    target: 'process',
    forMs: 10 * SECOND,
    params: {
      stallMs: duration(200, { min: 1, max: 5 * SECOND }, 'How long each time.'),
      everyMs: duration(SECOND, { min: 10, max: MINUTE }, 'How often: time from one to the next.'),
    },
  },
} as const satisfies Record<string, CatalogueRow>;

/** By name, in the order in which people read them. */
export const CATALOGUE = { ...ACTORS, ...VENUE, ...ORDERS, ...STREAM, ...SURROUNDINGS } as const satisfies Record<
  string,
  CatalogueRow
>;
