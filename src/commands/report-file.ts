// Writes a report where a person asked for it, and says early when that cannot be done.
import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { BadInput } from '#domain/failure.ts';
import { type Report, reportJson } from '#domain/money/report.ts';

/** Before a long run: the folder is there and may be written, and the path is no folder itself. Throws BadInput. */
export function checkReportPath(path: string): void {
  try {
    accessSync(dirname(path), constants.W_OK);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) throw new Error('it is a folder');
    if (found) accessSync(path, constants.W_OK);
  } catch (error) {
    throw new BadInput(`--report ${path}: cannot be written (${reason(error)})`);
  }
}

export function writeReport(path: string, report: Report): void {
  try {
    writeFileSync(path, reportJson(report));
  } catch (error) {
    throw new BadInput(`--report ${path}: cannot be written (${reason(error)})`);
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
