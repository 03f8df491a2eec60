// When nobody is left to end the house by the book: everything of ours is cancelled by every path there is, again until the
// venue agrees or the time is up. After that only its dead-man switch is left, which strikes because nobody beats any more.
import type { MarketId } from '#domain/ids.ts';
import { ROOT } from './addresses.ts';
import type { Desk } from './desk.ts';
import { latchFailure } from './kill-switch.actor.ts';

/** As long as people may be kept waiting for a process that has failed. */
export const LAST_RESORT_MAX_MS = 2_000;
const AGAIN_MS = 250;

/** Alerts, cancels and writes down what still can be. Resolves with whether the venue agreed in time. Never throws: what
 *  fails here fails alone. */
export function lastResort(desk: Desk, error: unknown): Promise<boolean> {
  const why = error instanceof Error ? error.message : String(error);
  quietly(() => desk.alert('page', ROOT, `the root failed, everything is cancelled: ${why}`));
  latchFailure(desk, error);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  let over = false;
  const end = (agreed: boolean) => {
    if (over) return;
    over = true;
    desk.clock.clearTimeout(giveUp);
    if (!agreed) quietly(() => desk.alert('page', ROOT, 'the venue did not agree in time that nothing of ours rests'));
    quietly(() => desk.flushFacts());
    resolve(agreed);
  };
  const giveUp = desk.clock.setTimeout(() => end(false), LAST_RESORT_MAX_MS);
  const attempt = () => {
    if (over) return;
    cancelByEveryPath(desk, (agreed) => {
      if (agreed) end(true);
      else desk.clock.setTimeout(attempt, AGAIN_MS);
    });
  };
  attempt();
  return promise;
}

/** By id, by market, and everything; `done` hears of the last. One path that throws leaves the others. */
function cancelByEveryPath(desk: Desk, done: (agreed: boolean) => void): void {
  const { venue, orders } = desk;
  const live = orders.allLive();
  const markets = new Set<MarketId>(live.map((row) => row.market));
  quietly(() => {
    if (live.length > 0)
      venue.cancel(
        live.map((row) => row.id),
        () => {},
      );
  });
  for (const market of markets) quietly(() => venue.cancelMarket(market, () => {}));
  quietly(
    () => venue.cancelAll((answer) => done(answer.ok)),
    () => done(false),
  );
}

function quietly(run: () => void, instead: () => void = () => {}): void {
  try {
    run();
  } catch {
    instead();
  }
}
