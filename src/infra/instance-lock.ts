// One service a state folder. The lock file says who holds it: process id, when that process began (ids are used again,
// above all in containers), and its port. A lock whose holder is gone is taken over; two that try at once cannot both win.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, reasonOf, Unavailable } from './unavailable.ts';

interface Holder {
  readonly pid: number;
  /** Of the process, where the system tells; null elsewhere. */
  readonly started: string | null;
  readonly port: number;
}

export interface InstanceLock {
  /** The port turned out to be another: whoever finds the lock taken is told of it. */
  move(port: number): void;
  release(): void;
}

/** Others that appear and vanish while we look. */
const TRIES_MAX = 20;

/** Released by `release` or when the process ends by itself. Throws Unavailable naming pid, port and folder. */
export function lockInstance(directory: string, port: number): InstanceLock {
  const path = join(directory, 'lock');
  let mine: Holder = { pid: process.pid, started: startOf(process.pid), port };
  try {
    claim(path, mine, directory);
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    throw new Unavailable(`state folder ${directory}: ${reasonOf(error)}`, { cause: error });
  }
  const isMine = () => {
    const holder = read(path);
    return holder !== null && sameAs(holder, mine);
  };
  const release = () => {
    process.off('exit', release);
    if (isMine()) rmSync(path, { force: true });
  };
  process.once('exit', release);
  const move = (to: number) => {
    if (!isMine()) return;
    mine = { ...mine, port: to };
    const draft = `${path}.${mine.pid}`;
    writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
    renameSync(draft, path);
  };
  return { move, release };
}

/** Who holds it and lives; null: nobody. */
export function holderOf(directory: string): Pick<Holder, 'pid' | 'port'> | null {
  const holder = read(join(directory, 'lock'));
  return holder && isAlive(holder) ? holder : null;
}

function claim(path: string, mine: Holder, directory: string): void {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    if (createWith(path, mine)) return;
    const holder = read(path);
    if (holder && isAlive(holder))
      throw new Unavailable(
        `another service runs on state folder ${directory}: pid ${holder.pid}, port ${holder.port}; stop it or set state.directory`,
      );
    if (holder && takeOver(path, holder, mine)) return;
  }
  throw new Unavailable(`state folder ${directory}: cannot take its lock file; remove ${path} if no service runs`);
}

/** Replaces the lock of a dead holder. Only who made the marker may, and only while the lock is still that holder's:
 *  otherwise a slow second taker would throw out the first. */
function takeOver(path: string, dead: Holder, mine: Holder): boolean {
  const marker = `${path}.taking`;
  if (!createWith(marker, mine)) {
    const taker = read(marker);
    if (taker && !isAlive(taker)) rmSync(marker, { force: true });
    return false;
  }
  try {
    const holder = read(path);
    if (!holder || !sameAs(holder, dead)) return false;
    const draft = `${path}.${mine.pid}`;
    writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
    renameSync(draft, path);
    return true;
  } finally {
    rmSync(marker, { force: true });
  }
}

/** Appears at once with its content or not at all: a link fails where a file stands. */
function createWith(path: string, holder: Holder): boolean {
  const draft = `${path}.${holder.pid}`;
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** null when it is gone. A lock that cannot be read counts as one of nobody: its writer died or it is not ours. */
function read(path: string): Holder | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  try {
    const { pid, started, port } = JSON.parse(text);
    if (Number.isSafeInteger(pid) && Number.isSafeInteger(port)) return { pid, started: started ?? null, port };
  } catch {
    // Falls through to the holder that nobody is.
  }
  return { pid: 0, started: null, port: 0 };
}

function sameAs(a: Holder, b: Holder): boolean {
  return a.pid === b.pid && a.started === b.started && a.port === b.port;
}

function isAlive(holder: Holder): boolean {
  if (holder.pid <= 0) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
  }
  const started = startOf(holder.pid);
  return started === null || holder.started === null || started === holder.started;
}

/** Boot and start tick of a process, from /proc; null where there is none. */
function startOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The command's name comes in brackets and may hold blanks; the start is field 22, the 20th after it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, '').trim().split(' ');
    // A zombie holds nothing any more.
    return /^[ZX]$/.test(fields[0] ?? '') ? `${boot}:ended` : `${boot}:${fields[19]}`;
  } catch {
    return null;
  }
}
