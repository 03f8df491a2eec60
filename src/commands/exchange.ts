// `exchange`: our own exchange with synthetic traders as a server on this machine that speaks the venue's protocol, for whoever
// wants to trade on it with a client of his own. It holds no state but the socket that faults come in by: every start is a new
// exchange.
import { BadInput } from '#domain/failure.ts';
import { realClock } from '#infra/clock.ts';
import { ServedChaos } from '#infra/exchange/faults/served-chaos.ts';
import { LoopbackServer } from '#infra/exchange/server/loopback.ts';
import { STANDARD } from '#infra/exchange/server/rate-limits.ts';
import type { Cover } from '#infra/exchange/wallet.ts';
import type { ControlServer } from '#infra/operator/control-socket.ts';
import { SeededRandom } from '#infra/random.ts';
import { loadSettings } from '#infra/settings-file.ts';
import { reasonOf } from '#infra/unavailable.ts';
import { bestCurve } from '#infra/venue/signing/curve.ts';
import { SPECIMEN_KEY, specimenAccount } from '#infra/venue/signing/specimen.ts';
import { WarmClock } from '#infra/warm-clock.ts';
import { servedExchange } from '#lab/served-exchange.ts';
import { charactersOf } from '#lab/sim-world.ts';
import { readArguments } from './arguments.ts';
import { serveExchange } from './exchange-control.ts';
import { onInterrupt } from './interrupts.ts';

const HOST = '127.0.0.1';
const PORT = 8137;
/** The traders have been at it for eight hours of market time when the doors open, and no longer than two of ours: whoever
 *  chooses markets looks at what was traded. */
const WARM_MS = { market: 28_800_000, most: 7_200_000 };
const DAY_MS = 86_400_000;

const HELP = `exchange [options]: our exchange as a server on this machine, in the venue's protocol, until Ctrl-C

  --port N           where it listens on ${HOST}; 0 takes any free port (default ${PORT})
  --cover RULE       perMarket: cash covers orders in each market anew (default); perWallet: once for all
  --days N           so many days markets last that are no match and no five minutes (default 3); 0: a
                     market's day goes by as fast as sim.pace says
  --unlimited        no limits of requests, orders and cancels
  --config FILE      settings file instead of config/sim.yaml
  --<setting> VALUE  any setting by its key, such as --seed 7, --sim.pace 60 or --bankrollUsd 500

Markets are those of the settings and three exclusive ones (neg-risk) of one event,
traded by synthetic traders as if for eight hours of theirs already. Every wallet, of whatever
key and type, begins with bankrollUsd dollars when it first comes; nothing here is worth
anything. REST is at the root, metadata under /gamma-api, positions under /data-api,
sockets at /ws/market and /ws/user. Faults are injected with \`npm run chaos -- FAULT
--exchange PORT\` from the same state folder.

  npm run exchange
  npm run exchange -- --port 9000 --seed 7 --sim.pace 60
`;

export const exchangeCommand = {
  help: HELP,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const {
    flags,
    values,
    settings: typed,
  } = readArguments(args, { flags: ['unlimited'], values: ['config', 'port', 'cover', 'days'], words: false });
  const days = daysOf(values.get('days'));
  const port = portOf(values.get('port'));
  const cover = coverOf(values.get('cover'));
  const settings = loadSettings({ mode: 'sim', file: values.get('config') ?? null, flags: typed });
  charactersOf(settings.sim.markets);
  const clock = new WarmClock(realClock(), Math.min(WARM_MS.market / settings.sim.pace, WARM_MS.most));
  const isLimited = !flags.has('unlimited');
  const world = servedExchange(settings, clock, {
    grantUsd: settings.bankrollUsd,
    cover,
    hasContest: true,
    ...(days === 0 ? {} : { lastMs: days * DAY_MS }),
    limits: { tier: isLimited ? STANDARD : null, limitsVisitors: isLimited },
    keySeed: `${settings.seed} ${clock.now()}`,
    onFault: (error) => process.stderr.write(`a request ended in a defect of ours: ${reasonOf(error)}\n`),
  });
  const chaos = new ServedChaos(world.server, { clock, random: new SeededRandom(settings.seed).fork('injections') });
  const loopback = new LoopbackServer(chaos, { host: HOST, port, clock });
  let control: ControlServer | null = null;
  try {
    const taken = await loopback.start();
    control = await serveExchange(chaos, settings, taken);
    const stopped = new Promise<void>((stop) => {
      let isStopping = false;
      onInterrupt(['SIGINT', 'SIGTERM'], clock, {
        isStopping: () => isStopping,
        stop() {
          isStopping = true;
          stop();
        },
      });
    });
    world.markets.start();
    clock.catchUp();
    process.stdout.write(welcome(taken, settings.seed, settings.bankrollUsd.toFixed()));
    await stopped;
    return 0;
  } finally {
    await control?.close();
    await loopback.close();
    chaos.close();
    world.close();
  }
}

function portOf(text: string | undefined): number {
  if (text === undefined) return PORT;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new BadInput(`--port ${text}: a port is 0 to 65535`);
  return Number(text);
}

function daysOf(text = '3'): number {
  if (!/^\d{1,3}$/.test(text)) throw new BadInput(`--days ${text}: whole days, 0 to 999`);
  return Number(text);
}

function coverOf(text = 'perMarket'): Cover {
  if (text !== 'perMarket' && text !== 'perWallet')
    throw new BadInput(`--cover ${text}: is neither perMarket nor perWallet`);
  return text;
}

function welcome(port: number, seed: number, cash: string): string {
  const origin = `http://${HOST}:${port}`;
  const { address } = specimenAccount(0, bestCurve).key;
  return `bothsides: an exchange, seed ${seed}; Ctrl-C ends it
  CLOB      ${origin}
  Gamma     ${origin}/gamma-api
  Data      ${origin}/data-api
  sockets   ws://${HOST}:${port}/ws/market and /ws/user
  account   ${address}, signature type 0, ${cash} dollars
  its key   ${SPECIMEN_KEY} (known to everybody: for this exchange only)
  faults    npm run chaos -- FAULT --exchange ${port}
  try it    npm run markets -- --host ${origin}; then paper, doctor or live with the same --host
`;
}
