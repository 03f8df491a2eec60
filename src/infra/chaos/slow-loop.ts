// A blocked event loop, seen from outside: nothing that is due while it is blocked happens before it runs again. The real loop
// stays free, so the same fault works under a virtual clock and cannot hang the service that it is injected into.
import type { ChaosBoard } from './chaos-board.ts';

/** Milliseconds until the loop runs again; 0: it runs. */
export function blockedMs(board: ChaosBoard, nowMs: number): number {
  const fault = board.active('slowLoop');
  if (!fault) return 0;
  const { stallMs, everyMs } = fault.params;
  const intoMs = (nowMs - fault.sinceMs) % everyMs;
  return intoMs < stallMs ? Math.min(stallMs - intoMs, fault.untilMs - nowMs) : 0;
}
