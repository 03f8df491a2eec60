// How far a replay is, on one line of the terminal: share done, rate, time left. Goes to stderr, so that the report can be
// piped; a log file gets a line now and then instead of a line that rewrites itself.
import type { Clock } from '#domain/ports.ts';
import type { ReplayProgress } from '#infra/exchange/replay-driver.ts';

const TERMINAL_EVERY_MS = 250;
const FILE_EVERY_MS = 5_000;

export function progressLine(label: string, clock: Clock): (progress: ReplayProgress) => void {
  const startedMs = clock.now();
  const terminal = process.stderr.isTTY;
  let shownMs = startedMs;
  return (progress) => {
    const nowMs = clock.now();
    const share = progress.bytesTotal > 0 ? progress.bytesRead / progress.bytesTotal : 1;
    if (nowMs - shownMs < (terminal ? TERMINAL_EVERY_MS : FILE_EVERY_MS)) return;
    shownMs = nowMs;
    const seconds = (nowMs - startedMs) / 1000;
    const left = share > 0 ? Math.max(0, (seconds * (1 - share)) / share) : Number.NaN;
    const rate = Math.round(progress.linesDone / Math.max(seconds, 0.001));
    const faster = Math.round(progress.simulatedMs / Math.max(nowMs - startedMs, 1));
    const text = `${label}: ${(share * 100).toFixed(0)} %, ${rate} lines/s, ${faster} x real time, ${left.toFixed(0)} s left`;
    process.stderr.write(terminal ? `\r${text.padEnd(78)}` : `${text}\n`);
    if (terminal && share >= 1) process.stderr.write('\n');
  };
}
