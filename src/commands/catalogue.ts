// Every verb that people type, with its one-line reason and its own help. A verb is a line here and a file beside this one;
// `main.ts` looks it up and turns what it throws into an exit code.
import { alertsCommand } from './alerts.ts';
import { benchCommand } from './bench.ts';
import { cancelAllCommand } from './cancel-all.ts';
import { chaosCommand } from './chaos.ts';
import { controlCommand, haltCommand, resumeCommand } from './control.ts';
import { doctorCommand } from './doctor.ts';
import { exchangeCommand } from './exchange.ts';
import { firstContactCommand } from './first-contact.ts';
import { liveCommand } from './live.ts';
import { marketsCommand } from './markets.ts';
import { mermaidCommand } from './mermaid.ts';
import { microTestCommand } from './micro-test.ts';
import { paperCommand } from './paper.ts';
import { recordCommand } from './record.ts';
import { replayCommand } from './replay.ts';
import { runCommand } from './run.ts';
import { simulateCommand } from './simulate.ts';
import { statusCommand } from './status.ts';
import { watchdogCommand } from './watchdog.ts';

export interface Command {
  /** One line for the overview. */
  readonly sentence: string;
  /** With examples. */
  readonly help: string;
  /** Returns the exit code; throws BadInput or Unavailable. */
  run(args: readonly string[]): Promise<number>;
}

export const COMMANDS: Readonly<Record<string, Command>> = {
  run: runCommand,
  replay: replayCommand,
  exchange: exchangeCommand,
  status: statusCommand,
  halt: haltCommand,
  resume: resumeCommand,
  control: controlCommand,
  chaos: chaosCommand,
  simulate: simulateCommand,
  doctor: doctorCommand,
  paper: paperCommand,
  live: liveCommand,
  'micro-test': microTestCommand,
  markets: marketsCommand,
  record: recordCommand,
  'first-contact': firstContactCommand,
  'cancel-all': cancelAllCommand,
  watchdog: watchdogCommand,
  alerts: alertsCommand,
  bench: benchCommand,
  mermaid: mermaidCommand,
};
