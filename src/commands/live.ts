// `live`: real orders with real money. Only after a doctor who found nothing in this very run, and an operator who typed back what
// it may cost.
import { createInterface } from 'node:readline/promises';
import { BadInput } from '#domain/failure.ts';
import type { Market } from '#domain/market/market.ts';
import { isTypedBack, type WorstCase, worstCase, worstCaseText } from '#domain/money/worst-case.ts';
import type { Clock } from '#domain/ports.ts';
import type { Settings } from '#domain/settings.ts';
import { Unavailable } from '#infra/unavailable.ts';
import { examine } from '#infra/venue/doctor/doctor.ts';
import type { Patient } from '#infra/venue/doctor/patient.ts';
import type { Inquiry } from '#infra/venue/inquiry.ts';
import type { ApiCredentials } from '#infra/venue/signing/l2-auth.ts';
import { diagnosisText } from './doctor-text.ts';
import { type LeftMarket, leftMarkets } from './left-markets.ts';
import { type LivePlan, type LiveWorld, liveWorld } from './live-world.ts';
import { chooseMarkets, rotationOf } from './market-choice.ts';
import { reportAsked } from './report-file.ts';
import { Service } from './service.ts';
import { inquire, planVisit, readVisit, sayNotes, type Visit } from './venue-visit.ts';
import type { WorldParts } from './world.ts';

const HELP = `live --i-understand-live [options]: real orders with real money until Ctrl-C, then drain and report

  --i-understand-live  you know that this can lose all that the worst case names, and have read README "Live"
  --worst-case N       the dollars that the doctor names as the worst case; without it you are asked to type them
  --host URL           another venue than Polymarket, such as http://127.0.0.1:8137
  --new-books          begin the books anew, for a difference that nobody can explain: the old ones are put away, what
                       the wallet holds now is set aside; latches, halts and what the day has lost stay
  --quiet              no status table
  --report FILE        also write the report as JSON there (always: state/live/report.json)
  --config FILE        settings file instead of config/live.yaml
  --<setting> VALUE    such as --venue.markets will-it-rain --bankrollUsd 200

Keys come from the environment: POLYMARKET_PRIVATE_KEY, or POLYMARKET_KEYSTORE (a file) and
POLYMARKET_KEYSTORE_PASSWORD. The doctor runs first, and one failed check ends it here. Whatever rests is cancelled
before the first quote; what the wallet holds is set aside. There is no chain yet: pair trades stop at bothFilled,
nothing is merged or redeemed.

  npm run doctor
  npm run live -- --i-understand-live --venue.markets will-it-rain-in-oslo --bankrollUsd 200 --worst-case 4
`;

export const liveCommand = {
  help: HELP,
  async run(args: readonly string[]): Promise<number> {
    const asked = readVisit(args, {
      flags: ['i-understand-live', 'new-books', 'quiet'],
      values: ['report', 'worst-case'],
    });
    const { flags, values } = asked;
    if (!flags.has('i-understand-live'))
      throw new BadInput('live sends real orders: it needs --i-understand-live (and README "Live" read before)');
    const visit = await planVisit(asked, { mode: 'live', keys: 'needed', measured: true });
    sayNotes(visit);
    const { settings } = visit;
    if (settings.mode !== 'live') throw new BadInput(`mode: ${settings.mode} is not live`);
    const report = reportAsked(values);
    const service = new Service(settings, {
      fresh: false,
      report,
      books: flags.has('new-books') ? 'putAway' : 'kept',
      open: (parts) => openLive(visit, values.get('worst-case') ?? null, parts),
    });
    return service.run(!flags.has('quiet'));
  },
};

/** Throws Unavailable when the doctor found something, BadInput when the worst case is not typed back. */
export async function openLive(visit: Visit, worst: string | null, parts: WorldParts): Promise<LiveWorld> {
  const { files } = parts;
  const { plan, markets, left, typed } = await inquire(visit, (inquiry, clock) =>
    admit(visit, worst, { inquiry, clock, files }),
  );
  const objects = (together: readonly Market[]) => beyond(typed, worstCase(plan.settings, together));
  const rotation = rotationOf(visit, markets, files, { objects, key: plan.key });
  return { ...(await liveWorld(plan, parts)), left, rotation };
}

/** Markets that come while it runs may not make the worst case more than an operator has read. */
function beyond(typed: WorstCase, now: WorstCase): string | null {
  if (now.totalUsd.lte(typed.totalUsd)) return null;
  return `the worst case would be ${worstCaseText(now)} dollars, and ${worstCaseText(typed)} were typed back`;
}

interface Admitted {
  readonly plan: LivePlan;
  readonly markets: readonly Market[];
  readonly left: readonly LeftMarket[];
  /** What an operator has read and typed back. */
  readonly typed: WorstCase;
}

interface Admission {
  readonly inquiry: Inquiry;
  readonly clock: Clock;
  readonly files: WorldParts['files'];
}

async function admit(visit: Visit, typed: string | null, { inquiry, clock, files }: Admission): Promise<Admitted> {
  const chosen = await chooseMarkets(inquiry, visit, clock, files);
  const ids = chosen.map(({ id }) => id);
  const settings: Settings = { ...visit.settings, venue: { ...visit.settings.venue, markets: ids } };
  const patient: Patient = { ...visit, settings, inquiry, markets: [] };
  const diagnosis = await examine(patient);
  const left = await leftMarkets(inquiry, files, ids);
  const worst = worstCase(settings, [
    ...patient.markets,
    ...left.flatMap(({ facts }) => (facts && facts.payout === null ? [facts] : [])),
  ]);
  process.stdout.write(diagnosisText(diagnosis, worst));
  const { account } = visit;
  const key: ApiCredentials | null = inquiry.key;
  if (!diagnosis.isWell || !account || !key)
    throw new Unavailable('live does not begin while the doctor finds something to cure');
  await confirm(worst, typed);
  const plan = { settings, venue: visit.venue, account, key, markets: [...ids, ...left.map(({ id }) => id)] };
  return { plan, markets: chosen, left, typed: worst };
}

async function confirm(worst: WorstCase, typed: string | null): Promise<void> {
  const wanted = worstCaseText(worst);
  const answer = typed ?? (await asked(wanted));
  if (!isTypedBack(answer, worst))
    throw new BadInput(`--worst-case ${answer}: the worst case is ${wanted} dollars; type that number to go on`);
}

/** From a person at a terminal; whoever is none has to give the option. */
async function asked(wanted: string): Promise<string> {
  if (!process.stdin.isTTY) throw new BadInput(`the worst case is not typed back: --worst-case ${wanted}`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await terminal.question('type the worst case in dollars to begin: ');
  } finally {
    terminal.close();
  }
}
