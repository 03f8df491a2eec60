// Reference prices of the venue: its stream of today and the one before it. Prices are JSON numbers with an exact text beside
// them whose scale differs by topic, so here they are statistics.
import { type Codec, list, type Of } from './codec.ts';
import { CREDENTIALS } from './credentials.ts';
import { BOOL, COUNT, choice, ID, NUMBER, TEXT } from './scalars.ts';
import { at, maybe, shape, unless } from './shape.ts';
import { MS_NUMBER } from './times.ts';

const POINT = shape('reference point', {
  atMs: at('timestamp', MS_NUMBER),
  value: at('value', NUMBER),
  exact: maybe('full_accuracy_value', TEXT),
});

const PAYLOAD = shape('reference prices', {
  symbol: at('symbol', TEXT),
  source: maybe('source', TEXT),
  windowSeconds: maybe('window_s', COUNT),
  /** One price, or the last minutes as a list. */
  atMs: maybe('timestamp', MS_NUMBER),
  value: maybe('value', NUMBER),
  exact: maybe('full_accuracy_value', TEXT),
  points: maybe('data', list(POINT) as Codec<readonly Of<typeof POINT>[]>),
});

/** A frame of the stream of today. `seq` is dense on one connection; `dropped` counts what we were too slow for. */
export const BOLT_FRAME = shape('bolt frame', {
  version: at('v', COUNT),
  channel: at('channel', TEXT),
  seq: at('seq', COUNT),
  atMs: at('ts', MS_NUMBER),
  snapshot: unless(false, 'snapshot', BOOL),
  dropped: maybe('dropped', COUNT),
  prices: at('payload', PAYLOAD),
});

/** The first frame we send. */
export const BOLT_AUTH = shape(
  'bolt key',
  {
    rid: maybe('rid', TEXT),
    auth: at('auth', CREDENTIALS),
  },
  { op: 'auth' },
);

export const BOLT_SUBSCRIBE = shape(
  'bolt subscription',
  {
    rid: maybe('rid', TEXT),
    subscriptions: at(
      'subscriptions',
      list(
        shape('subscribed channel', {
          channel: at('channel', TEXT),
          filter: at(
            'filter',
            shape('channel filter', { symbol: at('symbol', TEXT), windowSeconds: maybe('window_seconds', COUNT) }),
          ),
        }),
      ),
    ),
  },
  { op: 'subscribe' },
);

/** Its answers to what we ask, by `rid`. */
export const BOLT_REPLY = shape('bolt reply', {
  op: at('op', TEXT),
  rid: maybe('rid', TEXT),
  channel: maybe('channel', TEXT),
  code: maybe('code', TEXT),
  message: maybe('message', TEXT),
});

/** A frame of the old stream. `subscribe` is a backfill. */
export const RTDS_FRAME = shape('rtds frame', {
  topic: at('topic', TEXT),
  news: at('type', choice({ subscribe: 'backfill', update: 'update' })),
  atMs: at('timestamp', MS_NUMBER),
  connection: maybe('connection_id', ID),
  prices: at('payload', PAYLOAD),
});
