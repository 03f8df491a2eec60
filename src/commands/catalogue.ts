// Every verb that people type.
import { controlCommand } from './control.ts';
import { replayCommand } from './replay.ts';
import { runCommand } from './run.ts';

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
  control: controlCommand,
};
