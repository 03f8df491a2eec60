// Transactions that were handed to the chain and are not decided, as text that survives a restart: whoever comes next knows what
// the chain may still do. One file a mode. Promises that only a missing file means that there are none.
import type { MarketId } from '#domain/ids.ts';
import type { Shares } from '#domain/units.ts';
import type { ChainJob } from './chain-jobs.ts';
import { readStateText } from './state-text.ts';

export const CHAIN_FILE = 'chain.json';

export type ChainJobsReading = { readonly jobs: readonly ChainJob[] } | { readonly problem: string };

/** A longer file was not written by us. */
const TEXT_MAX = 1_000_000;

export function chainJobsText(mode: string, jobs: readonly ChainJob[]): string {
  return `${JSON.stringify({ chain: 1, mode, jobs: jobs.map(({ kind, market, size }) => ({ kind, market, size })) })}\n`;
}

export function parseChainJobs(text: string | null, mode: string): ChainJobsReading {
  if (text === null) return { jobs: [] };
  const reading = readStateText(text, 'chain', mode, TEXT_MAX);
  if ('problem' in reading) return reading;
  const { jobs } = reading.found;
  if (!Array.isArray(jobs)) return { problem: 'jobs: not a list' };
  const read = jobs.map(readJob);
  const bad = read.indexOf(null);
  return bad < 0 ? { jobs: read as ChainJob[] } : { problem: `jobs: number ${bad + 1} is no transaction` };
}

function readJob(raw: unknown): ChainJob | null {
  if (typeof raw !== 'object' || raw === null) return null;
  const { kind, market, size } = raw as Readonly<Record<string, unknown>>;
  if (typeof market !== 'string' || market === '') return null;
  if (kind === 'redeem' && size === null) return { kind, market: market as MarketId, size };
  const isSize = typeof size === 'number' && Number.isSafeInteger(size) && size > 0;
  return kind === 'merge' && isSize ? { kind, market: market as MarketId, size: size as Shares } : null;
}
