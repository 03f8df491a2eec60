// The wall clock and its timers, behind the port that the whole tree lives on. Nothing else reads the time.
import type { Clock } from '#domain/ports.ts';

/** Longest delay Node keeps; a longer one would fire at once. */
const NODE_DELAY_MAX_MS = 2 ** 31 - 1;

interface RealTimer {
  node: NodeJS.Timeout | null;
}

/** A negative or NaN delay is 0; an infinite one never fires; one beyond Node's limit is waited for in parts. */
export function realClock(): Clock {
  return {
    now: () => Date.now(),
    steadyMs: () => performance.now(),
    setTimeout(run, delayMs) {
      const timer: RealTimer = { node: null };
      if (delayMs !== Infinity) arm(timer, run, delayMs > 0 ? delayMs : 0);
      return timer;
    },
    clearTimeout(handle) {
      const timer = handle as RealTimer | null | undefined;
      if (timer?.node) clearTimeout(timer.node);
    },
  };
}

function arm(timer: RealTimer, run: () => void, delayMs: number): void {
  const partMs = Math.min(delayMs, NODE_DELAY_MAX_MS);
  timer.node = setTimeout(() => {
    if (delayMs > partMs) arm(timer, run, delayMs - partMs);
    else run();
  }, partMs);
}

/** `2026-11-20T05:00:00.000Z`: the same in every time zone. For people; nothing computes with it. */
export function timeText(atMs: number): string {
  return new Date(atMs).toISOString();
}
