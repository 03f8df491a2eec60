// How far a replay is, on one line of the terminal: share done, rate, time left. Goes to stderr, so that the report can be
// piped; a log file gets a line now and then instead of a line that rewrites itself.
import type { Clock } from '#domain/ports.ts';
import type { ReplayProgress } from '#infra/exchange/replay-driver.ts';

const TERMINAL_EVERY_MS = 250;
const FILE_EVERY_MS = 5_000;
const WIDTH = 78;

export interface ProgressLine {
  show(progress: ReplayProgress): void;
  /** What is written next begins on a line of its own. */
  end(): void;
}

export const SILENT: ProgressLine = { show() {}, end() {} };

export function progressLine(label: string, clock: Clock): ProgressLine {
  const startedMs = clock.now();
  const terminal = process.stderr.isTTY;
  let shownMs = startedMs;
  let open = false;
  return {
    show(progress) {
      const nowMs = clock.now();
      if (nowMs - shownMs < (terminal ? TERMINAL_EVERY_MS : FILE_EVERY_MS)) return;
      shownMs = nowMs;
      const text = `${label}: ${textOf(progress, nowMs - startedMs)}`;
      process.stderr.write(terminal ? `\r${text.padEnd(WIDTH)}` : `${text}\n`);
      open = terminal;
    },
    end() {
      if (open) process.stderr.write('\n');
      open = false;
    },
  };
}

/** `42 %, 35000 lines/s, 5200 x real time, 3 s left`. */
function textOf({ bytesRead, bytesTotal, linesDone, simulatedMs }: ReplayProgress, tookMs: number): string {
  const share = bytesTotal > 0 ? bytesRead / bytesTotal : 1;
  const seconds = Math.max(tookMs, 1) / 1000;
  const rate = Math.round(linesDone / seconds);
  const faster = Math.round(simulatedMs / Math.max(tookMs, 1));
  const left = share > 0 ? `${((seconds * (1 - share)) / share).toFixed(0)} s left` : 'time left unknown';
  return `${(share * 100).toFixed(0)} %, ${rate} lines/s, ${faster} x real time, ${left}`;
}
