// Writes a report where a person asked for it, and says early when that cannot be done.
import { accessSync, constants, realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { BadInput } from '#domain/failure.ts';

/** Before a long run: the folder is there and may be written, and the path is no folder itself, nor a file that the run
 *  reads. Throws BadInput. */
export function checkReportPath(path: string, read: readonly string[] = []): void {
  const place = placeOf(path);
  const same = read.find((other) => placeOf(other) === place);
  if (same !== undefined) throw new BadInput(`--report ${path}: would overwrite ${same}, which is read`);
  try {
    accessSync(dirname(path), constants.W_OK);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) throw new Error('it is a folder');
    if (found) accessSync(path, constants.W_OK);
  } catch (error) {
    throw new BadInput(`--report ${path}: cannot be written (${reason(error)})`);
  }
}

/** Where `--report` asks for one; null: nowhere. Throws BadInput as above. */
export function reportAsked(values: ReadonlyMap<string, string>): string | null {
  const report = values.get('report') ?? null;
  if (report !== null) checkReportPath(report);
  return report;
}

/** Throws BadInput. */
export function writeReport(path: string, json: string): void {
  try {
    writeFileSync(path, json);
  } catch (error) {
    throw new BadInput(`--report ${path}: cannot be written (${reason(error)})`);
  }
}

/** Links followed where the file is there. */
function placeOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
