// The program as a person meets it: words typed, what is printed on which stream, the exit code. As a process of its own,
// or, for the many small questions, the same command inside the test.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BadInput } from '#domain/failure.ts';
import { VERBS } from '../../src/commands/catalogue.ts';

export const HOME = fileURLToPath(new URL('../../', import.meta.url));
export const MAIN = join(HOME, 'src', 'main.ts');
/** Of this test file alone; goes when it ends. Short, because systems limit the path of a socket. */
export const FOLDER = mkdtempSync(join(tmpdir(), 'bothsides-'));

const running = new Set<ChildProcess>();
process.on('exit', () => {
  endAll();
  rmSync(FOLDER, { recursive: true, force: true });
});
// What a developer has set must not decide whether a test passes.
for (const name of Object.keys(process.env)) if (/^mm__/i.test(name)) delete process.env[name];

export interface Ended {
  /** null: ended by `signal`. */
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** So far. */
  readonly stdout: () => string;
}

export function start(args: readonly string[], { cwd = HOME, env = {} }: Surroundings = {}): Started {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((done) => {
    child.once('close', (code, signal) => {
      running.delete(child);
      done({ code, signal, stdout, stderr });
    });
  });
  return { child, ended, stdout: () => stdout };
}

/** What a failed test left running would keep its file from ending. */
export function endAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

export function bothsides(args: readonly string[], surroundings?: Surroundings): Promise<Ended> {
  return start(args, surroundings).ended;
}

/** The command inside this process: what it printed, and its exit code or what it threw. */
export async function inside(args: readonly string[]): Promise<Ended & { readonly error: unknown }> {
  const [verb = '', ...rest] = args;
  const heard = { stdout: '', stderr: '' };
  const kept = { stdout: process.stdout.write, stderr: process.stderr.write };
  for (const name of ['stdout', 'stderr'] as const)
    process[name].write = ((text: string) => {
      heard[name] += text;
      return true;
    }) as typeof process.stdout.write;
  try {
    const command = await VERBS[verb]?.load();
    const code = (await command?.run(rest)) ?? null;
    return { code, signal: null, ...heard, error: null };
  } catch (error) {
    return { code: error instanceof BadInput ? 2 : 1, signal: null, ...heard, error };
  } finally {
    process.stdout.write = kept.stdout;
    process.stderr.write = kept.stderr;
  }
}

/** Processes that `pid` has started and that have not ended. Linux says it in files; elsewhere `ps` belongs to the system. */
export async function childrenOf(pid: number): Promise<readonly number[]> {
  const all = existsSync('/proc/self/stat') ? parentsByFile() : await parentsByPs();
  return all.filter(({ parent }) => parent === pid).map(({ child }) => child);
}

interface Parenthood {
  readonly child: number;
  readonly parent: number;
}

function parentsByFile(): readonly Parenthood[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      // The name before it may hold anything, brackets too.
      const [state, parent] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      return state === 'Z' ? [] : [{ child: Number(name), parent: Number(parent) }];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}

function parentsByPs(): Promise<readonly Parenthood[]> {
  return new Promise((done) => {
    execFile('ps', ['-A', '-o', 'pid=,ppid='], (_, stdout) =>
      done(
        stdout.split('\n').flatMap((line) => {
          const [child, parent] = line.trim().split(/\s+/).map(Number);
          return child && parent ? [{ child, parent }] : [];
        }),
      ),
    );
  });
}

const POLL_MS = 40;

/** Looks again and again until there is something; fails with `what` when the time is over. */
export async function until<T>(
  what: string,
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  withinMs: number,
): Promise<T> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > endMs) throw new Error(`waited ${withinMs} ms in vain for: ${what}`);
    await new Promise((resume) => setTimeout(resume, POLL_MS));
  }
}
