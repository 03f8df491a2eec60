// A micro-test of our exchange on loopback as a process, and what it leaves: its report, its watchdog, what the venue was asked.
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type WalletId, walletId } from '#domain/ids.ts';
import { readTradingAccount } from '#infra/venue/trading-account.ts';
import { endAll, FOLDER, type Started, start, until } from './command-line.ts';
import { KEYS, type LoopbackVenue, loopbackVenue } from './loopback-venue.ts';

/** Quotes of 25 shares, because rewards count from 20 on; 65 cents a share may be lost. */
export const MARKET = 'wide-1';
export const WORST = '16.25';

export function microVenue(): Promise<LoopbackVenue> {
  return loopbackVenue({ 'sim.pace': '10', 'sim.markets': 'liquid,wide', bankrollUsd: '1500' });
}

export async function ourWallet(): Promise<WalletId> {
  return walletId((await readTradingAccount(KEYS, 'deposit')).wallet);
}

export function microFolder(): string {
  return mkdtempSync(join(FOLDER, 'm-'));
}

export function microWords({ origin }: LoopbackVenue, state: string, ...more: readonly string[]): readonly string[] {
  const where = ['--host', origin, '--state.directory', state, '--operator.port', '0'];
  return ['micro-test', ...where, '--quiet', ...more];
}

export function beginMicro(venue: LoopbackVenue, state: string, ...more: readonly string[]): Started {
  const understood = ['--i-understand-live', '--worst-case', WORST, '--venue.markets', MARKET];
  return start(microWords(venue, state, ...understood, ...more), { env: KEYS });
}

/** Something rests, and the watchdog watches. Resolves with its process. */
export async function quoting(venue: LoopbackVenue, wallet: WalletId, run: Started): Promise<number> {
  await until(
    'quotes',
    () => {
      if (run.child.exitCode !== null) throw new Error(`it ended: ${run.stdout()}`);
      // Before it the venue may not know the wallet.
      return run.stdout().includes('watchdog: process') && venue.world.exchange.openOrders(wallet).length > 0;
    },
    40_000,
  );
  return Number(/watchdog: process (\d+)/.exec(run.stdout())?.[1]);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // One that has ended, and that nobody has asked for its end, is no process any more.
    return !existsSync('/proc/self/stat') || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

export interface ExitReport {
  readonly passed: boolean;
  readonly lines: readonly { readonly name: string; readonly verdict: string; readonly sentence: string }[];
}

export function exitReport(state: string): ExitReport {
  return JSON.parse(readFileSync(join(state, 'micro-test', 'live', 'micro-test.json'), 'utf8')) as ExitReport;
}

export function failedLines({ lines }: ExitReport): readonly string[] {
  return lines.filter(({ verdict }) => verdict === 'failed').map(({ name }) => name);
}

/** For the end of a file of tests. */
export async function closeAll(venue: LoopbackVenue): Promise<void> {
  endAll();
  await venue.close();
}
