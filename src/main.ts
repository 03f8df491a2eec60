// Picks a command. Exit codes: 0 ok, 1 failed, 2 bad input, 130 forced.
import { BadInput } from '#domain/failure.ts';
import { codeOf, Unavailable } from '#infra/unavailable.ts';
import { VERBS } from './commands/catalogue.ts';

const [name = 'help', ...args] = process.argv.slice(2);

// A reader that went away (`| head`, a `tee` that heard the same Ctrl-C) must not end a service before its drain.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error) => {
    if (codeOf(error) !== 'EPIPE') throw error;
  });

try {
  process.exitCode = await runCommand(name, args);
} catch (error) {
  process.exitCode = tell(error);
}

async function runCommand(name: string, rest: readonly string[]): Promise<number> {
  if (name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(overview());
    return 0;
  }
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (!verb) throw new BadInput(`no command ${JSON.stringify(name)}; known: ${Object.keys(VERBS).join(', ')}`);
  const command = await verb.load();
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(command.help);
    return 0;
  }
  return command.run(rest);
}

function overview(): string {
  const rows = Object.entries(VERBS).map(([name, { sentence }]) => `  ${name.padEnd(14)} ${sentence}`);
  return `bothsides: maker-only quoting for Polymarket\n\n${rows.join('\n')}\n\nEach command explains itself with --help.\n`;
}

function tell(error: unknown): number {
  if (error instanceof BadInput) {
    process.stderr.write(`bad input: ${error.message}\n`);
    return 2;
  }
  if (error instanceof Unavailable) {
    process.stderr.write(`cannot go on: ${error.message}\n`);
    return 1;
  }
  process.stderr.write(`failed: ${withCauses(error)}\n`);
  return 1;
}

function withCauses(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.stack ?? error.message;
  return error.cause === undefined ? text : `${text}\nbecause: ${withCauses(error.cause)}`;
}
