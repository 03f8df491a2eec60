// `first-contact`: what only the real venue can tell, asked in its smallest form, and kept.
import { join } from 'node:path';
import { BadInput } from '#domain/failure.ts';
import { Decimal, type Usd } from '#domain/units.ts';
import { timeText } from '#infra/clock.ts';
import { SecureRandom } from '#infra/secure-random.ts';
import { DirectoryStateFiles } from '#infra/state-files.ts';
import { Unavailable } from '#infra/unavailable.ts';
import type { KnownMarket } from '#infra/venue/client/market-directory.ts';
import { examine } from '#infra/venue/doctor/doctor.ts';
import type { Finding } from '#infra/venue/doctor/finding.ts';
import { failureText } from '#infra/venue/failure-text.ts';
import { askAll, type Observation, type Question } from '#infra/venue/first-contact/contact.ts';
import { FREE_QUESTIONS } from '#infra/venue/first-contact/free-questions.ts';
import { PAID_QUESTIONS } from '#infra/venue/first-contact/paid-questions.ts';
import type { Inquiry } from '#infra/venue/inquiry.ts';
import { lookUpMarket } from '#infra/venue/market-lookup.ts';
import { inquire, openKey, planVisit, readVisit, type Visit } from './venue-visit.ts';

const FILE = 'first-contact.json';

const HELP = `first-contact [options]: ask the venue what only it can tell, and keep the answers in state/live/${FILE}

  --pay MARKET       also ask what costs: orders of the least size at the lowest price of that market, taken out again
  --stake N          the dollars that the paid questions can lose at most; has to equal what is named without it
  --host URL         another venue than Polymarket, such as http://127.0.0.1:8137
  --config FILE      settings file instead of config/live.yaml
  --json             everything as JSON

Questions without --pay only read (and send heartbeats where nothing rests). Our code relies on the expected answers:
where one differs, do not trade before somebody has looked at it. The paid ones take about four minutes. Exit code 0
when nothing differs, 1 when something does, 2 for bad input.

${[...FREE_QUESTIONS, ...PAID_QUESTIONS].map(({ name, sentence, stake }) => `  ${name.padEnd(12)} ${stake ? '(paid) ' : ''}${sentence}`).join('\n')}

  npm run first-contact
  npm run first-contact -- --pay will-it-rain-in-oslo --stake 0.1
`;

export const firstContactCommand = {
  sentence: 'ask the real venue what only it can tell',
  help: HELP,
  async run(args: readonly string[]): Promise<number> {
    const asked = readVisit(args, { flags: ['json'], values: ['pay', 'stake'] });
    const { flags, values } = asked;
    const pay = values.get('pay') ?? null;
    const visit = await planVisit(asked, { mode: 'live', keys: pay === null ? 'welcome' : 'needed' });
    return inquire(visit, async (inquiry, clock) => {
      const { settings, venue, account } = visit;
      const diagnosis = await examine({ settings, venue, account, inquiry, markets: [] });
      if (account && !inquiry.key) await openKey(inquiry, visit);
      const market = pay === null ? null : await payingMarket(inquiry, visit, pay, values.get('stake') ?? null);
      const questions = market ? [...FREE_QUESTIONS, ...PAID_QUESTIONS] : FREE_QUESTIONS;
      const seen = await askAll(questions, { clock, inquiry, account, market, random: new SecureRandom() });
      const record = {
        schema: 1,
        venue: venue.name,
        at: timeText(clock.now()),
        doctor: diagnosis.findings,
        observations: seen,
      };
      const text = `${JSON.stringify(record, null, 2)}\n`;
      keep(settings.state.directory, text);
      process.stdout.write(flags.has('json') ? text : textOf(diagnosis.findings, seen));
      return seen.some(({ verdict }) => verdict === 'differs') ? 1 : 0;
    });
  },
};

/** Throws BadInput when the stake is not typed back, naming it. */
async function payingMarket(
  inquiry: Inquiry,
  { venue }: Visit,
  name: string,
  typed: string | null,
): Promise<KnownMarket> {
  const found = await lookUpMarket(inquiry, name);
  if (!found.ok) throw new Unavailable(`${venue.name}: ${failureText(found.failure)}`);
  if (!found.value) throw new BadInput(`--pay ${name}: no open market of ${venue.name}`);
  const stake = stakeOf(PAID_QUESTIONS, found.value);
  const given = typed !== null && /^\d{1,9}(\.\d{1,6})?$/.test(typed) ? new Decimal(typed) : null;
  if (!given?.eq(stake))
    throw new BadInput(
      `--stake: the paid questions can lose ${stake.toFixed()} dollars; to ask them type --stake ${stake.toFixed()}`,
    );
  return found.value;
}

function stakeOf(questions: readonly Question[], market: KnownMarket): Usd {
  let sum = new Decimal(0);
  for (const { stake } of questions) if (stake) sum = sum.plus(stake(market));
  return sum;
}

function keep(directory: string, text: string): void {
  const files = new DirectoryStateFiles(join(directory, 'live'));
  try {
    files.write(FILE, text);
  } finally {
    files.close();
  }
}

const MARKS: Readonly<Record<Observation['verdict'], string>> = {
  asExpected: 'ok  ',
  differs: 'DIFF',
  unclear: '?   ',
};

function textOf(findings: readonly Finding[], seen: readonly Observation[]): string {
  const failed = findings.filter(({ verdict }) => verdict === 'failed');
  const doctor = failed.map(({ check, sentence }) => `FAIL ${check.padEnd(12)} ${sentence} (see npm run doctor)`);
  const rows = seen.map(({ name, verdict, sentence }) => `${MARKS[verdict]} ${name.padEnd(12)} ${sentence}`);
  return `${[...doctor, ...rows].join('\n')}\n`;
}
