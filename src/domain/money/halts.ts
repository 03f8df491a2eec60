// Which markets are halted, and why, as text that survives a restart. One file a mode. Promises that only a missing file means
// that none is: whatever does not read is a problem, never a clean slate.
import type { MarketId } from '#domain/ids.ts';
import { readStateText } from './state-text.ts';

export type Halts = ReadonlyMap<MarketId, string>;

export type HaltsReading = { readonly halts: Halts } | { readonly problem: string };

/** A longer file was not written by us. */
const TEXT_MAX = 4_000_000;

export function haltsText(mode: string, halts: Halts): string {
  return `${JSON.stringify({ halts: 1, mode, markets: Object.fromEntries(halts) })}\n`;
}

export function parseHalts(text: string | null, mode: string): HaltsReading {
  if (text === null) return { halts: new Map() };
  const reading = readStateText(text, 'halts', mode, TEXT_MAX);
  if ('problem' in reading) return reading;
  const { markets } = reading.found;
  if (typeof markets !== 'object' || markets === null) return { problem: 'markets: not an object' };
  const entries = Object.entries(markets);
  const bad = entries.find(([, reason]) => typeof reason !== 'string');
  if (bad) return { problem: `markets: ${JSON.stringify(bad[0])} has no reason` };
  return { halts: new Map(entries as [MarketId, string][]) };
}
