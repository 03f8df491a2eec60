// `replay FILES…`: the whole tree, under the virtual clock, through recordings of real markets; our fills follow the queue.
// One whole run for each queue model and, in books without prints, for each bound of what vanished. The same files, settings and seed give the same report, `wallMs` apart.

import { BadInput } from '#domain/failure.ts';
import { buildReport, type Report, reportJson } from '#domain/money/report.ts';
import { reportText } from '#domain/money/report-text.ts';
import type { QueueModel } from '#domain/quoting/queue.ts';
import type { Settings } from '#domain/settings.ts';
import { realClock } from '#infra/clock.ts';
import { readMarketFacts } from '#infra/recording/market-facts.ts';
import type { RecordingOptions } from '#infra/recording/recording.ts';
import { loadSettings } from '#infra/settings-file.ts';
import { readArguments } from './arguments.ts';
import { onInterrupt } from './interrupts.ts';
import { LIVE_REPORT_HELP, liveMarkout } from './live-report.ts';
import { progressLine, SILENT } from './replay-progress.ts';
import { type Played, replayOnce } from './replay-run.ts';
import {
  boundSentences,
  firstVariants,
  furtherVariants,
  namedModels,
  queueModels,
  type ReplayVariant,
} from './replay-variants.ts';
import { checkReportPath, writeReport } from './report-file.ts';

const HELP = `replay FILES… [options]: trade the recordings in simulated time and report what it was worth

  FILES                our recordings, or files of {"t","m"} book frames; .gz allowed; several merge by receipt time
  --report FILE        write the report as JSON
  --market-facts FILE  facts that recordings do not carry: tick, minimum size, fee, reward, end, scheduled news, outcome
  ${LIVE_REPORT_HELP}
  --skip-bad           count bad lines and go on, instead of stopping at the first
  --queues A,B         queue models beside the risk-averse one, instead of the configured one: power3,log
  --pessimistic-only   only the risk-averse queue and the pessimistic bound, nothing beside them
  --quiet              no progress
  --config FILE        settings file instead of config/paper.yaml
  --<setting> VALUE    any setting by its key, such as --seed 7 or --quoteShares 20

Exit code 2 and no report when a line, file or setting is bad.

  npm run replay -- recording.jsonl.gz --report out.json
  npm run replay -- day/*.jsonl.gz --queueModel log --market-facts facts.json
`;

export const replayCommand = {
  help: HELP,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const {
    words,
    flags,
    values,
    settings: typed,
  } = readArguments(args, {
    flags: ['skip-bad', 'quiet', 'pessimistic-only'],
    values: ['report', 'live-report', 'market-facts', 'config', 'queues'],
    words: true,
  });
  if (words.length === 0) throw new BadInput('replay needs at least one recording; see --help');
  if (typed.mode !== undefined) throw new BadInput(`--mode ${typed.mode}: replay is a mode of its own`);
  const reportPath = values.get('report') ?? null;
  const read = [...words, ...['config', 'market-facts', 'live-report'].map((name) => values.get(name))].filter(
    (path) => path !== undefined,
  );
  if (reportPath !== null) checkReportPath(reportPath, read);
  const settings = loadSettings({ mode: 'replay', file: values.get('config') ?? null, flags: typed });
  const factsPath = values.get('market-facts');
  const facts = factsPath === undefined ? null : readMarketFacts(factsPath);
  const live = liveMarkout(values);
  const clock = realClock();
  const startedMs = clock.now();
  const options = { skipBad: flags.has('skip-bad'), facts };
  const pessimistic = flags.has('pessimistic-only');
  const queues = values.get('queues');
  if (pessimistic && queues !== undefined) throw new BadInput('--queues and --pessimistic-only exclude each other');
  const models = queues === undefined ? queueModels(settings.queueModel, pessimistic) : namedModels(queues);
  const quiet = flags.has('quiet');
  const { played, stopped } = await playAll(words, options, settings, { models, pessimistic, quiet });
  for (const fault of played[0]?.faults ?? []) process.stderr.write(`skipped: ${fault}\n`);
  const wallMs = clock.now() - startedMs;
  const report = reportOf(played, { seed: settings.seed, pessimistic, liveMarkout: live, wallMs });
  if (reportPath !== null) writeReport(reportPath, reportJson(report));
  process.stdout.write(reportText(report));
  const sound = played.every(({ complete, clean, run: { residual } }) => {
    return (complete || stopped) && clean && residual.usd.isZero();
  });
  return sound && played.length > 0 ? 0 : 1;
}

/** One after another, until somebody asks to stop. The first runs tell whether the other bound must be played too. */
async function playAll(
  paths: readonly string[],
  options: RecordingOptions,
  settings: Settings,
  wanted: { readonly models: readonly QueueModel[]; readonly pessimistic: boolean; readonly quiet: boolean },
): Promise<{ played: readonly Played[]; stopped: boolean }> {
  const clock = realClock();
  const played: Played[] = [];
  let stopped = false;
  const stop = () => {
    stopped = true;
  };
  const isStopped = () => stopped;
  const listenNoMore = onInterrupt(['SIGINT'], clock, { isStopping: isStopped, stop });
  const { models, pessimistic, quiet } = wanted;
  const waiting: ReplayVariant[] = [...firstVariants(models)];
  let count = waiting.length;
  try {
    for (let variant = waiting.shift(); variant && !stopped; variant = waiting.shift()) {
      const { queueModel, bound } = variant;
      const label = `run ${played.length + 1} of ${count} (${queueModel}, ${bound})`;
      const progress = quiet ? SILENT : progressLine(label, clock);
      const printed = played[0]?.printed ?? new Set();
      const watcher = { onProgress: progress.show, isStopped };
      const run = replayOnce(paths, options, believing(settings, queueModel), { ...variant, printed }, watcher);
      played.push(await run.finally(progress.end));
      if (played.length > 1 || pessimistic || !played[0]) continue;
      waiting.push(...furtherVariants(models, played[0].evidence));
      count = waiting.length + 1;
    }
  } finally {
    listenNoMore();
  }
  return { played, stopped };
}

/** The quoter believes what its fills are judged by, unless it shall learn by itself. */
function believing(settings: Settings, queueModel: QueueModel): Settings {
  const learns = settings.queueModel === 'calibrated' && queueModel !== 'riskAverse';
  return learns ? settings : { ...settings, queueModel };
}

interface Asked {
  readonly seed: number;
  readonly pessimistic: boolean;
  readonly liveMarkout: string | null;
  readonly wallMs: number;
}

function reportOf(played: readonly Played[], { pessimistic, ...asked }: Asked): Report {
  const first = played[0];
  const early = played.some(({ complete }) => !complete)
    ? ['stopped early: the recordings were not played to their end']
    : [];
  return buildReport({
    ...asked,
    files: first?.files ?? [],
    frames: first?.frames ?? { applied: 0, ignored: 0, bad: 0 },
    runs: played.map(({ run: each }) => each),
    assumptions: [
      ...(first?.assumptions ?? []),
      ...(first ? boundSentences(first.evidence, pessimistic) : []),
      ...early,
    ],
  });
}
