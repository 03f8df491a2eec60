// Which markets are halted, and why, as text that survives a restart. One file a mode. Promises that only a missing file means
// that none is: whatever does not read is a problem, never a clean slate.
import type { MarketId } from '#domain/ids.ts';

export type Halts = ReadonlyMap<MarketId, string>;

export type HaltsReading = { readonly halts: Halts } | { readonly problem: string };

/** A longer file was not written by us. */
const TEXT_MAX = 4_000_000;

export function haltsText(mode: string, halts: Halts): string {
  return `${JSON.stringify({ halts: 1, mode, markets: Object.fromEntries(halts) })}\n`;
}

export function parseHalts(text: string | null, mode: string): HaltsReading {
  if (text === null) return { halts: new Map() };
  if (text.length > TEXT_MAX) return { problem: `longer than ${TEXT_MAX} characters` };
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { problem: 'not JSON' };
  }
  if (typeof raw !== 'object' || raw === null) return { problem: 'not an object' };
  const found = raw as { readonly halts?: unknown; readonly mode?: unknown; readonly markets?: unknown };
  if (found.halts !== 1) return { problem: 'halts: not version 1' };
  if (found.mode !== mode) return { problem: `mode: not ${mode}` };
  if (typeof found.markets !== 'object' || found.markets === null) return { problem: 'markets: not an object' };
  const entries = Object.entries(found.markets);
  const bad = entries.find(([, reason]) => typeof reason !== 'string');
  if (bad) return { problem: `markets: ${JSON.stringify(bad[0])} has no reason` };
  return { halts: new Map(entries as [MarketId, string][]) };
}
