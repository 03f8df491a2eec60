// Under which assumptions recordings are replayed: each queue model, and, where a recording tells of no prints, both ends of
// what its silence leaves open. What applies and why goes into the report.
import { BadInput } from '#domain/failure.ts';
import { judgedBy, QUEUE_MODELS, type QueueModel, type QueueSetting } from '#domain/quoting/queue.ts';
import type { VanishBound } from '#infra/exchange/replayed-exchange.ts';

export interface ReplayVariant {
  readonly queueModel: QueueModel;
  readonly bound: VanishBound;
}

/** Which of the markets that played had prints. */
export interface PrintEvidence {
  readonly printed: readonly string[];
  readonly bookOnly: readonly string[];
}

const NAMED_MAX = 3;
const PROBABILISTIC: QueueModel = 'power3';

/** `power3,log`: these, and the bound below them all. Throws BadInput. */
export function namedModels(text: string): readonly QueueModel[] {
  const known = Object.keys(QUEUE_MODELS);
  const names = text.split(',').map((name) => name.trim());
  for (const [index, name] of names.entries()) {
    if (!known.includes(name))
      throw new BadInput(`--queues ${text}: no queue model ${JSON.stringify(name)}; known: ${known.join(', ')}`);
    if (names.indexOf(name) !== index) throw new BadInput(`--queues ${text}: ${name} is named twice`);
  }
  const probabilistic = names.filter((name) => name !== 'riskAverse') as QueueModel[];
  return [...(probabilistic.length > 0 ? probabilistic : [PROBABILISTIC]), 'riskAverse'];
}

/** The wanted model first, then the bound below every other; one that is the bound itself has the usual one before it. */
export function queueModels(wanted: QueueSetting, pessimisticOnly: boolean): readonly QueueModel[] {
  if (pessimisticOnly) return ['riskAverse'];
  return [wanted === 'riskAverse' ? PROBABILISTIC : judgedBy(wanted), 'riskAverse'];
}

/** The first runs; they find out which markets have prints. */
export function firstVariants(models: readonly QueueModel[]): readonly ReplayVariant[] {
  return models.map((queueModel) => ({ queueModel, bound: 'vanishedIsCancelled' }));
}

/** What must be played besides: the other bound, where some market has no prints. */
export function furtherVariants(models: readonly QueueModel[], { bookOnly }: PrintEvidence): readonly ReplayVariant[] {
  if (bookOnly.length === 0) return [];
  return models.map((queueModel) => ({ queueModel, bound: 'vanishedIsTraded' }));
}

/** Why there is one bound, or two; nothing for recordings in which nothing played. */
export function boundSentences({ printed, bookOnly }: PrintEvidence, pessimisticOnly: boolean): readonly string[] {
  const cancelled = 'what vanished from a book without a print was cancelled';
  if (printed.length === 0 && bookOnly.length === 0) return [];
  if (bookOnly.length === 0) return [`${cancelled}: ${counted(printed)} told its prints, so one bound suffices`];
  const both = pessimisticOnly
    ? 'only the bound in which what vanished was cancelled was asked for'
    : 'played under both bounds: what vanished at the touch was cancelled, and it traded at its price';
  return [
    `no prints in the recordings of ${counted(bookOnly)}: ${both}`,
    ...(printed.length > 0 ? [`${cancelled}, under either bound, in ${counted(printed)} with prints`] : []),
  ];
}

function counted(slugs: readonly string[]): string {
  const named = slugs.slice(0, NAMED_MAX).join(', ') + (slugs.length > NAMED_MAX ? ', …' : '');
  return `${slugs.length} market${slugs.length === 1 ? '' : 's'} (${named})`;
}
