// Which of the known names somebody may have meant. A hint for people; nothing is ever corrected by itself.

/** The closest of `known`, or null when none is close. Capitals and underscores do not count. */
export function nearest(written: string, known: readonly string[]): string | null {
  let best: { name: string; edits: number } | null = null;
  for (const name of known) {
    const edits = editsBetween(plain(written), plain(name));
    if (best === null || edits < best.edits) best = { name, edits };
  }
  return best && best.edits <= Math.max(2, best.name.length / 2) ? best.name : null;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '').slice(0, 100);
}

/** Levenshtein's distance: letters inserted, removed or changed. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
