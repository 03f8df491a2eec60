// Frames of the private stream: what we say to it, and its messages read into records. Whose fills a trade holds is told by
// `own-fills.ts`. Promises: never throws; a known message that does not parse is a named problem, after which only a reload
// of orders and trades can be relied on; unknown types are counted and named.
import { excerpt, isObject, WireFault, type WireObject } from '../wire-field.ts';
import { list, type Of, type WireProblem } from './codec.ts';
import { CREDENTIALS } from './credentials.ts';
import { choice, MARKET_ID } from './scalars.ts';
import { at, maybe, shape } from './shape.ts';
import { USER_TRADE, type UserTrade } from './trades.ts';
import { USER_ORDER, type UserOrder } from './user-orders.ts';

export type UserMessage =
  | { readonly type: 'order'; readonly order: UserOrder }
  | { readonly type: 'trade'; readonly trade: UserTrade };

export interface UserFrame {
  readonly messages: readonly UserMessage[];
  /** Keep-alives and unknown types. */
  readonly ignored: number;
  readonly unknownTypes: readonly string[];
  /** The first one. */
  readonly problem: WireProblem | null;
}

export type UserSubscribe = Of<typeof USER_SUBSCRIBE>;
export type UserResubscribe = Of<typeof USER_RESUBSCRIBE>;

/** The first frame we send. Without markets: everything of the credential. */
export const USER_SUBSCRIBE = shape(
  'user subscription',
  {
    auth: at('auth', CREDENTIALS),
    markets: maybe('markets', list(MARKET_ID)),
  },
  { type: 'user' },
);

export const USER_RESUBSCRIBE = shape('user subscription change', {
  operation: at('operation', choice({ subscribe: 'subscribe', unsubscribe: 'unsubscribe' })),
  markets: at('markets', list(MARKET_ID)),
});

const UNKNOWN_TYPES_MAX = 16;
const TYPE_NAME_MAX = 40;

/** Reads one frame as it came over the socket: an object or a list of them. */
export function readUserFrame(text: string): UserFrame {
  if (text === '' || text === 'PONG' || text === 'PING')
    return { messages: [], ignored: 1, unknownTypes: [], problem: null };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { messages: [], ignored: 1, unknownTypes: [], problem: { field: 'body', found: excerpt(text) } };
  }
  const into: Collector = { messages: [], ignored: 0, unknownTypes: [], problem: null };
  for (const message of Array.isArray(parsed) ? parsed : [parsed]) readMessage(message, into);
  return into;
}

export function userMessageText(message: UserMessage): string {
  return JSON.stringify(message.type === 'order' ? USER_ORDER.write(message.order) : USER_TRADE.write(message.trade));
}

interface Collector {
  readonly messages: UserMessage[];
  readonly unknownTypes: string[];
  ignored: number;
  problem: WireProblem | null;
}

function readMessage(message: unknown, into: Collector): void {
  if (!isObject(message)) {
    into.problem ??= { field: 'message', found: excerpt(message) };
    return;
  }
  const type = typeOf(message);
  try {
    if (type === 'order') into.messages.push({ type, order: USER_ORDER.read(message) });
    else if (type === 'trade') into.messages.push({ type, trade: USER_TRADE.read(message) });
    else {
      into.ignored++;
      const name = type === '' ? '(none)' : type.slice(0, TYPE_NAME_MAX);
      if (into.unknownTypes.length < UNKNOWN_TYPES_MAX && !into.unknownTypes.includes(name))
        into.unknownTypes.push(name);
    }
  } catch (error) {
    if (!(error instanceof WireFault)) throw error;
    into.problem ??= { field: `${type}.${error.field}`, found: error.found };
  }
}

/** `event_type` is missing in some frames; then `type` tells. */
function typeOf(message: WireObject): string {
  const { event_type: named, type } = message;
  if (typeof named === 'string') return named;
  if (type === 'TRADE') return 'trade';
  return type === 'PLACEMENT' || type === 'UPDATE' || type === 'CANCELLATION' ? 'order' : '';
}
