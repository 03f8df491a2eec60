// The only door through which orders leave. The machine decides what may leave now; its desk (an actor's object) keeps the
// rows, reviews risk in the step that hands over to the venue, and books money before anybody hears of it.
// A gateway admits nothing before it has read what rests at the venue; boot and restart are one path.
import { stateIn } from 'xstate';
import { NO_MOOD } from './order-gateway.protocol.ts';
import * as times from './order-gateway.times.ts';
import { gatewayWords } from './order-gateway.words.ts';

export const orderGatewayMachine = gatewayWords.createMachine({
  id: 'order-gateway',
  context: ({ input }) => ({ ...input, beating: true, hearing: true, probeMs: times.PROBE_FIRST_MS, closedWhy: '' }),
  initial: 'reconciling',
  on: {
    // Money and rows move in every state: news does not wait for a mood.
    NEWS: { actions: ({ context, event }) => context.desk.news(event.news) },
    // What a mood forbids was stopped when it began; the review in this step looks again.
    INTENTS_WRITTEN: { actions: ({ context, event }) => context.desk.written(event.orders, event.problem) },
    PLACE_ANSWERED: { actions: ({ context, event }) => context.desk.placed(event.orders, event.answer) },
    CANCEL_ANSWERED: { actions: ({ context, event }) => context.desk.cancelled(event.orders, event.answer) },
    ORDER_LOOKED_UP: { actions: ({ context, event }) => context.desk.lookedUp(event.order, event.answer) },
    MERGE_ANSWERED: {
      actions: ({ context, event }) => context.desk.merged(event.market, event.size, event.answer, event.late === true),
    },
    REDEEM_ANSWERED: { actions: ({ context, event }) => context.desk.redeemed(event.market, event.answer) },
    CANCEL_MARKET: { actions: ({ context, event }) => context.desk.cancelMarket(event.market, event.why) },
    REDEEM: { actions: ({ context, event }) => context.desk.redeem(event.market) },
    ADMIT: {
      actions: [
        { type: 'remember', params: ({ event }) => ({ admission: event.admission, why: event.why }) },
        'obeyHalt',
      ],
    },
    BEAT_LOST: {
      target: '.beatLost',
      actions: [
        { type: 'beats', params: false },
        { type: 'closedBecause', params: ({ event }) => event.why },
      ],
    },
    BEAT_RESTORED: { actions: { type: 'beats', params: true } },
    ENGINE_RESTARTING: {
      target: '.engineRestarting',
      actions: { type: 'probeIn', params: ({ event }) => event.retryAfterMs },
    },
    VENUE_CLOSED: { target: '.venueClosed', actions: { type: 'closedBecause', params: ({ event }) => event.why } },
    NEWS_LOST: { actions: { type: 'hears', params: false } },
    NEWS_BACK: { actions: { type: 'hears', params: true } },
    DRAIN: '.draining',
    // Asked for in another mood, and worthless in this one.
    LISTING_READ: {},
    PROBED: {},
    QUOTE: {},
    BOOKS_AGREE: {},
    shutdown: { target: '.ended', actions: { type: 'cancelEveryWay', params: 'the gateway ends' } },
  },
  states: {
    reconciling: {
      entry: [{ type: 'close', params: 'reading what rests at the venue' }, 'obeyHalt', 'readListing'],
      on: {
        LISTING_READ: [
          {
            guard: { type: 'listed', params: ({ event }) => event.answer },
            actions: { type: 'reconcileAtOnce', params: ({ event }) => event.answer },
            target: 'admitting',
          },
          { target: 'readingAgain' },
        ],
      },
      after: { 10000: { target: 'reconciling', reenter: true } },
    },
    readingAgain: {
      after: { [times.READ_AGAIN_MS]: [{ guard: 'blind', target: 'blind' }, { target: 'reconciling' }] },
    },
    /** Nobody knows what was filled: nothing rests unwatched, and nothing leaves before a listing was read and the account agrees. */
    blind: {
      entry: [
        { type: 'close', params: 'what rests and what was filled cannot be read' },
        { type: 'cancelEveryWay', params: 'what rests and what was filled cannot be read' },
        'readListing',
      ],
      on: {
        LISTING_READ: {
          guard: { type: 'listed', params: ({ event }) => event.answer },
          actions: [{ type: 'reconcileAtOnce', params: ({ event }) => event.answer }, 'doubtBooks'],
          target: 'admitting',
        },
      },
      after: { [times.CANCEL_AGAIN_MS]: { target: 'blind', reenter: true } },
    },
    /** After a restart of the process, or a time without listings: what we own by our facts is held against the account first. */
    agreeing: {
      entry: [{ type: 'close', params: 'our books are held against the account' }, 'compareAccount', 'obeyHalt'],
      on: { BOOKS_AGREE: 'admitting' },
      after: { [times.READ_AGAIN_MS]: 'reconciling' },
    },
    admitting: {
      initial: 'deciding',
      on: {
        MERGE: { actions: ({ context, event }) => context.desk.merge(event.market, event.size) },
        NEWS_LOST: { target: '#order-gateway.newsLost', actions: { type: 'hears', params: false } },
        LISTING_READ: { actions: { type: 'reconcile', params: ({ event }) => event.answer } },
        ADMIT: {
          actions: { type: 'remember', params: ({ event }) => ({ admission: event.admission, why: event.why }) },
          target: '.deciding',
        },
      },
      states: {
        deciding: {
          always: [
            // However we came here: without a beat nobody would cancel for us.
            { guard: 'beatless', target: '#order-gateway.beatLost' },
            { guard: 'unheard', target: '#order-gateway.newsLost' },
            { guard: 'engineDown', target: '#order-gateway.engineRestarting' },
            { guard: 'blind', target: '#order-gateway.blind' },
            { guard: 'disagrees', target: '#order-gateway.agreeing' },
            { guard: 'wantsOpen', target: 'open' },
            { guard: 'wantsReduceOnly', target: 'reduceOnly' },
            { guard: 'wantsNoNew', target: 'noNewQuotes' },
            { target: 'halted' },
          ],
        },
        open: {
          entry: 'admit',
          on: { QUOTE: { actions: { type: 'quote', params: ({ event }) => event } } },
          after: {
            [times.SWEEP_MS]: [
              { guard: 'blind', target: '#order-gateway.blind' },
              { target: 'open', reenter: true, actions: 'sweep' },
            ],
          },
        },
        reduceOnly: {
          entry: 'admit',
          on: { QUOTE: { actions: { type: 'quote', params: ({ event }) => event } } },
          after: {
            [times.SWEEP_MS]: [
              { guard: 'blind', target: '#order-gateway.blind' },
              { target: 'reduceOnly', reenter: true, actions: 'sweep' },
            ],
          },
        },
        /** Quotes still come: their cancels leave, their orders do not. */
        noNewQuotes: {
          entry: 'admit',
          on: { QUOTE: { actions: { type: 'quote', params: ({ event }) => event } } },
          after: {
            [times.SWEEP_MS]: [
              { guard: 'blind', target: '#order-gateway.blind' },
              { target: 'noNewQuotes', reenter: true, actions: 'sweep' },
            ],
          },
        },
        halted: {
          entry: ['admit', { type: 'cancelAll', params: 'halted' }],
          // Again while anything may rest: an order that was in flight when we halted is cancelled as it lands.
          after: { [times.SWEEP_MS]: { target: 'halted', reenter: true, actions: 'sweep' } },
        },
      },
    },
    /** Nobody vouches for us: nothing may rest. Closed first, then cancelled by every way, again until the beat is back. */
    beatLost: {
      entry: [
        { type: 'close', params: ({ context }) => `heartbeat lost: ${context.closedWhy}` },
        { type: 'cancelEveryWay', params: 'heartbeat lost' },
      ],
      on: {
        BEAT_LOST: {},
        BEAT_RESTORED: { target: 'reconciling', actions: { type: 'beats', params: true } },
        ENGINE_RESTARTING: {},
        VENUE_CLOSED: {},
      },
      after: { [times.CANCEL_AGAIN_MS]: { target: 'beatLost', reenter: true } },
    },
    /** 425: no order leaves; beats, cancels and probes do. */
    engineRestarting: {
      entry: { type: 'close', params: 'the matching engine restarts' },
      initial: 'waiting',
      on: {
        ENGINE_RESTARTING: {},
        BEAT_LOST: { actions: { type: 'beats', params: false } },
      },
      states: {
        waiting: { after: { nextProbe: 'probing' } },
        probing: {
          entry: ['probe', 'obeyHalt'],
          on: {
            PROBED: [
              {
                guard: { type: 'stillRestarting', params: ({ event }) => event.restarting },
                target: 'waiting',
                actions: { type: 'probeLater', params: ({ event }) => event.retryAfterMs },
              },
              { guard: 'beating', target: '#order-gateway.racing' },
              { target: '#order-gateway.beatLost' },
            ],
          },
          after: { [times.PROBE_ANSWER_MAX_MS]: { target: 'probing', reenter: true } },
        },
      },
    },
    /** The post-only window: whoever rests first stands first. One read of what rests, then quotes into empty slots. */
    racing: {
      initial: 'reading',
      entry: ({ context }) => context.desk.race(true),
      exit: ({ context }) => context.desk.race(false),
      on: { MERGE: { actions: ({ context, event }) => context.desk.merge(event.market, event.size) } },
      after: {
        raceTidy: { actions: 'cancelBlind' },
        // Whoever has not read what rests by then reads it like anybody else.
        windowOver: [{ guard: stateIn({ racing: 'quoting' }), target: 'admitting' }, { target: 'reconciling' }],
      },
      states: {
        reading: {
          entry: ['readListing', 'obeyHalt'],
          on: {
            LISTING_READ: [
              {
                guard: { type: 'listed', params: ({ event }) => event.answer },
                actions: { type: 'reconcileAtOnce', params: ({ event }) => event.answer },
                target: 'quoting',
              },
              { target: 'readingAgain' },
            ],
          },
          after: { [times.PROBE_ANSWER_MAX_MS]: { target: 'reading', reenter: true } },
        },
        readingAgain: { after: { [times.PROBE_FIRST_MS]: 'reading' } },
        quoting: {
          // Halted or held back by somebody else: that is for the ordinary states.
          always: [
            { guard: 'wantsNoOrders', target: '#order-gateway.admitting' },
            { guard: 'unheard', target: '#order-gateway.newsLost' },
            { guard: 'disagrees', target: '#order-gateway.agreeing' },
          ],
          entry: 'admit',
          on: {
            QUOTE: { actions: { type: 'quote', params: ({ event }) => event } },
            LISTING_READ: { actions: { type: 'reconcile', params: ({ event }) => event.answer } },
            ADMIT: {
              actions: { type: 'remember', params: ({ event }) => ({ admission: event.admission, why: event.why }) },
              target: '#order-gateway.admitting',
            },
          },
          after: { [times.SWEEP_MS]: { target: 'quoting', reenter: true, actions: 'sweep' } },
        },
      },
    },
    /** 503: it takes no orders. Cancels are tried all the same. */
    venueClosed: {
      entry: [{ type: 'close', params: ({ context }) => context.closedWhy }, 'obeyHalt'],
      on: { VENUE_CLOSED: {} },
      after: { [times.CLOSED_AGAIN_MS]: 'reconciling' },
    },
    /** Fills may have been told to nobody: closed until the stream is heard and the venue's listing was read. What rests is
     *  known by its listing alone, and not for long. */
    newsLost: {
      entry: { type: 'close', params: 'the private stream is silent' },
      initial: 'hoping',
      on: {
        NEWS_BACK: { target: 'reconciling', actions: { type: 'hears', params: true } },
        LISTING_READ: { actions: { type: 'reconcile', params: ({ event }) => event.answer } },
      },
      states: {
        hoping: { entry: 'readListing', after: { [times.NEWS_GRACE_MS]: 'clearing' } },
        clearing: {
          entry: [{ type: 'cancelEveryWay', params: 'the private stream is silent' }, 'readListing'],
          after: { [times.CANCEL_AGAIN_MS]: { target: 'clearing', reenter: true } },
        },
      },
    },
    draining: {
      entry: [{ type: 'close', params: 'draining' }, { type: 'cancelAll', params: 'draining' }, 'readListing'],
      on: {
        DRAIN: {},
        ...NO_MOOD,
        LISTING_READ: [
          { guard: { type: 'nothingRests', params: ({ event }) => event.answer }, target: 'drained' },
          { actions: { type: 'reconcile', params: ({ event }) => event.answer }, target: 'drainingAgain' },
        ],
      },
      after: { 2000: { target: 'draining', reenter: true } },
    },
    drainingAgain: { on: { DRAIN: {}, ...NO_MOOD }, after: { [times.DRAIN_LOOK_MS]: 'draining' } },
    drained: { entry: 'reportDrained', on: { DRAIN: {}, ...NO_MOOD, shutdown: 'ended' } },
    ended: { type: 'final' },
  },
});
