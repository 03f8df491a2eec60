// Judges a micro-test: one line an expectation, each with a verdict and a sentence that says what was seen. The same judgement is
// passed on a real account and on our own exchange. Promises: what could not be read never passes, and a test that did not do
// what it was asked to has failed, however well it went.
import { Decimal, MICRO, sharesText, ZERO_USD } from '#domain/units.ts';
import type { MicroEvidence } from './evidence.ts';
import { hoursText, MICRO_STOP_USD } from './terms.ts';

/** `untold`: the venue did not say, and nothing is risked by that. */
export type MicroVerdict = 'passed' | 'failed' | 'untold';

export interface MicroLine {
  readonly name: string;
  readonly verdict: MicroVerdict;
  readonly sentence: string;
}

type Judged = Omit<MicroLine, 'name'>;

/** The venue cancels everything when no beat came for so long. */
const BEAT_MAX_MS = 10_000;
/** Of what differs, so many are named. */
const NAMED_MAX = 3;
/** Looks at whether orders count for rewards: fewer prove nothing against them. */
const SCORINGS_MIN = 10;

const EXPECTATIONS: readonly { readonly name: string; readonly judge: (seen: MicroEvidence) => Judged }[] = [
  { name: 'time', judge: time },
  { name: 'loss', judge: loss },
  { name: 'latch', judge: latch },
  { name: 'halts', judge: halts },
  { name: 'quotes', judge: quotes },
  { name: 'pair', judge: pair },
  { name: 'ids', judge: ids },
  { name: 'fills', judge: fills },
  { name: 'money', judge: money },
  { name: 'heartbeat', judge: heartbeat },
  { name: 'latency', judge: latency },
  { name: 'drain', judge: drain },
  { name: 'resting', judge: resting },
  { name: 'scoring', judge: scoring },
  { name: 'rewards', judge: rewards },
  { name: 'watchdog', judge: watchdog },
];

export function judgeMicroTest(seen: MicroEvidence): readonly MicroLine[] {
  return EXPECTATIONS.map(({ name, judge }) => ({ name, ...judge(seen) }));
}

export function hasPassed(lines: readonly MicroLine[]): boolean {
  return lines.every(({ verdict }) => verdict !== 'failed');
}

function time({ askedMs, ranMs, endedBy }: MicroEvidence): Judged {
  if (endedBy === null && ranMs >= askedMs) return passed(`it ran for the ${hoursText(askedMs)} that were asked for`);
  return failed(`it ran for ${hoursText(ranMs)} of ${hoursText(askedMs)}: ${endedBy ?? 'nobody knows why'}`);
}

/** A gap may jump over the stop: then the stop was there, and the test has failed all the same. */
function loss({ lossMaxUsd, total }: MicroEvidence): Judged {
  if (total === null) return failed('what it earned is not known: it ended without a report');
  const lost = Decimal.max(lossMaxUsd, new Decimal(total.pnl).negated(), ZERO_USD);
  const words = `at the worst $${cents(lost)} were lost, at the end $${cents(total.pnl)} were earned`;
  return lost.lt(MICRO_STOP_USD) ? passed(words) : failed(`${words}; the stop is at $${MICRO_STOP_USD.toFixed()}`);
}

function latch({ latch: reason }: MicroEvidence): Judged {
  return reason === null ? passed('no limit was passed') : failed(`latched: ${reason}`);
}

function halts({ halted }: MicroEvidence): Judged {
  if (halted.length === 0) return passed('our books and the venue never differed for good');
  return failed(`halted: ${named(halted)}`);
}

/** Refusals are counted, and said: a post-only order that would have taken is refused in any test. */
function quotes({ orders, terms, total }: MicroEvidence): Judged {
  const { sent, rested, rejected } = orders;
  const share = total?.uptime ?? null;
  const both = share === null ? '' : `, both sides in ${new Decimal(share).times(100).toFixed(0)}% of the time`;
  const refused = rejected.length === 0 ? '' : `; ${rejected.length} were refused (${named([...new Set(rejected)])})`;
  const words = `${rested} of ${sent} orders of up to ${sharesText(terms.shares)} shares rested${both}${refused}`;
  return rested > 0 ? passed(words) : failed(`${words}: nothing was tried`);
}

function pair({ pairedShares, terms: { pairShares } }: MicroEvidence): Judged {
  const [found, wanted] = [pairedShares / MICRO, sharesText(pairShares)];
  if (pairedShares >= pairShares)
    return passed(`complete pairs of ${found} shares came about (${wanted} were asked for)`);
  return failed(`complete pairs of ${found} shares came about, and ${wanted} were asked for: try longer, or elsewhere`);
}

function ids({ orders: { sent, strangers } }: MicroEvidence): Judged {
  if (strangers.length > 0)
    return failed(`the venue named ${strangers.length} orders that are not ours: ${named(strangers)}`);
  return passed(`every order that the venue named is one of the ${sent} that we sent, by its id`);
}

function fills({ booked, listed }: MicroEvidence): Judged {
  if ('unread' in listed) return failed(`what the venue lists could not be read: ${listed.unread}`);
  const missing = without(listed.told, booked);
  const invented = without(booked, listed.told);
  if (missing.length === 0 && invented.length === 0)
    return passed(`${booked.length} booked, and the venue lists the same`);
  const words = [
    missing.length === 0 ? null : `not booked: ${named(missing)}`,
    invented.length === 0 ? null : `not listed: ${named(invented)}`,
  ];
  return failed(`${booked.length} booked, ${listed.told.length} listed; ${words.filter(Boolean).join('; ')}`);
}

function money({ total }: MicroEvidence): Judged {
  if (total === null) return failed('the residual is not known: it ended without a report');
  if (new Decimal(total.residual).isZero()) return passed('the account is what our books say: residual 0');
  return failed(`residual ${total.residual}: ${total.residualFound ?? 'not found where'}`);
}

function heartbeat({ beats: { acknowledged, gapMaxMs } }: MicroEvidence): Judged {
  const words = `${acknowledged} beats acknowledged, at most ${(gapMaxMs / 1_000).toFixed(1)} s apart`;
  if (acknowledged === 0) return failed('no beat was ever acknowledged');
  return gapMaxMs < BEAT_MAX_MS ? passed(words) : failed(`${words}; the venue waits for ${BEAT_MAX_MS / 1_000} s`);
}

function latency({ answers, latencyMaxMs }: MicroEvidence): Judged {
  const { count, unanswered, medianMs, p95Ms, maxMs } = answers;
  if (count === 0) return failed('no order and no cancel was answered');
  const lost = unanswered === 0 ? '' : `, ${unanswered} never`;
  const words = `${count} answers: half within ${ms(medianMs)}, 19 of 20 within ${ms(p95Ms)}, the last after ${ms(maxMs)}${lost}`;
  return p95Ms <= latencyMaxMs ? passed(words) : failed(`${words}; latencyMaxMs is ${latencyMaxMs}`);
}

function drain({ clean }: MicroEvidence): Judged {
  return clean
    ? passed('the venue agreed to the drain')
    : failed('the venue did not agree in time that all was cancelled');
}

function resting({ resting: listed }: MicroEvidence): Judged {
  if ('unread' in listed) return failed(`what rests could not be read: ${listed.unread}; run cancel-all`);
  if (listed.told.length === 0) return passed('the venue lists no order after the end');
  return failed(`the venue still lists ${listed.told.length} orders: ${named(listed.told)}; run cancel-all`);
}

function scoring({ terms, scoring: { told, counting, unread } }: MicroEvidence): Judged {
  if (terms.rewardedFrom === null) return untold('the market pays no rewards for resting orders');
  const asked = unread === 0 ? '' : ` (${unread} questions were not answered)`;
  if (told < SCORINGS_MIN) return untold(`the venue said only ${told} times whether an order counts${asked}`);
  const words = `resting orders counted for rewards in ${counting} of ${told} answers${asked}`;
  return counting > 0 ? passed(words) : failed(words);
}

/** Paid after midnight UTC, so a test of a day may end before. */
function rewards({ terms, earned }: MicroEvidence): Judged {
  if (terms.rewardedFrom === null) return untold('the market pays no rewards for resting orders');
  if ('unread' in earned) return untold(`what was earned could not be read: ${earned.unread}`);
  if (earned.told.isZero()) return untold('the venue lists no reward for these days yet; it pays after midnight UTC');
  return passed(`$${earned.told.toFixed()} for resting orders, as the venue lists it`);
}

function watchdog({ watchdog: seen }: MicroEvidence): Judged {
  if (seen === null) return untold('none: there was no process to watch');
  return seen.isWell ? passed(seen.sentence) : failed(seen.sentence);
}

/** As often as each stands there. */
function without(rows: readonly string[], others: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const row of others) counts.set(row, (counts.get(row) ?? 0) + 1);
  return rows.filter((row) => {
    const left = counts.get(row) ?? 0;
    counts.set(row, left - 1);
    return left <= 0;
  });
}

function named(rows: readonly string[]): string {
  const more = rows.length > NAMED_MAX ? ` and ${rows.length - NAMED_MAX} more` : '';
  return `${rows.slice(0, NAMED_MAX).join(', ')}${more}`;
}

function cents(usd: Decimal | string): string {
  return new Decimal(usd).toFixed(2);
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}

function passed(sentence: string): Judged {
  return { verdict: 'passed', sentence };
}

function failed(sentence: string): Judged {
  return { verdict: 'failed', sentence };
}

function untold(sentence: string): Judged {
  return { verdict: 'untold', sentence };
}
