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

/** Milliseconds for which a processor worked for this very thread: what else runs on the machine hardly shows. */
export function threadMs(): number {
  // Of a thread alone the system tells what it had worked when it was last interrupted, some milliseconds ago. Asking for the whole process
  // brings that up to date.
  process.cpuUsage();
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** Milliseconds with fractions, by a clock that all processes of this machine share. */
export function machineMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1e6;
}
