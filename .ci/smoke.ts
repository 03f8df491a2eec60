// Starts the service as `npm start` does, waits until /health says it is well, lets it trade for a moment, interrupts it like
// Ctrl-C and reads its last words. It runs what the start script says without npm in between, because npm answers an
// interrupt with 130 whatever the service does. Ends with `N passed, N failed`.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const HEALTHY_WITHIN_MS = 30_000;
const TRADES_FOR_MS = 5_000;
const ENDS_WITHIN_MS = 10_000;

const steps: boolean[] = [];
const state = mkdtempSync(join(tmpdir(), 'bothsides-smoke-'));
const port = await freePort();
const { child, output } = start();
const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
try {
  if (step(`/health answers 200 within ${HEALTHY_WITHIN_MS} ms`, await healthy())) await rest(TRADES_FOR_MS);
  child.kill('SIGINT');
  const code = await Promise.race([ended, rest(ENDS_WITHIN_MS).then(() => 'late' as const)]);
  step(`an interrupt ends it with exit code 0 within ${ENDS_WITHIN_MS} ms (${code})`, code === 0);
  step('its report has residual 0', /\bresidual\b[^\d\n-]*0(?:\.0+)?(?![\d.])/i.test(output()));
} finally {
  child.kill('SIGKILL');
  rmSync(state, { recursive: true, force: true });
}
const failed = steps.filter((passed) => !passed).length;
if (failed > 0) print(output().trimEnd().slice(-10_000).replace(/^/gm, '   | '));
print(`${steps.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function start(): { child: ChildProcess; output: () => string } {
  const script: string = JSON.parse(readFileSync('package.json', 'utf8')).scripts.start;
  const [, ...args] = script.split(' ');
  const env = { ...process.env, MM__OPERATOR__PORT: String(port), MM__STATE__DIRECTORY: state };
  const service = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [service.stdout, service.stderr])
    stream.setEncoding('utf8').on('data', (chunk) => {
      text = (text + chunk).slice(-1_000_000);
    });
  return { child: service, output: () => text };
}

async function healthy(): Promise<boolean> {
  for (const until = Date.now() + HEALTHY_WITHIN_MS; Date.now() < until; await rest(250)) {
    if (child.exitCode !== null) return false;
    const response = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null);
    if (response?.status === 200) return true;
  }
  return false;
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}

function rest(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms).unref());
}

function step(what: string, passed: boolean): boolean {
  steps.push(passed);
  print(`${passed ? 'ok  ' : 'RED '} ${what}`);
  return passed;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
