// The small files we live by, in one folder a mode: latches, intents, facts. `write` replaces the whole file or nothing of
// it; `append` leaves whole texts or cuts itself back. Everything is readable by its owner alone, and each failure names its
// path. Keeping two services out of one folder is `instance-lock.ts`.
import {
  chmodSync,
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { invariant } from '#domain/failure.ts';
import type { StateFiles } from '#domain/ports.ts';
import { codeOf, reasonOf, Unavailable } from './unavailable.ts';

/** A name within the folder: no path, nothing hidden. */
const NAME = /^[a-z0-9][a-z0-9.-]{0,63}$/;
/** Stay when everything else is cleared: they belong to the process, not to its memory. */
const OF_THE_PROCESS = ['lock', 'control.sock', 'operator.token'];

export interface DirectoryOptions {
  /** Waits after every append until the disk has it: survives a power cut, costs about a millisecond each. */
  readonly durable?: boolean;
}

export class DirectoryStateFiles implements StateFiles {
  readonly directory: string;
  readonly #durable: boolean;
  /** Files we append to, kept open. As many as there are names in the program. */
  readonly #open = new Map<string, number>();

  /** Makes the folder (mode 700) when it is missing. Throws Unavailable. */
  constructor(directory: string, options: DirectoryOptions = {}) {
    this.directory = directory;
    this.#durable = options.durable ?? false;
    attempt(directory, () => {
      makeFolders(directory);
      if (!statSync(directory).isDirectory()) throw new Error('it is not a folder');
      chmodSync(directory, 0o700);
    });
  }

  read(name: string): string | null {
    const path = this.#path(name);
    return attempt(path, () => {
      try {
        return readFileSync(path, 'utf8');
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return null;
        throw error;
      }
    });
  }

  write(name: string, text: string): void {
    const path = this.#path(name);
    this.#close(name);
    attempt(path, () => {
      const draft = `${path}.draft`;
      withFile(draft, 'w', (file) => {
        writeAll(file, text);
        fsyncSync(file);
      });
      renameSync(draft, path);
      // The new name itself must survive a power cut too.
      withFile(this.directory, 'r', fsyncSync);
    });
  }

  /** Kept under another name, whole. Nothing happens when there is none. */
  putAway(name: string, as: string): void {
    const [from, to] = [this.#path(name), this.#path(as)];
    attempt(from, () => {
      if (existsSync(from)) renameSync(from, to);
    });
  }

  remove(name: string): void {
    const path = this.#path(name);
    this.#close(name);
    attempt(path, () => rmSync(path, { force: true }));
  }

  append(name: string, text: string): void {
    const path = this.#path(name);
    attempt(path, () => {
      const file = this.#open.get(name) ?? openSync(path, 'a', 0o600);
      this.#open.set(name, file);
      const { size } = fstatSync(file);
      try {
        writeAll(file, text);
        if (this.#durable) fdatasyncSync(file);
      } catch (error) {
        // Half a line would spoil the next one as well.
        ftruncateSync(file, size);
        throw error;
      }
    });
  }

  /** A fresh start: forgets every file of ours in the folder. */
  clear(): void {
    this.close();
    attempt(this.directory, () => {
      for (const entry of readdirSync(this.directory, { withFileTypes: true }))
        if (entry.isFile() && !OF_THE_PROCESS.includes(entry.name)) rmSync(join(this.directory, entry.name));
    });
  }

  close(): void {
    for (const name of [...this.#open.keys()]) this.#close(name);
  }

  #close(name: string): void {
    const file = this.#open.get(name);
    this.#open.delete(name);
    if (file !== undefined) closeSync(file);
  }

  #path(name: string): string {
    invariant(NAME.test(name), `${JSON.stringify(name)} is not the name of a state file`);
    return join(this.directory, name);
  }
}

/** One level at a time: Node's own recursion never ends where a level can neither be made nor refused. */
function makeFolders(directory: string): void {
  if (existsSync(directory)) return;
  const parent = dirname(directory);
  if (parent !== directory) makeFolders(parent);
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** The same promises without a disk, for replay and tests. */
export function memoryStateFiles(): StateFiles {
  const files = new Map<string, string[]>();
  return {
    read(name) {
      const parts = files.get(name);
      if (!parts) return null;
      const text = parts.join('');
      files.set(name, [text]);
      return text;
    },
    write: (name, text) => void files.set(name, [text]),
    remove: (name) => void files.delete(name),
    append(name, text) {
      const parts = files.get(name);
      if (parts) parts.push(text);
      else files.set(name, [text]);
    },
  };
}

function withFile(path: string, flags: string, use: (file: number) => void): void {
  const file = openSync(path, flags, 0o600);
  try {
    use(file);
  } finally {
    closeSync(file);
  }
}

/** One write call may take only a part. */
function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}

function attempt<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new Unavailable(`state file ${path}: ${reasonOf(error)}`, { cause: error });
  }
}
