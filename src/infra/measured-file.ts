// What first-contact found out, on the disk of a state folder: read by whoever trades on that venue, written by first-contact.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BadInput } from '#domain/failure.ts';
import type { StateFiles } from '#domain/ports.ts';
import { MEASURED_FILE, type Measured, measuredText, readMeasured, withMeasured } from '#domain/settings/measured.ts';
import { codeOf, reasonOf } from './unavailable.ts';

/** Of mode live, whoever reads it: it is about the venue. */
export const VENUE_FOLDER = 'live';
const FILE_MAX_BYTES = 100_000;

export function measuredPath(stateDirectory: string): string {
  return join(stateDirectory, VENUE_FOLDER, MEASURED_FILE);
}

/** None where there is no file. Throws BadInput naming the path of one that cannot be read. */
export function loadMeasured(stateDirectory: string): readonly Measured[] {
  const path = measuredPath(stateDirectory);
  try {
    if (statSync(path).size > FILE_MAX_BYTES) throw new BadInput(`${path}: larger than ${FILE_MAX_BYTES} bytes`);
    return readMeasured(readFileSync(path, 'utf8'), path);
  } catch (error) {
    if (error instanceof BadInput) throw error;
    if (codeOf(error) === 'ENOENT') return [];
    throw new BadInput(`${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Beside what is there of other hosts and settings; what does not read is replaced. `files`: of the venue's folder. */
export function saveMeasured(files: StateFiles, found: readonly Measured[]): void {
  files.write(MEASURED_FILE, measuredText(withMeasured(rowsOf(files.read(MEASURED_FILE)), found)));
}

function rowsOf(text: string | null): readonly Measured[] {
  try {
    return text === null ? [] : readMeasured(text, MEASURED_FILE);
  } catch (error) {
    if (error instanceof BadInput) return [];
    throw error;
  }
}
