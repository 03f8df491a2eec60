// Faults of the venue, as rows of the catalogue: those that strike the account as a whole, and those that strike orders and
// fills of one market or of all. What a row means is said in `fault-catalogue.ts`, which puts them together.
import { duration, number, share, whole, word } from './fault-param.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

const strikes = (what: string) => share(1, `Share of ${what} that it strikes.`);

export const VENUE = {
  engineRestart: {
    sentence: 'The matching engine restarts: orders answer 425, and afterwards only post-only ones are taken.',
    target: 'venue',
    forMs: 30 * SECOND,
    params: {
      retryAfterMs: duration(SECOND, { min: 0, max: MINUTE }, 'Retry-After of the answers; 0 leaves it out.'),
      postOnlyMs: duration(2 * MINUTE, { min: 0, max: HOUR }, 'How long only post-only orders are taken afterwards.'),
      ordersLost: word(['no', 'yes'], 'no', 'Whether what rested is gone after the restart.'),
    },
  },
  postOnlyMode: {
    sentence: '503 in its first form: only post-only orders and cancels are taken.',
    target: 'venue',
    forMs: 30 * SECOND,
    params: {},
  },
  cancelOnly: {
    sentence: '503 in its second form: no orders are taken, only cancels.',
    target: 'venue',
    forMs: 30 * SECOND,
    params: {},
  },
  tradingDisabled: {
    sentence: '503 in its last form: neither orders nor cancels are taken.',
    target: 'venue',
    forMs: 15 * SECOND,
    params: {},
  },
  rateLimited: {
    sentence: '429: the venue takes no more of our requests for now.',
    target: 'venue',
    forMs: 5 * SECOND,
    params: {
      retryAfterMs: duration(SECOND, { min: 0, max: MINUTE }, 'Retry-After of the answers; 0 leaves it out.'),
      share: strikes('requests'),
    },
  },
  beatLost: {
    sentence: 'Heartbeats arrive and their acknowledgements do not.',
    target: 'venue',
    forMs: 20 * SECOND,
    params: { arrives: word(['yes', 'no'], 'yes', 'Whether the beat itself reaches the venue.') },
  },
  wrongBeat: {
    sentence: 'The venue expects another heartbeat id than ours and says which.',
    target: 'venue',
    forMs: 0,
    params: { times: whole(1, 'beats', { min: 1, max: 100 }, 'Beats in a row that are refused.') },
  },
  heartbeatExpired: {
    sentence: 'The venue takes us for dead and cancels every order of ours.',
    target: 'venue',
    forMs: 0,
    params: {},
  },
  readsFail: {
    sentence: 'Listings of orders, trades and balances fail.',
    target: 'venue',
    forMs: 10 * SECOND,
    params: { share: strikes('reads') },
  },
  accountRestricted: {
    sentence: 'Every new order is rejected because the account is restricted.',
    target: 'venue',
    forMs: 10 * SECOND,
    params: {},
  },
  balanceDrift: {
    sentence: 'Cash at the venue changes and nobody says why.',
    target: 'venue',
    forMs: 0,
    params: {
      usd: number(
        -5,
        'dollars',
        { min: -1_000_000, max: 1_000_000, nonzero: true },
        'What is added; minus takes away.',
      ),
    },
  },
  allowanceDrift: {
    sentence: 'The venue believes that we may spend no more than a little: buys beyond it are rejected.',
    target: 'venue',
    forMs: 10 * SECOND,
    params: { usd: number(0, 'dollars', { min: 0, max: 1_000_000 }, 'What it believes we may spend.') },
  },
  midnightPayouts: {
    sentence: 'What the venue pays around midnight arrives now: rewards, rebates, and somebody deposits.',
    target: 'venue',
    forMs: 0,
    params: {
      rewardUsd: number(3, 'dollars', { min: 0, max: 100_000 }, 'Rewards for resting orders.'),
      rebateUsd: number(1, 'dollars', { min: 0, max: 100_000 }, 'Maker rebates.'),
      depositUsd: number(100, 'dollars', { min: -100_000, max: 100_000 }, 'A deposit; minus is a withdrawal.'),
    },
  },
} as const;

export const ORDERS = {
  replyLost: {
    sentence: 'The answer to an order or a cancel is lost; whether the request arrived is the question.',
    target: 'market',
    forMs: 5 * SECOND,
    params: {
      arrived: word(['either', 'yes', 'no'], 'either', 'Whether the request arrived all the same.'),
      share: strikes('requests'),
    },
  },
  replyLate: {
    sentence: 'Answers to orders and cancels take long.',
    target: 'market',
    forMs: 10 * SECOND,
    params: {
      delayMs: duration(3 * SECOND, { min: 1, max: 10 * MINUTE }, 'How much later than usual.'),
      share: strikes('answers'),
    },
  },
  replyTwice: {
    sentence: 'Answers come twice.',
    target: 'market',
    forMs: 10 * SECOND,
    params: {
      delayMs: duration(SECOND, { min: 0, max: 10 * MINUTE }, 'How long after the first the second comes.'),
      share: strikes('answers'),
    },
  },
  fillBeforeReply: {
    sentence: 'An order fills, and its fill is told before the answer that it was taken.',
    target: 'market',
    forMs: 10 * SECOND,
    params: { share: share(0.2, 'Share of orders that fill on arrival.') },
  },
  fillAfterCancel: {
    sentence: 'A cancel is confirmed, and a fill of the same order is told afterwards.',
    target: 'market',
    forMs: 10 * SECOND,
    params: { share: share(0.2, 'Share of cancels that a fill crosses.') },
  },
  settlementFailed: {
    sentence: 'Matched trades fail on chain: their fills are void.',
    target: 'market',
    forMs: 30 * SECOND,
    params: { share: strikes('trades') },
  },
  settlementRetrying: {
    sentence: 'Matched trades are retried for minutes before they are settled or fail.',
    target: 'market',
    forMs: 30 * SECOND,
    params: {
      retryMs: duration(3 * MINUTE, { min: SECOND, max: HOUR }, 'How long a trade is retried.'),
      endsFailed: share(0.5, 'Share of them that fail in the end.', 0),
    },
  },
  batchFails: {
    sentence: 'Of the orders of one request some are rejected, the others rest.',
    target: 'market',
    forMs: 10 * SECOND,
    params: { share: share(0.5, 'Share of orders that are rejected.') },
  },
  postOnlyRejected: {
    sentence: 'Orders are rejected because they would cross the book.',
    target: 'market',
    forMs: 10 * SECOND,
    params: { share: strikes('orders') },
  },
  venueCancel: {
    sentence: 'The venue removes resting orders without being asked.',
    target: 'market',
    forMs: 0,
    params: {
      share: strikes('our resting orders'),
      told: word(['yes', 'no'], 'yes', 'Whether the private stream says so.'),
    },
  },
  matchedStuck: {
    sentence: 'The counter of what is filled stands still in listings while fills go on.',
    target: 'market',
    forMs: 30 * SECOND,
    params: {},
  },
  holdingDrift: {
    sentence: 'Shares at the venue change and nobody says why.',
    target: 'market',
    forMs: 0,
    params: {
      outcome: word(['yes', 'no'], 'yes', 'Of which outcome.'),
      shares: number(
        -10,
        'shares',
        { min: -1_000_000, max: 1_000_000, nonzero: true },
        'What is added; minus takes away.',
      ),
    },
  },
} as const;
