// What the control socket of an exchange answers, served for strangers or inside of `npm start`: chaos, and nothing else. One socket a port, in the state folder.
import { join } from 'node:path';
import { chaosRefusal } from '#actors/chaos-desk.ts';
import { FAULTS, faultText } from '#domain/chaos/fault.ts';
import { durationText } from '#domain/chaos/fault-param.ts';
import { BadInput } from '#domain/failure.ts';
import type { Settings } from '#domain/settings.ts';
import { notOfAnExchange } from '#infra/exchange/faults/exchange-faults.ts';
import type { ServedChaos, ServedInjection } from '#infra/exchange/faults/served-chaos.ts';
import { type ControlHandler, type ControlServer, serve } from '#infra/operator/control-socket.ts';
import { DirectoryStateFiles } from '#infra/state-files.ts';
import { readFaultWords } from './fault-words.ts';

function exchangeFolder({ state }: Settings): string {
  return join(state.directory, 'exchange');
}

export function exchangeSocket(settings: Settings, port: number): string {
  return join(exchangeFolder(settings), `${port}.sock`);
}

/** The door by which faults come to an exchange on that port of this machine. */
export function serveExchange(chaos: ServedChaos, settings: Settings, port: number): Promise<ControlServer> {
  // Makes it, with mode 700.
  new DirectoryStateFiles(exchangeFolder(settings)).close();
  return serve(exchangeSocket(settings, port), exchangeControl(chaos, settings));
}

function exchangeControl(chaos: ServedChaos, settings: Settings): ControlHandler {
  return (command, args) => {
    if (command !== 'chaos') throw new BadInput(`an exchange knows no command ${command}, only chaos`);
    const [verb, id = ''] = args;
    switch (verb) {
      case 'list':
        return { faults: FAULTS.filter(({ name }) => notOfAnExchange({ fault: name }) === null) };
      case 'active':
        return { injections: chaos.active() };
      case 'clear':
        return chaos.clear(id);
      default:
        return inject(chaos, settings, args);
    }
  };
}

function inject(chaos: ServedChaos, settings: Settings, args: readonly string[]): ServedInjection {
  const refusal = chaosRefusal(settings);
  if (refusal) throw new BadInput(refusal);
  const at = args.indexOf('--account');
  if (at < 0) return chaos.inject(readFaultWords(args), null);
  const account = args[at + 1];
  if (account === undefined) throw new BadInput('--account needs a value');
  return chaos.inject(readFaultWords([...args.slice(0, at), ...args.slice(at + 2)]), account);
}

/** `chaos-3 rateLimited --share 0.5 at 0xf39F…: strikes, 4.8s left`. */
export function servedInjectionText({ command, account, state, leftMs }: ServedInjection): string {
  const whom = account === null ? '' : ` at ${account}`;
  return `${command.id} ${faultText(command)}${whom}: ${state}${state === 'strikes' ? `, ${durationText(leftMs)} left` : ''}`;
}
