// `replay FILES…`: the whole tree, under the virtual clock, through recordings of real markets; our fills follow the queue.
// One whole run for each queue model. The same files, settings and seed give the same report, `wallMs` apart.

import { BadInput } from '#domain/failure.ts';
import { buildReport, type Report } from '#domain/money/report.ts';
import { reportText } from '#domain/money/report-text.ts';
import type { QueueModel } from '#domain/quoting/queue.ts';
import { realClock } from '#infra/clock.ts';
import { readMarketFacts } from '#infra/recording/market-facts.ts';
import { loadSettings } from '#infra/settings-file.ts';
import { readArguments } from './arguments.ts';
import { progressLine } from './replay-progress.ts';
import { type Played, replayOnce } from './replay-run.ts';
import { checkReportPath, writeReport } from './report-file.ts';

const HELP = `replay FILES… [options]: trade the recordings in simulated time and report what it was worth

  FILES                our recordings, or files of {"t","m"} book frames; .gz allowed; several merge by receipt time
  --report FILE        write the report as JSON
  --market-facts FILE  facts that recordings do not carry: tick, minimum size, fee, end, outcome
  --skip-bad           count bad lines and go on, instead of stopping at the first
  --pessimistic-only   only the risk-averse queue, not the configured one beside it
  --quiet              no progress
  --config FILE        settings file instead of config/paper.yaml
  --<setting> VALUE    any setting by its key, such as --seed 7 or --quoteShares 20

Exit code 2 and no report when a line, file or setting is bad.

  npm run replay -- recording.jsonl.gz --report out.json
  npm run replay -- day/*.jsonl.gz --queueModel log --market-facts facts.json
`;

export const replayCommand = {
  sentence: 'trade recordings of real markets in simulated time',
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
    values: ['report', 'market-facts', 'config'],
    words: true,
  });
  if (words.length === 0) throw new BadInput('replay needs at least one recording; see --help');
  const reportPath = values.get('report') ?? null;
  if (reportPath !== null) checkReportPath(reportPath);
  const settings = loadSettings({ mode: 'replay', file: values.get('config') ?? null, flags: typed });
  const factsPath = values.get('market-facts');
  const facts = factsPath === undefined ? null : readMarketFacts(factsPath);
  const clock = realClock();
  const startedMs = clock.now();
  const stop = { asked: false };
  process.on('SIGINT', () => {
    if (stop.asked) process.exit(130);
    stop.asked = true;
  });
  const models = flags.has('pessimistic-only') ? (['riskAverse'] as const) : modelsOf(settings.queueModel);
  const played: Played[] = [];
  for (const [index, queueModel] of models.entries()) {
    if (stop.asked) break;
    const label = `run ${index + 1} of ${models.length} (${queueModel})`;
    const onProgress = flags.has('quiet') ? () => {} : progressLine(label, clock);
    const options = { skipBad: flags.has('skip-bad'), facts };
    played.push(
      await replayOnce(words, options, { ...settings, queueModel }, { onProgress, isStopped: () => stop.asked }),
    );
  }
  const report = reportOf(played, settings.seed, clock.now() - startedMs);
  if (reportPath !== null) writeReport(reportPath, report);
  process.stdout.write(reportText(report));
  const whole = played.every(({ complete, clean, run: { residual } }) => complete && clean && residual.usd.isZero());
  return whole || stop.asked ? 0 : 1;
}

/** The configured model, and the bound below it. */
function modelsOf(configured: QueueModel): readonly QueueModel[] {
  return configured === 'riskAverse' ? ['riskAverse'] : [configured, 'riskAverse'];
}

function reportOf(played: readonly Played[], seed: number, wallMs: number): Report {
  const first = played[0];
  const early = played.some(({ complete }) => !complete)
    ? ['stopped early: the recordings were not played to their end']
    : [];
  return buildReport({
    seed,
    files: first?.files ?? [],
    frames: first?.frames ?? { applied: 0, ignored: 0, bad: 0 },
    runs: played.map(({ run: each }) => each),
    assumptions: [...(first?.assumptions ?? []), ...early],
    wallMs,
  });
}
