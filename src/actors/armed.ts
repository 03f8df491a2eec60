// The token of an armed house: a file that is there as long as nothing is latched. Whoever latches removes it first, which needs no
// space on the disk; it comes back only by an operator. So a latch that could not be written down is found all the same: a house
// that has started before and finds no token ended without saying why.
import type { StateFiles } from '#domain/ports.ts';

const ARMED_FILE = 'armed';
const STARTED_FILE = 'started';

/** At the first start in a state folder. Throws when it cannot be written: then a latch would be lost as well. */
export function armFirst(files: StateFiles): void {
  if (files.read(STARTED_FILE) !== null) return;
  arm(files);
  files.write(STARTED_FILE, 'from now on a start without the token is latched\n');
}

/** Only when no latch is left. */
export function arm(files: StateFiles): void {
  files.write(ARMED_FILE, 'no latch\n');
}

export function disarm(files: StateFiles): void {
  files.remove(ARMED_FILE);
}

/** Something was latched, whether or not it could be written down. */
export function isDisarmed(files: StateFiles): boolean {
  return files.read(STARTED_FILE) !== null && files.read(ARMED_FILE) === null;
}
