// Ctrl-C and its like: the first asks to stop, a second leaves at once with exit code 130.
import type { Clock } from '#domain/ports.ts';

/** npm hands the terminal's Ctrl-C on to us, although the terminal told us already: two within this time are one. */
const ECHO_MS = 50;
/** Exit code of whoever was told to leave, or stopped before the work was done. */
export const INTERRUPTED = 130;

export type Interrupt = 'SIGINT' | 'SIGTERM';

/** `isStopping`: whoever asked, the next interrupt leaves at once. Returns how to listen no more. */
export function onInterrupt(
  signals: readonly Interrupt[],
  clock: Clock,
  work: { readonly isStopping: () => boolean; readonly stop: () => void },
): () => void {
  let heardMs = Number.NEGATIVE_INFINITY;
  const hear = () => {
    const nowMs = clock.now();
    if (Math.abs(nowMs - heardMs) < ECHO_MS) return;
    heardMs = nowMs;
    if (work.isStopping()) process.exit(INTERRUPTED);
    work.stop();
  };
  for (const signal of signals) process.on(signal, hear);
  return () => {
    for (const signal of signals) process.off(signal, hear);
  };
}
