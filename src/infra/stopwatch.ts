// Time that passes while the process computes, for benches: nothing that trades may look at it.

/** Starts now. Returns milliseconds of the world since then, with fractions. */
export function stopwatch(): () => number {
  const startMs = performance.now();
  return () => performance.now() - startMs;
}

/** Starts now. Returns milliseconds for which processors worked for this process since then, its garbage collector included:
 *  what else runs on the machine hardly shows. */
export function processWatch(): () => number {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  };
}
