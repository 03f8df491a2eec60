// Expected trouble as values, sorted once at the border. A verdict is in the kind: what is not listed here is a broken
// assumption and goes through `invariant`, which fails the actor that found it.
import { withoutSecrets } from './secret-text.ts';

export type RejectReason =
  | 'crossesBook'
  | 'belowMinimumSize'
  | 'offTick'
  | 'notCovered'
  | 'marketClosed'
  | 'unknownMarket'
  | 'duplicateId'
  | 'postOnlyMode'
  | 'accountRestricted'
  /** The key or the signed time of a request was refused. */
  | 'unauthorised'
  /** The order was signed for another version of the exchange. */
  | 'versionMismatch'
  /** The market takes orders soon, not yet. */
  | 'notReady'
  /** A heartbeat with an id that is not the next of its chain: `text` is the one expected. */
  | 'wrongBeat'
  | 'other';

export type VenueFailure =
  /** The venue said no: do not repeat. */
  | { readonly kind: 'rejected'; readonly reason: RejectReason; readonly text: string }
  /** 429; null when it did not say for how long. */
  | { readonly kind: 'rateLimited'; readonly retryAfterMs: number | null }
  /** 425: the matching engine restarts. */
  | { readonly kind: 'restarting'; readonly retryAfterMs: number | null }
  /** 503: no order is taken for now; cancels are. */
  | { readonly kind: 'cancelOnly' }
  /** 503: neither orders nor cancels are taken for now. */
  | { readonly kind: 'disabled' }
  /** `maybe` makes the order `unknown`. `answer`: what stood in for the venue's, such as the page of a gateway before it. */
  | { readonly kind: 'unreachable'; readonly sent: 'no' | 'maybe'; readonly answer?: string }
  | { readonly kind: 'unreadable'; readonly excerpt: string };

/** A user's input is wrong; `message` names the file, line, key or flag, and shows no key that was typed. Commands turn it into
 *  exit code 2. */
export class BadInput extends Error {
  override readonly name = 'BadInput';

  constructor(message: string, options?: ErrorOptions) {
    super(withoutSecrets(message), options);
  }
}

/** A broken assumption of ours. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** `what` as a function where it is asked with every frame: words that nobody reads need not be made. */
export function invariant(condition: unknown, what: string | (() => string)): asserts condition {
  if (!condition) throw new InvariantError(typeof what === 'string' ? what : what());
}
