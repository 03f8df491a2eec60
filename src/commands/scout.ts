// `scout`: which markets with rewards are worth our money, and how much of it each.
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { type Allocation, allocate } from '#domain/allocation/allocation.ts';
import { backTest } from '#domain/allocation/back-test.ts';
import type { IncomeCurve } from '#domain/allocation/market-income.ts';
import { daysWithoutBefore, poolDays } from '#domain/allocation/pool-history.ts';
import { type LeftMarket, type Survey, surveyOf, type ToldMarket } from '#domain/allocation/rewarded-market.ts';
import { rankMarkets } from '#domain/allocation/scouting.ts';
import { BadInput } from '#domain/failure.ts';
import { timeText } from '#infra/clock.ts';
import { readHistory } from '#infra/rewards/history-folder.ts';
import { readRewardFile, rewardFileText } from '#infra/rewards/reward-file.ts';
import { reasonOf, Unavailable } from '#infra/unavailable.ts';
import { failureText } from '#infra/venue/failure-text.ts';
import { surveyRewards } from '#infra/venue/reward-survey.ts';
import type { Arguments } from './arguments.ts';
import { readArguments } from './arguments.ts';
import { checkReportPath } from './report-file.ts';
import { backTestJson, backTestText } from './scout-back-test.ts';
import { scoutJson, scoutText } from './scout-text.ts';
import { inquire, planVisit } from './venue-visit.ts';

const HELP = `scout FILE | live [options]: ranks markets with rewards by what quoting them may earn, and deals capital out

Reward and spread less expected jump loss, a day, for each dollar at risk: the best comes first, each market by its
least size and then in small steps, under caps on what a market, an event and all together may lose (a quarter of the
capital) and a quarter of the Kelly bet.
Estimates to choose by and no forecast; the back-test says how good such choices would have been.

  FILE               markets at one moment: a published reward snapshot, or what --save wrote; gzipped or not
  live               the venue's own lists and books, public reads only
  --capital A,B,C    dollars to deal out, several at once (500,5000,50000)
  --top N            markets to show (20)
  --history DIR      of a FILE: back-test on the daily history of the reward pool in DIR, against the best in hindsight
  --json             everything as JSON

of live:
  --host URL         another venue than Polymarket, such as http://127.0.0.1:8137
  --books N          books to read, of the markets that pay most for their least size (500)
  --save FILE        keeps what was read, for scout FILE; gzipped when it ends in .gz
  --config FILE      settings file instead of config/paper.yaml

  npm run scout -- live --capital 500 --top 10
  npm run scout -- live --save today.json.gz
  npm run scout -- snapshot.json.gz --history rewards-history
`;

const CAPITALS = [500, 5_000, 50_000];
const CAPITAL_MAX = 1e9;
const CAPITALS_MAX = 8;
const TOP = 20;
const BOOKS = 500;
const LIST_MAX = 20_000;

export interface Scouted {
  readonly source: string;
  readonly atMs: number;
  readonly survey: Survey;
  readonly assumed: readonly string[];
  /** Best first. */
  readonly curves: readonly IncomeCurve[];
  readonly allocations: readonly { readonly capitalUsd: number; readonly allocation: Allocation }[];
}

export const scoutCommand = {
  help: HELP,
  async run(args: readonly string[]): Promise<number> {
    const asked = readArguments(args, {
      flags: ['json'],
      values: ['capital', 'top', 'history', 'host', 'books', 'save', 'config'],
      words: true,
    });
    const { words, values, flags } = asked;
    const [source] = words;
    if (source === undefined || words.length > 1) throw new BadInput('scout wants one file, or live; see --help');
    const capitals = capitalsOf(values.get('capital'));
    const top = countOf(values, 'top', TOP);
    const history = values.get('history');
    if (history !== undefined) return playHistory(source, history, capitals, asked);
    const read = source === 'live' ? await readLive(asked) : readFileOf(source, asked);
    const scouted = scout(read, capitals);
    process.stdout.write(flags.has('json') ? scoutJson(scouted) : scoutText(scouted, top));
    return scouted.survey.markets.length > 0 ? 0 : 1;
  },
};

interface Read {
  readonly source: string;
  readonly told: readonly ToldMarket[];
  /** What could not be told of, with reasons. */
  readonly damaged: readonly LeftMarket[];
  readonly atMs: number;
  readonly assumed: readonly string[];
}

function scout({ source, told, damaged, atMs, assumed }: Read, capitals: readonly number[]): Scouted {
  const { survey: found, curves } = rankMarkets(told);
  const survey = { ...found, left: [...damaged, ...found.left] };
  const allocations = capitals.map((capitalUsd) => ({ capitalUsd, allocation: allocate(curves, capitalUsd) }));
  return { source, atMs, survey, assumed, curves, allocations };
}

function readFileOf(path: string, { values, settings }: Arguments): Read {
  const [strange] = [
    ...['host', 'books', 'save', 'config'].filter((name) => values.has(name)),
    ...Object.keys(settings),
  ];
  if (strange !== undefined) throw new BadInput(`--${strange} is for \`scout live\``);
  const { markets, ...more } = readRewardFile(path);
  return { source: path, told: markets, ...more };
}

/** Throws Unavailable with the list that could not be read. */
async function readLive(asked: Arguments): Promise<Read> {
  const save = asked.values.get('save');
  if (save !== undefined) checkReportPath(save);
  const booksMax = countOf(asked.values, 'books', BOOKS);
  const visit = await planVisit(asked, { mode: 'paper', keys: 'no' });
  const { name } = visit.venue;
  return inquire(visit, async (inquiry, clock) => {
    const atMs = clock.now();
    const found = await surveyRewards(inquiry, atMs, booksMax);
    if (!found.ok) throw new Unavailable(`${name}: ${found.of} could not be read: ${failureText(found.failure)}`);
    const { told, unread } = found.value;
    if (save !== undefined) saveTo(save, rewardFileText(told, atMs));
    const skipped = unread > 0 ? [`${unread} markets that pay less for their least size were not read (--books)`] : [];
    return {
      source: name,
      told,
      damaged: [],
      atMs,
      assumed: ['orders of ours that rest count among the others', ...skipped],
    };
  });
}

function saveTo(path: string, text: string): void {
  try {
    writeFileSync(path, path.endsWith('.gz') ? gzipSync(text) : text);
  } catch (error) {
    throw new BadInput(`--save ${path}: cannot be written (${reasonOf(error)})`, { cause: error });
  }
}

function playHistory(source: string, folder: string, capitals: readonly number[], asked: Arguments): number {
  if (source === 'live') throw new BadInput('--history plays a file, not live');
  const { told, damaged, atMs, assumed } = readFileOf(source, asked);
  const { markets, left } = surveyOf(told);
  const snapshotDay = timeText(atMs).slice(0, 10);
  const days = poolDays(readHistory(folder));
  const plays = backTest(markets, snapshotDay, days, capitals);
  if (plays.length === 0)
    throw new BadInput(
      `${folder}: nothing to play: that takes markets with crowds in ${source}, and two days in a row, the second after ${snapshotDay}`,
    );
  const skipped = daysWithoutBefore(days, snapshotDay);
  const played = {
    source,
    folder,
    snapshotDay,
    markets: markets.length,
    left: damaged.length + left.length,
    skipped,
    assumed,
    plays,
  };
  process.stdout.write(asked.flags.has('json') ? backTestJson(played) : backTestText(played));
  return 0;
}

function capitalsOf(text: string | undefined): readonly number[] {
  if (text === undefined) return CAPITALS;
  const capitals = text.split(',').map((part) => (/^\d+(\.\d+)?$/.test(part.trim()) ? Number(part) : Number.NaN));
  if (!capitals.every((usd) => usd > 0 && usd <= CAPITAL_MAX) || capitals.length > CAPITALS_MAX)
    throw new BadInput(
      `--capital ${text}: up to ${CAPITALS_MAX} amounts in dollars with commas between, such as 500,5000`,
    );
  return [...new Set(capitals)];
}

function countOf(values: Arguments['values'], name: string, otherwise: number): number {
  const text = values.get(name);
  if (text === undefined) return otherwise;
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > LIST_MAX) throw new BadInput(`--${name} ${text}: a whole number from 1 to ${LIST_MAX}`);
  return count;
}
