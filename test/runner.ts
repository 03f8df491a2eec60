// Runs the tests: one process a file, more at once than there are cores, each with a deadline. What makes a file red is
// decided in `runner-verdict.ts`. Ends with one line, `N passed, N failed`, that counts tests, and exits 1 when one failed.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, stripVTControlCharacters } from 'node:util';
import { type Ended, type Verdict, verdict } from './runner-verdict.ts';

const HOME = dirname(dirname(fileURLToPath(import.meta.url)));
/** Hundreds of processes read the same sources; coverage needs them compiled anew to be exact. */
const COMPILED_ONCE = process.env.NODE_V8_COVERAGE
  ? {}
  : { NODE_COMPILE_CACHE: join(HOME, 'node_modules', '.cache', 'compile') };

const HELP = `Usage: npm test -- [files or folders] [--deadline ms] [--jobs n]

  npm test                                  every test/**/*.test.ts without those in a browser
  npm test -- test/domain                   one folder; test/browser: npm run test:browser
  npm test -- test/domain/units.test.ts     one file
  --deadline ms   a file that runs longer is killed and red (120000)
  --jobs n        files at once (two and a half times the number of cores: many of them wait)
  --list          print the files and run nothing`;

/** More output than this of one file is cut at the front: the end has the failures. */
const OUTPUT_MAX = 1_000_000;
/** Pipes that a leaked grandchild holds open are given up after this. */
const PIPE_GRACE_MS = 1_000;

/** These run only when they or their own folder are asked for: planted files are broken on purpose, a browser takes minutes. */
const APART = ['planted', 'browser'];

/** They start programs and wait for them: half of the workers begin with these, so that the others keep every core busy meanwhile. */
const WAITS = /^test\/(?:main\.test|runner\.test|commands\/)/;
/** Whole trees that trade for minutes of their own time: one of them begun last would keep everybody waiting. */
const LONG = /^test\/(?:conformance|lab|actors|infra\/venue\/client)\//;

const running = new Set<ChildProcess>();

process.exitCode = await main(process.argv.slice(2));

async function main(argv: string[]): Promise<number> {
  if (argv.includes('--help')) {
    print(HELP);
    return 0;
  }
  const asked = readArguments(argv);
  if (typeof asked === 'string') {
    process.stderr.write(`${asked}\n`);
    return 2;
  }
  if (asked.list) {
    print(asked.files.map((file) => relative(HOME, file)).join('\n'));
    return 0;
  }
  process.once('SIGINT', () => abandon(130));
  process.once('SIGTERM', () => abandon(143));
  const waits = asked.files.filter((file) => WAITS.test(nameOf(file)));
  const works = asked.files.filter((file) => !WAITS.test(nameOf(file)));
  const verdicts: Verdict[] = [];
  const worker = async (_: unknown, at: number) => {
    const [first, then] = at % 2 === 0 ? [waits, works] : [works, waits];
    for (let file = first.shift() ?? then.shift(); file !== undefined; file = first.shift() ?? then.shift())
      verdicts.push(await runFile(file, asked.deadlineMs));
  };
  await Promise.all(Array.from({ length: asked.jobs }, worker));
  return report(verdicts);
}

function report(verdicts: readonly Verdict[]): number {
  const sum = (count: (one: Verdict) => number) => verdicts.reduce((total, one) => total + count(one), 0);
  const skippedLines = verdicts.flatMap((one) => one.skippedLines);
  if (skippedLines.length > 0)
    print(`\n!! Not everything ran:\n${skippedLines.map((line) => `!! ${line}`).join('\n')}\n`);
  const failed = sum((one) => one.failed);
  const skipped = sum((one) => one.skipped);
  print(`${sum((one) => one.passed)} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed > 0 ? 1 : 0;
}

async function runFile(file: string, deadlineMs: number): Promise<Verdict> {
  const name = relative(HOME, file);
  const startedMs = performance.now();
  const ended = await execute(file, deadlineMs);
  const found = verdict(readFileSync(file, 'utf8'), ended);
  const skipped = found.skipped > 0 ? `, ${found.skipped} skipped` : '';
  const line = `${name}  ${found.passed} passed${skipped}  ${Math.round(performance.now() - startedMs)} ms`;
  if (found.problems.length === 0) print(`ok   ${line}`);
  else print(`RED  ${line}\n     ${found.problems.join('; ')}\n${ended.output.trimEnd().replace(/^/gm, '   | ')}`);
  return found;
}

function execute(file: string, deadlineMs: number): Promise<Ended> {
  return new Promise((done) => {
    const { FORCE_COLOR: _, ...env } = process.env;
    // Its own process group, so that whatever it started dies with it at the deadline.
    const child = spawn(process.execPath, [file], {
      cwd: HOME,
      env: { ...COMPILED_ONCE, ...env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    running.add(child);
    let output = '';
    let late = false;
    const collect = (chunk: string) => {
      output = (output + chunk).slice(-OUTPUT_MAX);
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    const deadline = setTimeout(() => {
      late = true;
      killGroup(child);
    }, deadlineMs);
    child.once('error', (error) => collect(`\n${error.message}\n`));
    child.once('exit', () => {
      clearTimeout(deadline);
      setTimeout(() => killGroup(child), PIPE_GRACE_MS).unref();
    });
    child.once('close', (code, signal) => {
      clearTimeout(deadline);
      running.delete(child);
      done({ code, signal, late, output: stripVTControlCharacters(output) });
    });
  });
}

/** Only while its pipes are open: then the group still has a member, and its id cannot belong to anybody else. */
function killGroup(child: ChildProcess): void {
  if (!running.has(child) || child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function abandon(code: number): never {
  for (const child of running) killGroup(child);
  process.exit(code);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

interface Asked {
  readonly files: readonly string[];
  readonly deadlineMs: number;
  readonly jobs: number;
  readonly list: boolean;
}

/** What to run, or what is wrong with the command line. */
function readArguments(argv: string[]): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        deadline: { type: 'string' },
        jobs: { type: 'string' },
        list: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    const deadlineMs = positive('--deadline', values.deadline ?? '120000');
    const jobs = positive('--jobs', values.jobs ?? String(Math.ceil(2.5 * availableParallelism())));
    const files = new Set((positionals.length > 0 ? positionals : ['test']).flatMap(testFiles));
    return { files: [...files], deadlineMs, jobs, list: values.list === true };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function positive(flag: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`${flag}: ${text} is not a whole number above zero`);
  return Number(text);
}

/** Within the project. */
function nameOf(file: string): string {
  return relative(HOME, file).replaceAll('\\', '/');
}

function testFiles(argument: string): string[] {
  const path = resolve(argument);
  if (!existsSync(path)) throw new Error(`${argument}: no such file or folder`);
  if (statSync(path).isFile()) return [path];
  const found = readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !name.split(/[\\/]/).some((part) => APART.includes(part)))
    .map((name) => join(path, name))
    .sort((a, b) => Number(LONG.test(nameOf(b))) - Number(LONG.test(nameOf(a))) || (a < b ? -1 : 1));
  if (found.length === 0) throw new Error(`${argument}: no test files (*.test.ts) in this folder`);
  return found;
}
