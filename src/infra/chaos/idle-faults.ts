// Commands that would change nothing at our exchange as it stands now: whoever asks for one is told, instead of being shown a fault
// that healed at once.
import type { FaultCommand } from '#domain/chaos/fault.ts';
import type { WalletId } from '#domain/ids.ts';
import { microText } from '#domain/units.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { strikes } from './chaos-board.ts';
import { nearestTick } from './engine-faults.ts';

/** Returns why the command would change nothing; null: it would, or nobody can say. */
export function idleFault(exchange: Exchange, wallet: WalletId, command: FaultCommand): string | null {
  const struck = exchange.markets().filter(({ payout, slug }) => payout === null && strikes(command, slug));
  switch (command.fault) {
    case 'tickChange': {
      const tick = nearestTick(command.params.tick);
      if (struck.length === 0) return 'no market there takes orders any more';
      return struck.every(({ id }) => exchange.tick(id) === tick) ? `the tick is ${microText(tick)} already` : null;
    }
    case 'venueCancel': {
      const markets = new Set(struck.map(({ id }) => id));
      const rests = exchange.openOrders(wallet).some(({ market }) => markets.has(market));
      return rests ? null : 'no order of ours rests there';
    }
    case 'balanceDrift': {
      const { cash } = exchange.account(wallet);
      return command.params.usd < 0 && cash.isZero() ? 'there is no cash to take away' : null;
    }
    case 'holdingDrift': {
      const { outcome, shares } = command.params;
      if (struck.length === 0) return 'no market there takes orders any more';
      const { holdings } = exchange.account(wallet);
      const held = struck.some(({ id }) => (holdings.get(id)?.[outcome] ?? 0) > 0);
      return shares < 0 && !held ? `no ${outcome} shares are held there` : null;
    }
    case 'midnightPayouts': {
      const { rewardUsd, rebateUsd, depositUsd } = command.params;
      return rewardUsd === 0 && rebateUsd === 0 && depositUsd === 0 ? 'nothing is paid' : null;
    }
    default:
      return null;
  }
}
