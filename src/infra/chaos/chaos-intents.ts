// The intent journal under the faults of its folder: not writable, or on a full disk. Promises what every body of the port does:
// one reply a call, never inside it, and nothing written when it names a problem.
import type { Clock, IntentFile } from '#domain/ports.ts';
import type { ChaosBoard } from './chaos-board.ts';

export function chaosIntents(file: IntentFile, board: ChaosBoard, clock: Clock): IntentFile {
  const problem = () => {
    if (board.active('stateUnwritable')) return 'intent journal: EACCES: permission denied (chaos)';
    return board.active('diskFull') ? 'intent journal: ENOSPC: no space left on device (chaos)' : null;
  };
  const change = (write: IntentFile['append']) => (text: string, reply: (problem: string | null) => void) => {
    const found = problem();
    if (found === null) write(text, reply);
    else clock.setTimeout(() => reply(found), 0);
  };
  return {
    read: () => file.read(),
    append: change((text, reply) => file.append(text, reply)),
    replace: change((text, reply) => file.replace(text, reply)),
  };
}
