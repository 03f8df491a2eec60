// `chaos`: explains the faults there are, and injects one into the running service of this state folder, or into an exchange of it.
import { join } from 'node:path';
import type { Injection } from '#actors/chaos-desk.ts';
import { FAULTS, type FaultSpec, faultText, parseFault } from '#domain/chaos/fault.ts';
import { durationText } from '#domain/chaos/fault-param.ts';
import { BadInput } from '#domain/failure.ts';
import { nearest } from '#domain/settings/spelling.ts';
import { realClock } from '#infra/clock.ts';
import { notOfAnExchange } from '#infra/exchange/faults/exchange-faults.ts';
import type { ServedInjection } from '#infra/exchange/faults/served-chaos.ts';
import { ask } from '#infra/operator/control-socket.ts';
import { loadSettings } from '#infra/settings-file.ts';
import { Unavailable } from '#infra/unavailable.ts';
import { readArguments } from './arguments.ts';
import { exchangeSocket, servedInjectionText } from './exchange-control.ts';
import { FAULT_OPTIONS, faultRequest } from './fault-words.ts';

const LOOK_MS = 250;
/** A tree that is not well by then is given up on. */
const WATCH_MAX_MS = 600_000;
const VERBS = ['list', 'active', 'clear'];

const HELP = `chaos FAULT [options]: inject a fault into the running service of this state folder

  list               every fault with its parameters
  active             what strikes or heals now
  clear ID           end a lasting fault before its time
  FAULT              one of those below

  --target NAME      an actor by address (market:wide-1/quoter) or kind (quoter, market, shard, order-gateway …),
                     or a market by name; left out: everything that the fault can strike
  --for 5s           how long a lasting fault lasts: 250ms, 5s, 2m, 1h
  --<param> VALUE    a parameter of the fault; \`chaos list\` shows them
  --exchange PORT    into \`npm run exchange\` on that port instead of a service: faults of the engine and the wire
  --account ADDRESS  with it: one visitor, by his key's address or a wallet of his; left out: everybody
  --watch            stay until the tree has healed, and say when
  --config FILE      settings file, for state.directory and mode
  --<setting> VALUE  such as --state.directory state --mode sim

${FAULTS.map(({ name, sentence }) => `  ${name.padEnd(21)}${sentence}`).join('\n')}

In sim it is allowed; elsewhere only where the setting chaos.allow says \`everywhere\`.

  npm run chaos -- crash --target market:wide-1/quoter --watch
  npm run chaos -- engineRestart --for 20s
  npm run chaos -- framesDropped --target wide-1 --share 0.5 --for 30s
  npm run chaos -- replyLost --exchange 8137 --account 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266
`;

export const chaosCommand = {
  help: HELP,
  async run(args: readonly string[]): Promise<number> {
    const {
      words,
      flags,
      values,
      settings: typed,
    } = readArguments(args, {
      flags: ['watch'],
      values: ['config', 'exchange', 'account', ...FAULT_OPTIONS],
      words: true,
    });
    const [verb, ...rest] = words;
    const options = new Map([...values].filter(([name]) => FAULT_OPTIONS.includes(name)));
    checkWords(verb, rest, options, flags.has('watch'));
    const port = exchangePort(values, flags.has('watch'));
    if (verb === 'list') return say(catalogue(port !== null));
    const settings = loadSettings({ mode: null, file: values.get('config') ?? null, flags: typed });
    const typedWords = [...options].flatMap(([name, value]) => [`--${name}`, value]);
    if (port !== null) {
      const account = values.get('account');
      const whom = account === undefined ? [] : ['--account', account];
      const [first = ''] = words;
      return strikeExchange(exchangeSocket(settings, port), [first, ...rest, ...typedWords, ...whom]);
    }
    const path = join(settings.state.directory, settings.mode, 'control.sock');
    const tell = (command: readonly string[]) => ask(path, 'chaos', command);
    if (verb === 'active')
      return say(active(((await tell(['active'])) as { injections: readonly Injection[] }).injections));
    if (verb === 'clear') return say(injectionText((await tell(['clear', ...rest])) as Injection));
    const injection = (await tell([verb as string, ...typedWords])) as Injection;
    say(injectionText(injection));
    return flags.has('watch') ? watch(injection, () => tell(['show', injection.command.id])) : 0;
  },
};

/** null: it is a service that is meant. */
function exchangePort(values: ReadonlyMap<string, string>, watches: boolean): number | null {
  const text = values.get('exchange');
  if (text === undefined) {
    if (values.has('account')) throw new BadInput('--account needs --exchange: a service has one account');
    return null;
  }
  if (watches) throw new BadInput('--watch looks at the tree of a service; an exchange has none');
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new BadInput(`--exchange ${text}: a port is 0 to 65535`);
  return Number(text);
}

async function strikeExchange(path: string, words: readonly string[]): Promise<number> {
  const answer = await ask(path, 'chaos', words);
  if (words[0] !== 'active') return say(servedInjectionText(answer as ServedInjection));
  const { injections } = answer as { readonly injections: readonly ServedInjection[] };
  return say(injections.length === 0 ? 'nothing strikes' : injections.map(servedInjectionText).join('\n'));
}

/** Everything that can be wrong without a service: told before one is asked. */
function checkWords(
  verb: string | undefined,
  rest: readonly string[],
  options: ReadonlyMap<string, string>,
  watches: boolean,
): void {
  if (verb === undefined) throw new BadInput(`chaos needs a fault, or one of ${VERBS.join(', ')}; see --help`);
  if (!VERBS.includes(verb)) {
    if (rest.length > 0) throw new BadInput(`${rest[0]} is not expected after ${verb}`);
    const read = parseFault(faultRequest(verb, options), 'typed');
    if (!('error' in read)) return;
    const near = read.field === 'fault' ? nearest(verb, VERBS) : null;
    const known = FAULTS.some(
      ({ name }) =>
        name ===
        nearest(
          verb,
          FAULTS.map((spec) => spec.name),
        ),
    );
    throw new BadInput(
      near !== null && !known ? `no fault ${verb}; did you mean ${near}?` : `${option(read.field)}: ${read.error}`,
    );
  }
  const [stray] = options.keys();
  if (stray !== undefined || watches) throw new BadInput(`--${stray ?? 'watch'} does not go with ${verb}`);
  if (verb === 'clear' ? rest.length !== 1 : rest.length > 0)
    throw new BadInput(verb === 'clear' ? 'clear needs the id of one fault, such as chaos-1' : `${verb} stands alone`);
}

/** The field as it was typed. */
function option(field: string): string {
  if (field === 'forMs') return '--for';
  if (field === 'fault') return 'fault';
  return `--${field.replace('params.', '')}`;
}

function catalogue(ofExchange: boolean): string {
  const known = FAULTS.filter(({ name }) => !ofExchange || notOfAnExchange({ fault: name }) === null);
  return known.map(faultHelp).join('\n');
}

function faultHelp({ name, sentence, target, params, lasting, forMs }: FaultSpec): string {
  const whom =
    target === 'actor' ? '--target ACTOR' : target === 'market' || target === 'stream' ? '[--target MARKET]' : '';
  const time = lasting ? `[--for ${durationText(forMs)}]` : '';
  const head = [name, whom, time].filter((part) => part !== '').join(' ');
  const rows = Object.entries(params).map(([key, param]) => {
    const written = param.kind === 'duration' ? durationText(param.default) : param.default;
    const unit = param.unit === '' || param.kind === 'duration' ? '' : ` ${param.unit}`;
    return `    --${key} ${written}  ${param.sentence} ${param.range}${unit}`;
  });
  return [`${head}\n  ${sentence}`, ...rows].join('\n');
}

function active(injections: readonly Injection[]): string {
  return injections.length === 0 ? 'nothing strikes, and everything is well' : injections.map(injectionText).join('\n');
}

/** `chaos-3 crash --target quoter -> market:wide-1/quoter, …: healing, waits for market:wide-1/quoter`. */
export function injectionText({ command, actors, state, healMs, waitsFor }: Injection): string {
  const whom =
    actors.length > 0
      ? ` -> ${actors.slice(0, 5).join(', ')}${actors.length > 5 ? ` and ${actors.length - 5} more` : ''}`
      : '';
  const news = state === 'healed' ? `healed after ${healMs} ms` : state;
  const why = waitsFor === null ? '' : state === 'latched' ? `: ${waitsFor}` : `, waits for ${waitsFor}`;
  return `${command.id} ${faultText(command)}${whom}: ${news}${why}`;
}

/** Prints what changes until the tree is well; 1 when it never is. */
async function watch(first: Injection, look: () => Promise<object>): Promise<number> {
  const clock = realClock();
  const endMs = clock.now() + WATCH_MAX_MS;
  let told = injectionText(first);
  let now = first;
  while (now.state !== 'healed' && now.state !== 'latched') {
    if (clock.now() > endMs) throw new Unavailable(`${first.command.id} did not heal in ${durationText(WATCH_MAX_MS)}`);
    await new Promise<void>((resume) => clock.setTimeout(resume, LOOK_MS));
    now = (await look()) as Injection;
    const text = injectionText(now);
    if (text !== told) say(text);
    told = text;
  }
  return now.state === 'healed' ? 0 : 1;
}

function say(text: string): 0 {
  process.stdout.write(`${text}\n`);
  return 0;
}
