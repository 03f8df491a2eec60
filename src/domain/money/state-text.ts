// Small files of ours that survive a restart, one a mode: an object whose first key names its kind, with version 1 as value.
// Promises that nothing of a file's content is in the problem: it goes into log lines.

export type StateReading = { readonly found: Readonly<Record<string, unknown>> } | { readonly problem: string };

/** A longer text was not written by us. */
export function readStateText(text: string, kind: string, mode: string, charactersMax: number): StateReading {
  if (text.length > charactersMax) return { problem: `longer than ${charactersMax} characters` };
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { problem: 'not JSON' };
  }
  if (typeof raw !== 'object' || raw === null) return { problem: 'not an object' };
  const found = raw as Record<string, unknown>;
  if (found[kind] !== 1) return { problem: `${kind}: not version 1` };
  return found.mode === mode ? { found } : { problem: `mode: not ${mode}` };
}
