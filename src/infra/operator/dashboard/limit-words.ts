// The kill ladder and its limits in words: what a rung means, figures in their unit, and why one was climbed. The service tells reasons
// as its log has them, `rejects: 0.507693 is past 0.5`; a trader reads that half of the orders were rejected. Pure.
import type { LimitView } from '#domain/operator/views.ts';
import { dollarWords, durationWords, numberOf, percentWords, sizeWords } from './words.ts';

type Unit = LimitView['unit'];

const RUNGS: Readonly<Record<string, readonly [word: string, sentence: string]>> = {
  armed: ['armed', 'Trades freely; every limit is watched'],
  reduceOnly: ['reduce only', 'Only orders that take exposure away'],
  noNewQuotes: ['no new quotes', 'What rests may rest; nothing new leaves'],
  cancelAll: ['cancel all', 'Everything is cancelled, nothing is quoted'],
  drain: ['drain', 'The service ends in good order'],
  exit: ['exit', 'It leaves by force'],
};

/** What passing a limit means, by the rule. */
const PASSED: Readonly<Record<string, readonly [unit: Unit, sentence: string]>> = {
  weeklyLoss: ['usd', 'the week lost too much'],
  weeklyLossShare: ['share', 'the week lost too much of what it began with'],
  dailyLoss: ['usd', 'the day lost too much'],
  dailyLossShare: ['share', 'the day lost too much of what it began with'],
  accountRestricted: ['count', 'orders were rejected because the account is restricted'],
  failedExecutions: ['count', 'too many settlements or transactions failed'],
  latency: ['ms', 'one of twenty answers takes too long'],
  clockSkew: ['ms', 'our clock is too far from that of the venue'],
  drawdown: ['usd', 'too much of the best of the day is lost again'],
  drawdownShare: ['share', 'too much of the best of the day is lost again'],
  tradeLoss: ['usd', 'a single trade lost too much'],
  tradeLossShare: ['share', 'a single trade lost too much of what the day began with'],
  rejects: ['share', 'too many of our orders are rejected'],
  exposure: ['usd', 'the worst case is too large'],
};
const PAST = /\b([a-zA-Z]+): (\S+) is past ([^\s;,]+)/g;
const BY_HAND = /\bby hand: (.+)$/;

/** What a person gave as the reason is kept with the word that it was one. */
export function byHand(reason: string): string {
  const said = reason.trim();
  return said === '' ? 'by hand, from the page' : `by hand: ${said}`;
}

export function isByHand(reason: string): boolean {
  return reason.startsWith('by hand');
}

export function rungWords(stage: string): string {
  return RUNGS[stage]?.[0] ?? stage;
}

export function rungSentence(stage: string): string | undefined {
  return RUNGS[stage]?.[1];
}

/** `too many of our orders are rejected (50.8 %, limit 50.0 %)`, `by hand (lunch)`; what is said in other words stays as it is. */
export function reasonWords(reason: string): string {
  return reason.replace(BY_HAND, 'by hand ($1)').replace(PAST, (whole, rule: string, found: string, limit: string) => {
    const row = Object.hasOwn(PASSED, rule) ? PASSED[rule] : undefined;
    if (row === undefined) return whole;
    const [unit, sentence] = row;
    const measured = numberOf(found) === null ? 'not measured' : unitWords(found, unit);
    return `${sentence} (${measured}, limit ${unitWords(limit, unit)})`;
  });
}

/** `dailyLossShare` as `Daily loss share`. */
export function ruleWords(rule: string): string {
  const words = rule.replace(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Below zero is a profit, where a loss is measured. */
export function unitWords(figure: string, unit: Unit): string {
  if ((numberOf(figure) ?? 0) < 0) return 'none';
  if (unit === 'usd') return dollarWords(figure);
  if (unit === 'share') return percentWords(figure, 1);
  return unit === 'ms' ? spanWords(figure) : sizeWords(figure);
}

/** Of a few seconds the parts count: they lie near their limit. */
function spanWords(ms: string): string {
  const value = numberOf(ms) ?? Number.NaN;
  return value >= 1_000 && value < 10_000 ? `${sizeWords(value / 1_000)} s` : durationWords(ms);
}
