// In some nights one market's quoter always dies, for a while: its market comes to its limit, and is left out alone.
import type { NightStage } from './night-stage.ts';

/** One night in so many has a poisoned market: it comes to its limit within this time. */
const POISONED_EVERY = 8;
const POISONED_TURN = 3;
const POISON_MS = 60_000;
const POISON_EVERY_MS = 250;

export function poison(stage: NightStage): void {
  const { plan, table, world, clock } = stage;
  if (plan.seed % POISONED_EVERY !== POISONED_TURN || !plan.faults.includes('crash')) return;
  const [victim] = world.exchange.markets();
  const untilMs = stage.startMs + Math.min(table.faultsFromMs + POISON_MS, table.faultsUntilMs);
  const strike = () => {
    if (!victim || !stage.life.alive || clock.now() >= untilMs) return;
    stage.life.tree.send(`market:${victim.slug}/quoter`, { type: 'chaos.crash', where: 'guard' } as { type: string });
    clock.setTimeout(strike, POISON_EVERY_MS);
  };
  clock.setTimeout(strike, table.faultsFromMs);
}
