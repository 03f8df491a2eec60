// What `scout --history` prints: how much of the best choice in hindsight ours would have been paid, by capital, game and day.
import { GAMES, type Game, MEASURES, type Measure, type Play } from '#domain/allocation/back-test.ts';

export interface Played {
  readonly source: string;
  readonly folder: string;
  readonly snapshotDay: string;
  readonly markets: number;
  readonly left: number;
  /** Days that were not played, for the history lacks the day before. */
  readonly skipped: readonly string[];
  readonly assumed: readonly string[];
  readonly plays: readonly Play[];
}

const GAME_WORDS: Readonly<Record<Game, string>> = {
  right: 'crowds read rightly',
  half: 'half of them wrongly',
  none: 'no crowd read',
};
const MEASURE_WORDS: Readonly<Record<Measure, string>> = {
  net: 'rewards + spread - jump losses',
  rewards: 'rewards alone',
};

const RULES = `The game. A day as the choice sees it: the snapshot's markets with pools and crowds at the level of the day
before; as it pays: at the level of the day itself, with the crowd that the snapshot shows. Levels come from the
history: pools by raking its buckets of category, spread, price, volume, least size, age and time left; crowds
by the median yield. The choice is made in each half of the markets apart and knows crowds of similar markets
from the other half only. It counts on 70 % of a reward; the day pays all of it. best: hindsight in the same
steps, diluted alike, under the same loss caps, without the Kelly bound, its last step cut to fit; no choice is
paid more.
Jump losses and spread are the same priors on both sides, so they prove nothing; rewards alone are what the data
can tell. Not in the data, so not in the game: what crowds do in single markets from day to day (between the
first and the last game), markets that come and go, and how others answer to us. One other with the least size
is assumed in every market.`;

/** Of those that were not played. */
const DAYS_NAMED = 4;

interface Sums {
  readonly paid: number;
  readonly best: number;
  readonly plain: number;
}

export function backTestText({ source, folder, snapshotDay, markets, left, skipped, assumed, plays }: Played): string {
  const capitals = [...new Set(plays.map(({ capitalUsd }) => capitalUsd))];
  const days = [...new Set(plays.map(({ day }) => day))];
  const lines = [
    `${source} of ${snapshotDay} (${markets} markets, ${left} left out) on ${days.length} days of ${folder}`,
    ...(skipped.length > 0 ? [skippedLine(skipped)] : []),
    '',
    RULES,
    ...assumed.map((what) => `assumed: ${what}`),
  ];
  for (const measure of MEASURES) {
    const mine = plays.filter((play) => play.measure === measure);
    lines.push('', `${MEASURE_WORDS[measure]}, dollars a day in one half of the markets:`);
    lines.push('  capital  game                      paid     best  of best  worst day          largest pools instead');
    for (const capitalUsd of capitals)
      for (const game of GAMES)
        lines.push(rowOf(mine.filter((play) => play.capitalUsd === capitalUsd && play.game === game)));
  }
  lines.push('', 'rewards that the choice of the first table collects, of the best rewards (same order of games):');
  for (const capitalUsd of capitals) lines.push(`  ${`$${capitalUsd}`.padEnd(8)} ${carefulRewards(plays, capitalUsd)}`);
  lines.push('', `of best by day, ${MEASURE_WORDS.net} (${GAMES.map((game) => GAME_WORDS[game]).join(' / ')}):`);
  lines.push(`  day         ${capitals.map((usd) => `$${usd}`.padEnd(20)).join('')}`);
  for (const day of days) {
    const cells = capitals.map((capitalUsd) =>
      GAMES.map((game) => {
        const of = plays.filter(
          (play) => play.measure === 'net' && play.day === day && play.capitalUsd === capitalUsd && play.game === game,
        );
        return percent(sumsOf(of));
      }).join(' / '),
    );
    lines.push(`  ${day}  ${cells.map((cell) => cell.padEnd(20)).join('')}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Care costs rewards: what is paid to those who deal out by everything, beside the best by rewards alone. */
function carefulRewards(plays: readonly Play[], capitalUsd: number): string {
  return GAMES.map((game) => {
    const mine = plays.filter((play) => play.capitalUsd === capitalUsd && play.game === game);
    const careful = mine
      .filter(({ measure }) => measure === 'net')
      .map((play) => ({ ...play, paid: play.rewards, best: 0 }));
    const best = mine.filter(({ measure }) => measure === 'rewards').map((play) => ({ ...play, paid: 0 }));
    return percent(sumsOf([...careful, ...best]));
  }).join(' / ');
}

function skippedLine(skipped: readonly string[]): string {
  const named = skipped.slice(0, DAYS_NAMED).join(', ');
  const more = skipped.length > DAYS_NAMED ? ', …' : '';
  return `not played, for the history lacks the day before: ${skipped.length} (${named}${more})`;
}

function rowOf(plays: readonly Play[]): string {
  const [first] = plays;
  if (!first) return '';
  const all = sumsOf(plays);
  const worst = worstDay(plays);
  const { length } = plays;
  return [
    `  ${`$${first.capitalUsd}`.padEnd(8)} ${GAME_WORDS[first.game].padEnd(22)}`,
    (all.paid / length).toFixed(0).padStart(7),
    (all.best / length).toFixed(0).padStart(8),
    percent(all).padStart(8),
    ` ${worst.day} ${percent(worst)}`.padEnd(19),
    `${percent({ ...all, paid: all.plain })}`.padStart(8),
  ].join(' ');
}

function worstDay(plays: readonly Play[]): Sums & { readonly day: string } {
  const days = [...new Set(plays.map(({ day }) => day))];
  const sums = days.map((day) => ({ day, ...sumsOf(plays.filter((play) => play.day === day)) }));
  return sums.reduce((worst, one) => (shareOf(one) < shareOf(worst) ? one : worst));
}

function sumsOf(plays: readonly Play[]): Sums {
  const sum = (of: (play: Play) => number) => plays.reduce((total, play) => total + of(play), 0);
  return { paid: sum((play) => play.paid), best: sum((play) => play.best), plain: sum((play) => play.plain) };
}

/** Where the best is nothing, nothing is all of it. */
function shareOf({ paid, best }: Sums): number {
  return best > 0 ? paid / best : 1;
}

function percent(sums: Sums): string {
  return `${(100 * shareOf(sums)).toFixed(0)}%`;
}

export function backTestJson({ plays, ...played }: Played): string {
  const totals = MEASURES.flatMap((measure) =>
    [...new Set(plays.map(({ capitalUsd }) => capitalUsd))].flatMap((capitalUsd) =>
      GAMES.map((game) => {
        const mine = plays.filter(
          (play) => play.measure === measure && play.capitalUsd === capitalUsd && play.game === game,
        );
        const sums = sumsOf(mine);
        return {
          measure,
          capitalUsd,
          game,
          plays: mine.length,
          ...sums,
          ofBest: shareOf(sums),
          worstDay: worstDay(mine),
        };
      }),
    ),
  );
  return `${JSON.stringify({ schema: 1, ...played, rules: RULES.replaceAll('\n', ' '), totals, plays }, null, 2)}\n`;
}
