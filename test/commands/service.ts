// A service of our own for one test: any free port, a state folder that nobody else has, and questions over its socket.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from '#infra/operator/control-socket.ts';
import { type Ended, FOLDER, type Started, start, until } from './command-line.ts';

/** What `status` tells, as far as these tests read it. */
export interface Status {
  readonly admission: { readonly mode: string; readonly why: string };
  readonly counters: { readonly plans: number; readonly marketEvents: number };
  readonly markets: readonly {
    readonly slug: string;
    readonly phase: string;
    readonly retired: string | null;
    readonly orders: readonly { readonly slot: string; readonly status: string }[];
  }[];
  readonly lines: {
    readonly markets: readonly { readonly state: string; readonly hot: boolean; readonly sockets: number }[];
  };
  readonly tree: readonly { readonly id: string; readonly state: string }[];
}

export interface Service {
  readonly pid: number;
  readonly health: string;
  readonly process: Started;
  status(): Promise<Status>;
  /** Sends a signal; how it ended. */
  stopBy(signal: NodeJS.Signals): Promise<Ended>;
}

/** Generous: a slow machine that runs other tests as well. */
export const START_MS = 20_000;

export function stateFolder(): string {
  return mkdtempSync(join(FOLDER, 's-'));
}

/** The mode's own folder within. */
export function simFolder(state: string): string {
  return join(state, 'sim');
}

/** The words of `run` on a state folder; any free port unless the flags say another. */
export function runWords(state: string, ...flags: readonly string[]): readonly string[] {
  const port = flags.includes('--operator.port') ? [] : ['--operator.port', '0'];
  return ['run', '--state.directory', state, ...port, ...flags];
}

/** Resolves when it says where its health is. */
export async function startService(state: string, ...flags: readonly string[]): Promise<Service> {
  const process = start(runWords(state, ...flags));
  const { child, ended } = process;
  let over: Ended | null = null;
  ended.then((how) => {
    over = how;
  });
  const health = await until(
    'the first line of the service',
    () => {
      if (over) throw new Error(`the service ended: ${JSON.stringify(over)}`);
      return /health (http:\S+)\n/.exec(process.stdout())?.[1];
    },
    START_MS,
  );
  return {
    pid: child.pid ?? 0,
    health,
    process,
    status: async () => (await ask(join(simFolder(state), 'control.sock'), 'status', [])) as Status,
    stopBy(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

export function restingIn(status: Status): number {
  return status.markets.flatMap(({ orders }) => orders.filter((order) => order.status === 'resting')).length;
}

/** Both sides of at least one market rest. */
export function quoting(service: Service): Promise<Status> {
  const look = async () => {
    const status = await service.status();
    const both = status.markets.some(({ orders }) => orders.filter((order) => order.status === 'resting').length > 1);
    return both && status;
  };
  return until('quotes on both sides of a market', look, START_MS);
}
