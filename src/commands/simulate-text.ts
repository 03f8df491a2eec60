// What `simulate` says: a line for each night, everything about one that failed, and a summary. Pure text.
import { CHECKS } from '#lab/checks.ts';
import { timeText } from '#lab/event-log.ts';
import type { NightResult } from '#lab/night-stage.ts';
import type { Figures } from '#lab/scene.ts';
import type { SimulateRequest } from './simulate-request.ts';

export function headText({ seeds, plan, pace }: SimulateRequest, commit: string): string {
  const ours = Math.round((plan.hours * 3_600) / pace);
  const range = seeds.from === seeds.to ? `seed ${seeds.from}` : `seeds ${seeds.from}..${seeds.to}`;
  const faults = plan.faults.length === 0 ? 'no faults' : `${plan.faults.length} kinds of fault`;
  return [
    `simulate: ${range}, commit ${commit}`,
    `${plan.hours} hours of ${plan.markets} markets at pace ${pace}: ${ours} s of the tree's own clock a night; ${faults}`,
  ].join('\n');
}

export function nightLine({ seed, failure, hash, events, ended, figures }: NightResult): string {
  const { sent, fills, faults, crashes, latches } = figures;
  const verdict = failure ? `FAILED ${failure.check}` : 'ok';
  const story = `${sent} orders, ${fills} fills, ${faults} faults, ${crashes} crashes, ${latches} latches; ${short(ended)}`;
  return `seed ${seed}  ${verdict}  ${hash}  ${events} events, ${story}`;
}

export function failureText({ seed, failure, last, faults }: NightResult, words: readonly string[]): string {
  if (!failure) return '';
  const { check, atMs, what } = failure;
  return [
    '',
    `seed ${seed} failed ${(atMs / 1_000).toFixed(3)} s into the night: ${check}`,
    `  must hold: ${CHECKS[check]}`,
    `  found:     ${what}`,
    `  faults:    ${faults.filter((fault) => fault.atMs <= atMs).length} had happened, ${faults.length} were to happen`,
    `the last ${last.length} events:`,
    ...last.map((line) => `  ${line}`),
    `again: npm run simulate -- --seed ${seed} ${words.join(' ')} --until ${atMs}ms`,
  ].join('\n');
}

export function smallestText(
  { seed, faults }: NightResult,
  kept: readonly string[],
  tries: number,
  words: readonly string[],
): string {
  const rows = faults.filter(({ id }) => kept.includes(id));
  if (rows.length === 0) return `it fails without any fault (${tries} tries)`;
  return [
    `the smallest set of faults that still fails (${rows.length} of ${faults.length}, ${tries} tries):`,
    ...rows.map(({ id, atMs, text }) => `  ${timeText(atMs)}  ${id}  ${text}`),
    `again: npm run simulate -- --seed ${seed} ${words.join(' ')} --only ${kept.join(',')}`,
  ].join('\n');
}

/** How the house is, where a night was stopped with `--until`. */
export function standingText({ tookMs, last, standing }: NightResult): string {
  return [
    `stopped at ${tookMs} ms:`,
    ...standing.map((line) => `  ${line}`),
    'the last events:',
    ...last.map((line) => `  ${line}`),
  ].join('\n');
}

export function summaryText(results: readonly NightResult[], wanted: number, tookMs: number): string {
  const sum = (key: keyof Figures) => results.reduce((total, { figures }) => total + figures[key], 0);
  const most = (key: keyof Figures) => Math.max(0, ...results.map(({ figures }) => figures[key]));
  const virtualH = results.reduce((total, each) => total + each.tookMs, 0) / 3_600_000;
  const rate = (results.length * 60_000) / Math.max(1, tookMs);
  return [
    '',
    `${results.length} of ${wanted} nights in ${(tookMs / 1_000).toFixed(0)} s: ${rate.toFixed(1)} a minute; ${virtualH.toFixed(1)} hours of the tree's clock`,
    `${sum('sent')} orders, ${sum('fills')} fills (${sum('failedSettlements')} void), ${sum('faults')} faults, ${sum('crashes')} crashes, ${sum('latches')} latches, ${sum('compared')} comparisons with the exchange`,
    `most at risk $${most('exposureMaxUsd').toFixed(2)}, most lost since midnight $${most('lossMaxUsd').toFixed(2)}, worst that a passed loss limit left open $${most('overshootMaxUsd').toFixed(2)} (resting orders and positions at 0 or 1)`,
    `most events a second ${most('eventsPerSecondMax')}, most timers ${most('timersMax')}`,
  ].join('\n');
}

function short(text: string): string {
  const [first = ''] = text.split('\n');
  return first.length > 100 ? `${first.slice(0, 100)}…` : first;
}
