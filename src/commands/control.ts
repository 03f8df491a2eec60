// `control`: talks to a running service through its socket.
import { join } from 'node:path';
import { BadInput } from '#domain/failure.ts';
import { ask } from '#infra/operator/control-socket.ts';
import { loadSettings } from '#infra/settings-file.ts';
import { readArguments } from './arguments.ts';
import { CONTROL_COMMANDS } from './control-handler.ts';

const HELP = `control COMMAND [options]: talk to the running service of this state folder

  status             markets, orders, profit, faults and the tree, as JSON
  halt [reason]      cancel everything and quote no more; stays so across restarts until resumed
  resume [market]    clear the latch and every market's halt, or one market's, and quote again
  stop               drain and end, as Ctrl-C would

  --config FILE      settings file, for state.directory and mode
  --<setting> VALUE  such as --state.directory state --mode sim

  npm run control -- status
  npm run control -- halt news is coming
  npm run control -- resume will-it-rain-in-oslo
`;

export const controlCommand = {
  help: HELP,
  async run(args: readonly string[]): Promise<number> {
    const { words, values, settings: typed } = readArguments(args, { flags: [], values: ['config'], words: true });
    const [command, ...rest] = words;
    if (!CONTROL_COMMANDS.some((known) => known === command))
      throw new BadInput(`control needs one of ${CONTROL_COMMANDS.join(', ')}${command ? `, not ${command}` : ''}`);
    const stray = command === 'halt' ? undefined : rest[command === 'resume' ? 1 : 0];
    if (stray !== undefined)
      throw new BadInput(
        `${command} ${command === 'resume' ? 'takes one market' : 'stands alone'}; ${stray} is not expected`,
      );
    const settings = loadSettings({ mode: null, file: values.get('config') ?? null, flags: typed });
    const path = join(settings.state.directory, settings.mode, 'control.sock');
    const answer = await ask(path, command as string, rest);
    process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    return 0;
  },
};

/** The same without the word `control`: whoever needs it is in a hurry. */
function verb(name: 'halt' | 'resume', usage: string) {
  return {
    help: `${name} ${usage}: the same as control ${name}; what follows of it is told by status\n\n${HELP}`,
    run: (args: readonly string[]) => controlCommand.run([name, ...args]),
  };
}

export const haltCommand = verb('halt', '[reason]');
export const resumeCommand = verb('resume', '[market]');
