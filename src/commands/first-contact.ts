// `first-contact`: what only the real venue can tell, asked in its smallest form, and kept.
import { join } from 'node:path';
import { BadInput } from '#domain/failure.ts';
import { MEASURED_FILE, type Measured } from '#domain/settings/measured.ts';
import { Decimal, type Usd } from '#domain/units.ts';
import { timeText } from '#infra/clock.ts';
import { saveMeasured, VENUE_FOLDER } from '#infra/measured-file.ts';
import { SecureRandom } from '#infra/secure-random.ts';
import { DirectoryStateFiles } from '#infra/state-files.ts';
import { Unavailable } from '#infra/unavailable.ts';
import type { KnownMarket } from '#infra/venue/client/market-directory.ts';
import { examine } from '#infra/venue/doctor/doctor.ts';
import type { Finding } from '#infra/venue/doctor/finding.ts';
import { failureText } from '#infra/venue/failure-text.ts';
import { askAll, type Observation, type Question } from '#infra/venue/first-contact/contact.ts';
import { FREE_QUESTIONS } from '#infra/venue/first-contact/free-questions.ts';
import { type Ground, readGround } from '#infra/venue/first-contact/paid-ground.ts';
import { PAID_QUESTIONS } from '#infra/venue/first-contact/paid-questions.ts';
import type { Inquiry } from '#infra/venue/inquiry.ts';
import { lookUpMarket } from '#infra/venue/market-lookup.ts';
import { INTERRUPTED, onInterrupt } from './interrupts.ts';
import { inquire, openKey, planVisit, readVisit, type Visit } from './venue-visit.ts';

const FILE = 'first-contact.json';

const USUAL = ['ownId', 'gtdRemoval'];

const HELP = `first-contact [options]: ask the venue what only it can tell, and keep the answers in state/live/${FILE}

  --pay MARKET       also ask what costs: the least orders that can answer, post-only and far from the touch of that
                     market, which end by themselves and are taken out again
  --ask NAMES        which paid questions, with commas; all of them: all (default ${USUAL.join(',')})
  --second MARKET    another market, for coverScope
  --stake N          the dollars that the paid questions can lose at most; has to equal what is named without it
  --host URL         another venue than Polymarket, such as http://127.0.0.1:8137
  --config FILE      settings file instead of config/live.yaml
  --json             everything as JSON

Questions without --pay only read (and send heartbeats where nothing rests). Our code relies on the expected answers:
where one differs, do not trade before somebody has looked at it. The paid ones take up to four minutes each; Ctrl-C
takes out what rests and ends. What settings can follow (venue.cover, venue.scoringAgeMs) is saved with its date and
host in state/live/${MEASURED_FILE}, which live and paper read over their settings file for 30 days. Exit code 0 when
nothing differs, 1 when something does, 2 for bad input.

${[...FREE_QUESTIONS, ...PAID_QUESTIONS].map(({ name, sentence, stake }) => `  ${name.padEnd(12)} ${stake ? '(paid) ' : ''}${sentence}`).join('\n')}

  npm run first-contact
  npm run first-contact -- --pay will-it-rain-in-oslo --stake 0.1
  npm run first-contact -- --pay will-it-rain-in-oslo --ask scoringAge --stake 9.2
`;

export const firstContactCommand = {
  help: HELP,
  async run(args: readonly string[]): Promise<number> {
    const asked = readVisit(args, { flags: ['json'], values: ['pay', 'ask', 'second', 'stake'] });
    const { flags, values } = asked;
    const pay = values.get('pay') ?? null;
    const paid = paidQuestions(pay, values);
    const visit = await planVisit(asked, { mode: 'live', keys: pay === null ? 'welcome' : 'needed' });
    return inquire(visit, async (inquiry, clock) => {
      const { settings, venue, account } = visit;
      const diagnosis = await examine({ settings, venue, account, inquiry, markets: [] });
      if (account && !inquiry.key) await openKey(inquiry, visit);
      const ground = pay === null ? null : await groundOf(inquiry, visit, { pay, paid, values });
      let isStopping = false;
      const unhook = ground
        ? onInterrupt(['SIGINT', 'SIGTERM'], clock, { isStopping: () => isStopping, stop })
        : () => {};
      function stop(): void {
        isStopping = true;
        process.stderr.write('stopping: what rests is taken out first\n');
      }
      const contact = { clock, inquiry, account, ground, random: new SecureRandom(), stopped: () => isStopping };
      const seen = await askAll([...FREE_QUESTIONS, ...(ground ? paid : [])], contact).finally(unhook);
      const at = timeText(clock.now());
      const record = { schema: 1, venue: venue.name, at, doctor: diagnosis.findings, observations: seen };
      const text = `${JSON.stringify(record, null, 2)}\n`;
      const found = seen.flatMap((one) => Object.entries(one.found ?? {}));
      keep(
        settings.state.directory,
        text,
        found.map(([key, value]) => ({ key, value, host: venue.name, at })),
      );
      process.stdout.write(flags.has('json') ? text : textOf(diagnosis.findings, seen));
      if (isStopping) return INTERRUPTED;
      return seen.some(({ verdict }) => verdict === 'differs') ? 1 : 0;
    });
  },
};

/** Throws BadInput for words that do not go together. */
function paidQuestions(pay: string | null, values: ReadonlyMap<string, string>): readonly Question[] {
  const stray = ['ask', 'second', 'stake'].find((name) => pay === null && values.has(name));
  if (stray !== undefined) throw new BadInput(`--${stray} needs --pay: nothing is paid for without a market`);
  const written = values.get('ask');
  const names = written === undefined ? USUAL : written.split(',').map((name) => name.trim());
  const known = PAID_QUESTIONS.map(({ name }) => name);
  const wrong = names.find((name) => name !== 'all' && !known.includes(name));
  if (wrong !== undefined) throw new BadInput(`--ask ${wrong}: is none of ${known.join(', ')}, all`);
  return PAID_QUESTIONS.filter(({ name }) => names.includes(name) || names.includes('all'));
}

interface Wish {
  readonly pay: string;
  readonly paid: readonly Question[];
  readonly values: ReadonlyMap<string, string>;
}

/** Throws BadInput when the stake is not typed back, naming it. */
async function groundOf(inquiry: Inquiry, visit: Visit, { pay, paid, values }: Wish): Promise<Ground> {
  const { venue, account } = visit;
  if (!account) throw new BadInput('--pay: paid questions need keys');
  const market = await marketCalled(inquiry, visit, 'pay', pay);
  const named = values.get('second');
  const second = named === undefined ? null : await marketCalled(inquiry, visit, 'second', named);
  const read = await readGround(inquiry, account, market, second);
  if (!read.ok) throw new Unavailable(`${venue.name}: ${failureText(read.failure)}`);
  const stake = stakeOf(paid, read.value);
  const typed = values.get('stake') ?? '';
  const given = /^\d{1,9}(\.\d{1,9})?$/.test(typed) ? new Decimal(typed) : null;
  if (!given?.eq(stake))
    throw new BadInput(
      `--stake: the paid questions can lose ${stake.toFixed()} dollars; to ask them type --stake ${stake.toFixed()}`,
    );
  return read.value;
}

async function marketCalled(inquiry: Inquiry, { venue }: Visit, option: string, name: string): Promise<KnownMarket> {
  const found = await lookUpMarket(inquiry, name);
  if (!found.ok) throw new Unavailable(`${venue.name}: ${failureText(found.failure)}`);
  if (!found.value) throw new BadInput(`--${option} ${name}: no open market of ${venue.name}`);
  return found.value;
}

function stakeOf(questions: readonly Question[], ground: Ground): Usd {
  let sum = new Decimal(0);
  for (const { stake } of questions) if (stake) sum = sum.plus(stake(ground));
  return sum;
}

function keep(directory: string, text: string, found: readonly Measured[]): void {
  const files = new DirectoryStateFiles(join(directory, VENUE_FOLDER));
  try {
    files.write(FILE, text);
    if (found.length > 0) saveMeasured(files, found);
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
