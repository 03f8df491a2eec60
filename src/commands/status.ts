// `status`: one screen of a running service that refreshes until Ctrl-C; once, where nobody watches.
import type { MarketRow } from '#domain/operator/market-views.ts';
import type { DeskView, EventView } from '#domain/operator/views.ts';
import type { Clock } from '#domain/ports.ts';
import { realClock } from '#infra/clock.ts';
import { loadSettings } from '#infra/settings-file.ts';
import { reasonOf } from '#infra/unavailable.ts';
import { durationOf, readArguments } from './arguments.ts';
import { type DoorVisit, visitDoor } from './door-visit.ts';
import { onInterrupt } from './interrupts.ts';
import { type Status, statusScreen } from './status-screen.ts';

const HELP = `status [options]: one screen of the running service: profit, limits, markets, faults; Ctrl-C leaves it

  --once             print it once and end; so does an output that is no terminal
  --json             everything as JSON, once
  --every TIME       between two looks (default 2s)
  --config FILE      settings file, for state.directory and mode
  --<setting> VALUE  such as --mode live --state.directory state

Exit code 0, 1 when no service runs there, 2 for bad input.

  npm run status
  npm run status -- --mode live
`;

const EVERY_MS = 2_000;
const FAULTS = 20;
/** Another screen that is left as if nothing had been, without a cursor. */
const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const REST_OF_LINE = '\x1b[K';
const REST_OF_SCREEN = '\x1b[J';
/** Where a terminal does not say its size, or there is none. */
const WIDTH = 160;
const HEIGHT = 10_000;

export const statusCommand = {
  help: HELP,
  async run(args: readonly string[]): Promise<number> {
    const known = { flags: ['once', 'json'], values: ['config', 'every'], words: false };
    const { flags, values, settings: typed } = readArguments(args, known);
    const everyMs = durationOf(values, 'every', EVERY_MS);
    const settings = loadSettings({ mode: null, file: values.get('config') ?? null, flags: typed });
    const clock = realClock();
    const door = visitDoor(settings, clock);
    try {
      const first = await look(door);
      if (flags.has('json')) process.stdout.write(`${JSON.stringify(first, null, 2)}\n`);
      else if (flags.has('once') || !process.stdout.isTTY)
        process.stdout.write(`${screenOf(first, clock, null).join('\n')}\n`);
      else await watch(door, first, clock, everyMs);
      return 0;
    } finally {
      await door.close();
    }
  },
};

async function look(door: DoorVisit): Promise<Status> {
  const [desk, markets, faults] = await Promise.all([
    door.read<DeskView>('/api/desk'),
    door.read<readonly MarketRow[]>('/api/markets'),
    door.read<readonly EventView[]>(`/api/events?level=fault&limit=${FAULTS}`),
  ]);
  return { desk, markets, faults };
}

/** Until somebody interrupts. A service that goes away is said, and looked for again. */
async function watch(door: DoorVisit, first: Status, clock: Clock, everyMs: number): Promise<void> {
  const { promise: left, resolve: leave } = Promise.withResolvers<'left'>();
  const forget = onInterrupt(['SIGINT', 'SIGTERM'], clock, { isStopping: () => false, stop: () => leave('left') });
  let timer: unknown = null;
  const pause = () =>
    new Promise<'paused'>((done) => {
      timer = clock.setTimeout(() => done('paused'), everyMs);
    });
  let newest = first;
  let stale: string | null = null;
  process.stdout.write(ENTER);
  try {
    while (true) {
      paint(screenOf(newest, clock, stale));
      if ((await Promise.race([left, pause()])) === 'left') return;
      const seen = await Promise.race([left, look(door).catch(reasonOf)]);
      if (seen === 'left') return;
      stale = typeof seen === 'string' ? seen : null;
      if (typeof seen !== 'string') newest = seen;
    }
  } finally {
    forget();
    clock.clearTimeout(timer);
    process.stdout.write(LEAVE);
  }
}

function screenOf(status: Status, clock: Clock, stale: string | null): readonly string[] {
  const { columns = WIDTH, rows = HEIGHT } = process.stdout;
  return statusScreen(status, { columns, rows, nowMs: clock.now(), stale });
}

/** Over what stands there, so that nothing flickers. */
function paint(lines: readonly string[]): void {
  process.stdout.write(`${HOME}${lines.map((line) => `${line}${REST_OF_LINE}`).join('\n')}${REST_OF_SCREEN}`);
}
