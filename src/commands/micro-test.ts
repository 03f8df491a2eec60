// `micro-test`: a real account tried for a day with so little that its loss does not matter. It is `live` under terms of its own,
// with a watchdog in a process of its own, ends by itself, and says in words what held and what did not.
import { join } from 'node:path';
import { MicroSightings } from '#actors/micro-sightings.ts';
import { MicroWatch } from '#actors/micro-watch.ts';
import { BadInput } from '#domain/failure.ts';
import type { Market } from '#domain/market/market.ts';
import { microReportJson, microReportText } from '#domain/micro-test/exit-report.ts';
import { hasPassed, judgeMicroTest } from '#domain/micro-test/judgement.ts';
import { MICRO_SETTINGS, microTerms, sizeSettings, termsText } from '#domain/micro-test/terms.ts';
import { loadSettings } from '#infra/settings-file.ts';
import { DirectoryStateFiles } from '#infra/state-files.ts';
import { microDay } from '#lab/micro-day.ts';
import { type Arguments, durationOf } from './arguments.ts';
import { openLive } from './live.ts';
import type { LiveWorld } from './live-world.ts';
import { rememberMarkets } from './market-choice.ts';
import { MicroAttendant } from './micro-attendant.ts';
import { microMarket } from './micro-market.ts';
import { reportAsked, writeReport } from './report-file.ts';
import { Service } from './service.ts';
import { inquire, planVisit, readVisit, sayNotes, type Visit } from './venue-visit.ts';

const HELP = `micro-test --i-understand-live [options]: try a real account for a day with $25, then drain and say what held

  --i-understand-live  you know that this is real money, and have read README "Live"
  --worst-case N       the dollars that the doctor names as the worst case; without it you are asked to type them
  --for TIME           how long (default 24h); then it drains by itself
  --venue.markets NAME the market; without it discovery chooses one whose rewards ask for no more than the test has
  --silence TIME       silent for so long (default 30s), and the watchdog cancels everything
  --resume             accept what an earlier life latched; without it a latch ends this at once
  --host URL           another venue than Polymarket, such as http://127.0.0.1:8137
  --quiet              no status table
  --report FILE        also write the exit report as JSON there (always: state/micro-test/live/micro-test.json)
  --config FILE        settings file instead of config/live.yaml
  --<setting> VALUE    what the terms do not fix, such as --operator.port 9090
  --rehearse           the same test on our own exchange in virtual time: no keys, no network, no money

The terms are printed first: $25, quotes a quarter above the reward minimum of one market, one complete pair of 5
shares, a latched stop at $5 of loss. Keys come from the environment as for live; the watchdog is a process of its own
and takes its own. Exit code 0 when every expectation held, 1 when one did not, 2 for bad input.

  npm run micro-test -- --rehearse
  npm run micro-test -- --i-understand-live --venue.markets will-it-rain-in-oslo
`;

const DAY_MS = 86_400_000;
const SILENCE = '30s';
/** Within the state folder: what it sets aside and what it latches is not live's. */
const FOLDER = 'micro-test';
const SIZES = Object.keys(sizeSettings({ shares: 0 as Market['minSize'] }));

export const microTestCommand = {
  help: HELP,
  async run(args: readonly string[]): Promise<number> {
    const asked = readVisit(args, {
      flags: ['i-understand-live', 'quiet', 'rehearse', 'resume'],
      values: ['for', 'report', 'silence', 'worst-case'],
    });
    const { flags, values, settings: typed } = asked;
    for (const key of [...Object.keys(MICRO_SETTINGS), ...SIZES])
      if (key in typed) throw new BadInput(`--${key}: the terms of the micro-test fix it; live takes any`);
    const forMs = durationOf(values, 'for', DAY_MS);
    const report = reportAsked(values);
    if (flags.has('rehearse')) return rehearse(asked, forMs, report);
    if (!flags.has('i-understand-live'))
      throw new BadInput('micro-test sends real orders: it needs --i-understand-live (and README "Live" read before)');
    durationOf(values, 'silence', DAY_MS);
    const { visit, market } = await chosen(asked);
    const terms = microTerms(market);
    sayNotes(visit);
    process.stdout.write(termsText(market.slug, terms, forMs));
    return service(asked, visit, { market, terms, forMs }).run(!flags.has('quiet'));
  },
};

/** No flag but these: the market, the time and the venue are ours. It shows no table, so it is quiet already. */
async function rehearse({ flags, values, settings }: Arguments, forMs: number, report: string | null): Promise<number> {
  const other = [...flags, ...values.keys(), ...Object.keys(settings)].find(
    (name) => !['rehearse', 'for', 'quiet', 'report', 'seed'].includes(name),
  );
  if (other !== undefined) throw new BadInput(`--${other} has no meaning for --rehearse`);
  const { seed } = loadSettings({ mode: 'live', file: null, environment: {}, flags: settings });
  const seen = await microDay({ seed, forMs });
  process.stdout.write(`${termsText(seen.market, seen.terms, forMs)}\n${microReportText(seen)}`);
  if (report !== null) writeReport(report, microReportJson(seen));
  return hasPassed(judgeMicroTest(seen)) ? 0 : 1;
}

/** The market first, because the terms follow from it; then the settings with both. */
async function chosen({ values, settings: typed }: Arguments) {
  const plan = (flags: Readonly<Record<string, string>>, keys: 'needed' | 'no') =>
    planVisit({ values, settings: { ...typed, ...MICRO_SETTINGS, ...flags } }, { mode: 'live', keys, measured: true });
  const first = await plan({}, 'needed');
  if (first.settings.mode !== 'live') throw new BadInput(`mode: ${first.settings.mode} is not live`);
  const directory = join(first.settings.state.directory, FOLDER);
  const files = new DirectoryStateFiles(join(directory, 'live'));
  const market = await inquire(first, (inquiry, clock) => microMarket(inquiry, first, clock, files));
  const { settings } = await plan({ ...sizeSettings(microTerms(market)), 'venue.markets': market.id }, 'no');
  return { visit: { ...first, settings: { ...settings, state: { ...settings.state, directory } } }, market };
}

function service(asked: Arguments, visit: Visit, plan: ConstructorParameters<typeof MicroWatch>[0]): Service {
  const { flags, values } = asked;
  const { settings } = visit;
  let opened: { readonly world: LiveWorld; readonly sightings: MicroSightings } | null = null;
  return new Service(settings, {
    fresh: false,
    report: null,
    books: 'kept',
    async open(parts) {
      rememberMarkets(parts.files, [[plan.market.id, parts.clock.now()]]);
      const world = await openLive(visit, values.get('worst-case') ?? null, parts);
      const sightings = new MicroSightings(parts.clock);
      const seen = { ...world, ports: { ...world.ports, venue: sightings.before(world.ports.venue) } };
      opened = { world: seen, sightings };
      return seen;
    },
    attend(desk) {
      if (!opened) throw new Error('a world is opened before anybody attends to it');
      const { world, sightings } = opened;
      const watch = new MicroWatch(plan, desk, { sightings, venue: world.ports.venue, reads: world.reads });
      const file = join(settings.state.directory, 'live', 'watchdog.log');
      const watchdog = { words: watchdogWords(asked), file };
      return new MicroAttendant(desk, {
        watch,
        resumes: flags.has('resume'),
        watchdog,
        report: values.get('report') ?? null,
      });
    },
  });
}

/** As it was typed here: the same venue, the same wallet. */
function watchdogWords({ values, settings }: Arguments): readonly string[] {
  const words = ['--silence', values.get('silence') ?? SILENCE];
  for (const name of ['host', 'config']) {
    const value = values.get(name);
    if (value !== undefined) words.push(`--${name}`, value);
  }
  return [...words, ...Object.entries(settings).flatMap(([key, value]) => [`--${key}`, value])];
}
