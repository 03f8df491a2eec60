// Judges one test file by its source and by how its process ended. uvu alone calls several broken files green (a failing
// hook, a missing `.run()`, a leftover `.only`), so a file passes here only when everything about it says so.

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  /** Killed by us at its deadline. */
  readonly late: boolean;
  /** Both streams, colours removed. */
  readonly output: string;
}

export interface Verdict {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Empty for a green file. */
  readonly problems: readonly string[];
  /** Lines that begin with SKIPPED, to be repeated where nobody overlooks them. */
  readonly skippedLines: readonly string[];
}

/** Counts tests. A red file counts at least one failure even when it never got to report any. A test that skips itself
 *  prints one line beginning with SKIPPED; uvu counts it as passed, we do not. */
export function verdict(source: string, ended: Ended): Verdict {
  const summary = readSummary(ended.output);
  // uvu's dots of the tests before stand on the same line.
  const skippedLines = [...ended.output.matchAll(/^[•✘ ]*(SKIPPED.*)$/gm)].map((found) => found[1] ?? '');
  const problems = [...sourceProblems(source), ...endProblems(ended, summary)];
  const total = summary?.total ?? 0;
  const passed = summary?.passed ?? 0;
  const selfSkipped = Math.max(0, skippedLines.length - (summary?.skipped ?? 0));
  return {
    passed: Math.max(0, passed - selfSkipped),
    failed: Math.max(total - passed, problems.length > 0 ? 1 : 0),
    skipped: (summary?.skipped ?? 0) + selfSkipped,
    problems,
    skippedLines,
  };
}

interface Summary {
  readonly total: number;
  readonly passed: number;
  readonly skipped: number;
}

/** The last one printed: a test may itself print something alike. */
function readSummary(output: string): Summary | null {
  const found = [...output.matchAll(/^ {2}Total: +(\d+)\n {2}Passed: +(\d+)\n {2}Skipped: +(\d+)$/gm)].at(-1);
  return found ? { total: Number(found[1]), passed: Number(found[2]), skipped: Number(found[3]) } : null;
}

function endProblems(ended: Ended, summary: Summary | null): string[] {
  if (ended.late) return ['hangs: killed at its deadline (a server, timer or socket left open?)'];
  const problems: string[] = [];
  if (ended.signal !== null) problems.push(`crashed by ${ended.signal}`);
  else if (ended.code !== 0) problems.push(`exit code ${ended.code}`);
  if (summary === null) problems.push('no summary (is `.run()` missing?)');
  else if (summary.total === 0) problems.push('zero tests');
  else if (summary.passed !== summary.total)
    problems.push(`${summary.total - summary.passed} of ${summary.total} did not pass`);
  return problems;
}

function sourceProblems(source: string): string[] {
  const problems: string[] = [];
  if (/\.only\s*\(/.test(source)) problems.push('`.only` is left in the source');
  for (const name of suiteNames(source)) {
    const last = Math.max(-1, ...[...source.matchAll(new RegExp(`^\\s*${name}\\(`, 'gm'))].map((call) => call.index));
    if (last > source.lastIndexOf(`${name}.run(`)) problems.push(`tests of \`${name}\` come after its last \`.run()\``);
  }
  return problems;
}

/** What tests are registered on: uvu's own `test` and every named suite. */
function suiteNames(source: string): string[] {
  const own = /import\s*\{[^}]*\btest\b[^}]*\}\s*from\s*'uvu'/.test(source) ? ['test'] : [];
  return [...own, ...[...source.matchAll(/^const (\w+) = suite\(/gm)].map((found) => found[1] ?? '')];
}
