// `run`: the service on our own exchange (mode sim), over loopback sockets, until it is told to stop; then it drains and reports.
import { BadInput } from '#domain/failure.ts';
import type { Settings } from '#domain/settings.ts';
import type { ControlServer } from '#infra/operator/control-socket.ts';
import { loadSettings } from '#infra/settings-file.ts';
import { reasonOf } from '#infra/unavailable.ts';
import { loopbackLine } from '#lab/loopback-line.ts';
import { charactersOf, simWorld } from '#lab/sim-world.ts';
import { readArguments } from './arguments.ts';
import { serveExchange } from './exchange-control.ts';
import { LIVE_REPORT_HELP, liveMarkout } from './live-report.ts';
import { reportAsked } from './report-file.ts';
import { Service } from './service.ts';
import type { World, WorldParts } from './world.ts';

const HELP = `run [options]: trade on our own exchange (mode sim) until Ctrl-C, then drain and report

  --config FILE      settings file instead of config/sim.yaml
  --fresh            forget latches and facts of earlier runs in this mode
  --quiet            no status table
  --report FILE      also write the report as JSON there (always: state/sim/report.json)
  ${LIVE_REPORT_HELP}
  --<setting> VALUE  any setting by its key, such as --seed 7 or --sim.pace 60

Stop with Ctrl-C: quotes are cancelled, the exchange is asked until nothing rests, then the report is printed.
A second Ctrl-C leaves at once (exit 130).

  npm start
  npm start -- --seed 7 --sim.pace 60 --quoteShares 50
`;

const ANY_PORT = 0;

export const runCommand = {
  help: HELP,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const {
    flags,
    values,
    settings: typed,
  } = readArguments(args, {
    flags: ['fresh', 'quiet'],
    values: ['config', 'report', 'live-report'],
    words: false,
  });
  const settings = loadSettings({ mode: null, file: values.get('config') ?? null, flags: typed });
  if (settings.mode !== 'sim')
    throw new BadInput(
      `mode: ${settings.mode} cannot be run by this command; only sim can (others: paper, live, replay)`,
    );
  // A name that nobody has is told before any state is touched.
  charactersOf(settings.sim.markets);
  const report = reportAsked(values);
  const service = new Service(settings, {
    fresh: flags.has('fresh'),
    report,
    liveMarkout: liveMarkout(values),
    // Every run in this mode begins with a new exchange, so its facts begin anew as well; latches stay.
    books: 'forgotten',
    open: (parts) => openWorld(settings, parts),
  });
  return service.run(!flags.has('quiet'));
}

async function openWorld(settings: Settings, { clock, files, intents, log }: WorldParts): Promise<World> {
  const line = await loopbackLine(clock, ANY_PORT, (error) =>
    log.error({ error: reasonOf(error) }, 'a request to our exchange ended in a defect of it'),
  );
  const world = simWorld(settings, clock, files, log, undefined, line.wire, intents);
  // Before the client's first look at the catalogue: the next one comes much later.
  world.markets.start();
  let control: ControlServer | null = null;
  const close = async () => {
    await control?.close();
    world.close();
    await line.close();
  };
  try {
    control = world.served && (await serveExchange(world.served, settings, line.port));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ports: world.ports,
    board: world.board,
    openingUsd: settings.bankrollUsd,
    bound: 'matched',
    assumptions: ['synthetic traders at a pace, not a market: nothing here predicts a profit'],
    words: `seed ${settings.seed}, pace ${settings.sim.pace}, exchange ${line.origin}`,
    note: null,
    list: null,
    left: [],
    rotation: null,
    lines: world.lines,
    start() {},
    closing: null,
    close,
  };
}
