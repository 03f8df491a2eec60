// `markets`: what discovery would trade, and why not the others.
import { join } from 'node:path';
import type { Discovery } from '#domain/market/discovery.ts';
import { DirectoryStateFiles } from '#infra/state-files.ts';
import { discoverMarkets } from './market-choice.ts';
import { inquire, planVisit, readVisit } from './venue-visit.ts';

const HELP = `markets [options]: what discovery would trade, best first, and why not the others

  --host URL         another venue than Polymarket, such as http://127.0.0.1:8137
  --left             name every market that is left out, not only how many for which reason
  --json             everything as JSON
  --config FILE      settings file instead of config/paper.yaml
  --<setting> VALUE  such as --discovery.volumeMinUsd 50000 --discovery.rewards only

Rules are settings (discovery.…). venue.markets, where it names any, wins over all of them when trading; here it is
not asked.

  npm run markets
  npm run markets -- --discovery.rewards only --discovery.marketsMax 5
`;

export const marketsCommand = {
  help: HELP,
  async run(args: readonly string[]): Promise<number> {
    const asked = readVisit(args, { flags: ['left', 'json'] });
    const { flags } = asked;
    const visit = await planVisit(asked, { mode: 'paper', keys: 'no' });
    return inquire(visit, async (inquiry, clock) => {
      const { directory } = visit.settings.state;
      const files = new DirectoryStateFiles(join(directory, visit.settings.mode));
      try {
        const discovery = await discoverMarkets(inquiry, visit, clock, files);
        process.stdout.write(flags.has('json') ? jsonOf(discovery) : textOf(discovery, flags.has('left')));
        return discovery.chosen.length > 0 ? 0 : 1;
      } finally {
        files.close();
      }
    });
  },
};

function textOf({ chosen, left }: Discovery, named: boolean): string {
  const rows = chosen.map(
    ({ market: { slug, bid, ask, volumeUsd, rewardUsd }, score }) =>
      `  ${slug.padEnd(50)} ${bid ?? '-'} / ${ask ?? '-'}  volume $${(volumeUsd ?? 0).toFixed(0)}  rewards $${rewardUsd.toFixed()}  score ${score.toFixed(1)}`,
  );
  const head = chosen.length > 0 ? ['would trade:', ...rows] : ['would trade nothing'];
  return `${[...head, '', `left out: ${left.length}`, ...(named ? each(left) : counted(left))].join('\n')}\n`;
}

function each(left: Discovery['left']): readonly string[] {
  return left.map(({ market, why }) => `  ${market.slug}: ${why}`);
}

/** By setting, or by the words themselves where there is none. */
function counted(left: Discovery['left']): readonly string[] {
  const counts = new Map<string, number>();
  for (const { why } of left) {
    const reason = /\((discovery\.\S+)/.exec(why)?.[1]?.replace(')', '') ?? why;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([reason, count]) => `  ${String(count).padStart(6)}  ${reason}`);
}

function jsonOf({ chosen, left }: Discovery): string {
  const rows = chosen.map(({ market, score, sinceMs }) => ({
    ...market,
    rewardUsd: market.rewardUsd.toFixed(),
    score,
    sinceMs,
  }));
  const others = left.map(({ market, why }) => ({ id: market.id, slug: market.slug, why }));
  return `${JSON.stringify({ schema: 1, chosen: rows, left: others }, null, 2)}\n`;
}
