// Watches how the ports fare, for the kill switch and the gateway: how long the venue's answers take, what it rejects and whether
// its engine is down, which transactions fail, and how far the stamps of the stream are from our clock. Passes everything on as
// it is, and owns nothing.
import type { VenueFailure } from '#domain/failure.ts';
import type { ClockSkew } from '#domain/market/clock-skew.ts';
import { ANSWER_PATIENCE_MS, type ExecutionLog } from '#domain/orders/execution-log.ts';
import type { Answer, Chain, Clock, MarketStream, PlaceOutcome, Reply, Venue } from '#domain/ports.ts';
import type { Vitals } from './vitals.ts';

const DEAF: readonly VenueFailure['kind'][] = ['rateLimited', 'unreachable', 'unreadable'];

/** `onRestart`: an engine that was believed to be there answered with 425, whoever had asked. */
export function watchedVenue(
  venue: Venue,
  vitals: Vitals,
  clock: Clock,
  onRestart: (retryAfterMs: number | null) => void,
): Venue {
  const log = vitals.executions;
  let heardMs = Number.NEGATIVE_INFINITY;
  /** A 429 comes from the door and a lost answer from nobody: neither says how the engine is. */
  function noteEngine(askedMs: number, failure: VenueFailure | null): void {
    if (failure && DEAF.includes(failure.kind)) return;
    if (failure?.kind !== 'restarting') {
      heardMs = Math.max(heardMs, askedMs);
      if (askedMs >= (vitals.engineDownMs ?? askedMs)) vitals.engineDownMs = null;
      return;
    }
    vitals.engineWasDownMs = Math.max(vitals.engineWasDownMs, askedMs);
    vitals.restarting.sign(clock.steadyMs());
    if (askedMs < heardMs) return;
    const known = vitals.engineDownMs;
    vitals.engineDownMs = Math.max(known ?? askedMs, askedMs);
    if (known === null || askedMs > known) onRestart(failure.retryAfterMs);
  }
  /** Times the answer; `look` sees the first one only, because a second says nothing new. */
  function timed<T>(reply: Reply<T>, look: (answer: Answer<T>, tookMs: number) => void = () => {}): Reply<T> {
    const asked = log.asked(clock.steadyMs());
    return (answer) => {
      const isLost = !answer.ok && answer.failure.kind === 'unreachable';
      const nowMs = clock.steadyMs();
      if (log.answered(asked, nowMs, isLost)) look(answer, nowMs - asked.atMs);
      noteEngine(asked.atMs, answer.ok ? null : answer.failure);
      reply(answer);
    };
  }
  /** A cancel that was turned away took nothing down, however fast; one that was lost is as slow as patience, at least. */
  function noteCancel(answer: Answer<unknown>, tookMs: number): void {
    if (answer.ok) vitals.cancels.note(tookMs);
    else if (answer.failure.kind === 'unreachable') vitals.cancels.note(Math.max(tookMs, ANSWER_PATIENCE_MS));
  }
  return {
    place: (orders, reply) =>
      venue.place(
        orders,
        timed(reply, (answer) => judge(answer, orders.length, log, clock.steadyMs())),
      ),
    cancel: (orders, reply) => venue.cancel(orders, timed(reply, noteCancel)),
    cancelMarket: (market, reply) => venue.cancelMarket(market, timed(reply, noteCancel)),
    cancelAll: (reply) => venue.cancelAll(timed(reply, noteCancel)),
    openOrders: (reply) => venue.openOrders(reply),
    order: (id, reply) => venue.order(id, reply),
    fills: (sinceMs, reply) => venue.fills(sinceMs, reply),
    account: (reply) => venue.account(reply),
    beat: (previous, reply) => venue.beat(previous, reply),
    listen: (listener) => venue.listen(listener),
    newsHeardMs: () => venue.newsHeardMs(),
  };
}

export function watchedChain(chain: Chain, log: ExecutionLog, clock: Clock): Chain {
  function noted<T>(reply: Reply<T>): Reply<T> {
    return (answer) => {
      if (!answer.ok) log.failed(clock.steadyMs());
      reply(answer);
    };
  }
  return {
    merge: (market, size, reply) => chain.merge(market, size, noted(reply)),
    split: (market, size, reply) => chain.split(market, size, noted(reply)),
    redeem: (market, reply) => chain.redeem(market, noted(reply)),
    gas: (reply) => chain.gas(reply),
  };
}

export function watchedStream(stream: MarketStream, skew: ClockSkew, clock: Clock): MarketStream {
  return {
    catalogue: (listener) => stream.catalogue(listener),
    listen: (markets, listener) =>
      stream.listen(markets, (event, receivedMs) => {
        // A snapshot is stamped when its book last changed, which may be long ago.
        if (event.type === 'PRINT' || (event.type === 'LEVELS' && !event.restamped)) skew.note(clock.now(), event.atMs);
        listener(event, receivedMs);
      }),
    heardMs: (market) => stream.heardMs(market),
  };
}

function judge(answer: Answer<readonly PlaceOutcome[]>, orders: number, log: ExecutionLog, nowMs: number): void {
  if (answer.ok)
    for (const outcome of answer.value) log.verdict(outcome.result === 'rejected' ? outcome.reason : null, nowMs);
  else if (answer.failure.kind === 'rejected')
    for (let each = 0; each < orders; each += 1) log.verdict(answer.failure.reason, nowMs);
}
