// Puts the queue-tracker beside the market's queue estimates.
import type { MarketState } from '#domain/market/market-state.ts';
import type { LevelSize } from '#domain/quoting/queue-estimates.ts';
import type { QueueTrackerDesk } from '#machines/queue-tracker.machine.ts';
import type { Desk } from './desk.ts';

export function queueTrackerDesk(desk: Desk, state: MarketState): QueueTrackerDesk {
  const { queue } = state;
  const size: LevelSize = (side, price) => state.book.size(side, price);
  const resting = () => desk.orders.live(state.facts.id).filter((row) => row.restingMs !== null);
  let movesAtStart = 0;
  return {
    join: (order) => queue.join(order, size, desk.clock.now()),
    leave: (order) => queue.leave(order.id),
    shrink: (order) => queue.shrink(order, desk.clock.now()),
    recalibrate() {
      queue.clear();
      for (const order of resting()) queue.join(order, size, desk.clock.now());
      movesAtStart = queue.moves;
    },
    believe(sure) {
      queue.sure = sure;
    },
    tracksNothing: () => queue.count === 0,
    atFront: () => resting().some((order) => queue.ahead(order.id) === 0),
    unmoved: () => queue.moves === movesAtStart,
  };
}
