// `record`: every frame of some markets of any host, as it came, into files that `replay` reads.
import { mkdirSync } from 'node:fs';
import { BadInput } from '#domain/failure.ts';
import type { Market } from '#domain/market/market.ts';
import type { Clock } from '#domain/ports.ts';
import { Recorder } from '#infra/recording/recorder.ts';
import { SecureRandom } from '#infra/secure-random.ts';
import { reasonOf, Unavailable } from '#infra/unavailable.ts';
import { failureText } from '#infra/venue/failure-text.ts';
import type { Inquiry } from '#infra/venue/inquiry.ts';
import { lookUpMarket } from '#infra/venue/market-lookup.ts';
import { WebSockets } from '#infra/venue/transport/socket.ts';
import { durationOf } from './arguments.ts';
import { onInterrupt } from './interrupts.ts';
import { inquire, openKey, planVisit, readVisit, type Visit } from './venue-visit.ts';

const HELP = `record --markets A,B [options]: write every frame of these markets down, as it came, until Ctrl-C

  --markets A,B      slugs or condition ids; without it those of venue.markets
  --out FOLDER       where the files go (default recordings)
  --rotate TIME      a new file after so long, such as 30m (default 1h)
  --for TIME         end by itself after so long
  --host URL         another venue than Polymarket, such as http://127.0.0.1:8137
  --config FILE      settings file instead of config/paper.yaml
  --quiet            no progress

With keys in the environment (POLYMARKET_PRIVATE_KEY or POLYMARKET_KEYSTORE) the private stream is recorded too. Files
are gzipped, begin with the facts of all markets, and are whole whatever ends this: what came goes to disk twice a
second.

  npm run record -- --markets will-it-rain-in-oslo --for 10m
  npm run record -- --host http://127.0.0.1:8137 --markets liquid-1,wide-1 --out here
  npm run replay -- recordings/*.jsonl.gz
`;

const HOUR_MS = 3_600_000;
const PROGRESS_MS = 10_000;

export const recordCommand = {
  help: HELP,
  async run(args: readonly string[]): Promise<number> {
    const asked = readVisit(args, { flags: ['quiet'], values: ['markets', 'out', 'rotate', 'for'] });
    const { flags, values } = asked;
    const everyMs = durationOf(values, 'rotate', HOUR_MS);
    const forMs = durationOf(values, 'for', Number.POSITIVE_INFINITY);
    const names = values.get('markets');
    const visit = await planVisit(
      { values, settings: names === undefined ? asked.settings : { ...asked.settings, 'venue.markets': names } },
      { mode: 'paper', keys: 'welcome' },
    );
    if (visit.settings.venue.markets.length === 0) throw new BadInput('record needs --markets, or venue.markets');
    const folder = values.get('out') ?? 'recordings';
    return inquire(visit, async (inquiry, clock) => {
      const markets = await marketsOf(inquiry, visit);
      if (visit.account) await openKey(inquiry, visit);
      makeFolder(folder);
      return record({ visit, markets, inquiry, clock, folder, everyMs, forMs, quiet: flags.has('quiet') });
    });
  },
};

interface Plan {
  readonly visit: Visit;
  readonly markets: readonly Market[];
  readonly inquiry: Inquiry;
  readonly clock: Clock;
  readonly folder: string;
  readonly everyMs: number;
  readonly forMs: number;
  readonly quiet: boolean;
}

async function record({ visit, markets, inquiry, clock, folder, everyMs, forMs, quiet }: Plan): Promise<number> {
  const { venue } = visit;
  const sockets = new WebSockets(clock);
  let broken: Error | null = null;
  let stop: () => void = () => {};
  let isStopping = false;
  const stopped = new Promise<void>((done) => {
    stop = () => {
      isStopping = true;
      done();
    };
  });
  const forget = onInterrupt(['SIGINT', 'SIGTERM'], clock, { isStopping: () => isStopping, stop });
  const recorder = new Recorder({
    ...{ clock, sockets, folder, everyMs, markets },
    random: new SecureRandom(),
    streams: venue.streams,
    source: venue.streams.market,
    name: venue.name.replace(/^https?:\/\//, '').replace(/[^\w.-]+/g, '-'),
    key: inquiry.key,
    onFailure(error) {
      broken = error;
      stop();
    },
    onLine: (what) => quiet || say(what),
  });
  const timer = clock.setTimeout(stop, forMs);
  let progress: unknown = null;
  const tell = () => {
    const { frames, lost, files } = recorder.progress;
    say(`${frames} frames, ${lost} lost, ${files.length} files`);
    progress = clock.setTimeout(tell, PROGRESS_MS);
  };
  if (!quiet) progress = clock.setTimeout(tell, PROGRESS_MS);
  await stopped;
  for (const each of [timer, progress]) clock.clearTimeout(each);
  await recorder.close().catch((error: Error) => {
    broken ??= error;
  });
  sockets.close();
  forget();
  const { frames, lost, files } = recorder.progress;
  say(`${frames} frames, ${lost} lost, in:\n${files.map((path) => `  ${path}`).join('\n')}`);
  if (broken !== null) throw new Unavailable(`the recording broke off: ${reasonOf(broken)}`);
  return lost === 0 && frames > 0 ? 0 : 1;
}

/** Throws BadInput naming a market that is none. */
async function marketsOf(inquiry: Inquiry, { settings, venue }: Visit): Promise<readonly Market[]> {
  const markets: Market[] = [];
  for (const name of settings.venue.markets) {
    const found = await lookUpMarket(inquiry, name);
    if (!found.ok) throw new Unavailable(`${venue.name}: ${failureText(found.failure)}`);
    if (!found.value) throw new BadInput(`--markets ${name}: no open market of ${venue.name}`);
    if (!markets.some(({ id }) => id === found.value?.facts.id)) markets.push(found.value.facts);
  }
  return markets;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new BadInput(`--out ${folder}: ${reasonOf(error)}`);
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
