// The state folder under faults: not writable, or on a full disk. Promises what every body of the port does: a write or an
// append that fails leaves what was there before it, and the error names the file.
import type { StateFiles } from '#domain/ports.ts';
import { Unavailable } from '../unavailable.ts';
import type { ChaosBoard } from './chaos-board.ts';

export function chaosFiles(files: StateFiles, board: ChaosBoard): StateFiles {
  const change = (name: string, needsRoom: boolean) => {
    if (board.active('stateUnwritable')) throw new Unavailable(`state file ${name}: EACCES: permission denied (chaos)`);
    if (needsRoom && board.active('diskFull'))
      throw new Unavailable(`state file ${name}: ENOSPC: no space left on device (chaos)`);
  };
  return {
    read: (name) => files.read(name),
    write(name, text) {
      change(name, true);
      files.write(name, text);
    },
    remove(name) {
      change(name, false);
      files.remove(name);
    },
    append(name, text) {
      change(name, true);
      files.append(name, text);
    },
  };
}
