// Which faults an exchange can have: those of the engine, of its pages and of its sockets. The others live inside of whoever
// trades, and a served exchange says so. A new fault is one of an exchange unless it is named here.
import { type FaultCommand, type FaultName, faultSpec } from '#domain/chaos/fault.ts';
import type { TargetKind } from '#domain/chaos/fault-catalogue.ts';

const INSIDE: Partial<Readonly<Record<TargetKind, string>>> = {
  actor: 'actors are inside of the service that trades: inject it there',
  chain: 'there is no chain behind this exchange: inject it into the service that trades',
  files: 'it is about the state folder of the service that trades: inject it there',
  clock: 'it is about the clock of the service that trades: inject it there',
  process: 'it is about the process of the service that trades: inject it there',
};
const NOT_HERE: Partial<Readonly<Record<FaultName, string>>> = {
  replyTwice: 'over HTTP a request is answered once',
};
const EVERYBODY: readonly FaultName[] = [
  'engineRestart',
  'postOnlyMode',
  'cancelOnly',
  'tradingDisabled',
  'tickChange',
  'outcomeSilent',
  'framesDropped',
  'framesTwice',
  'framesReordered',
  'framesDelayed',
  'framesCorrupted',
  'framesTruncated',
  'crossedBook',
];

/** Why an exchange cannot have it; null: it can. */
export function notOfAnExchange({ fault }: Pick<FaultCommand, 'fault'>): string | null {
  return NOT_HERE[fault] ?? INSIDE[faultSpec(fault).target] ?? null;
}

/** There is one engine and one public stream for all. */
export function aimsAtEverybody(command: FaultCommand): boolean {
  if (command.fault === 'socketDropped' || command.fault === 'socketSilent') return command.params.socket === 'market';
  return EVERYBODY.includes(command.fault);
}
