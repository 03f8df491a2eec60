// What can be wrong with a fact about money, as a value that names it. A facts file is input like any other: a number that
// does not read is found here, before it reaches an account. Promises: what passes here can be
// counted without another look at its fields.
import { SLOTS } from '#domain/orders/slot.ts';
import type { FlowKind } from '#domain/ports.ts';
import { MICRO, parseUsd, UnitError } from '#domain/units.ts';
import type { Fact } from './fact.ts';
import { badCircumstances } from './fill-circumstances.ts';

export type ProblemName =
  | 'unreadable' // a field does not read as what it should be
  | 'secondOpening'
  | 'contradictoryRepeat' // same key, other content
  | 'contradictorySettlement' // failed after confirmed, or the other way round
  | 'contradictoryResolution'
  | 'payoutDiffers' // a redemption whose cash is not what the resolution says
  | 'moreThanHeld'
  | 'moreThanSettled';

/** `counted` says whether the fact moved the accounts all the same: what the venue or the chain did is true, even when it
 *  surprises us; what contradicts an earlier fact is left out. */
export interface ApplyProblem {
  readonly kind: ProblemName;
  readonly fact: Fact['fact'];
  readonly atMs: number;
  readonly counted: boolean;
  readonly detail: string;
}

export function problemWith(fact: Fact, kind: ProblemName, counted: boolean, detail: string): ApplyProblem {
  return { kind, fact: fact.fact, atMs: fact.atMs, counted, detail };
}

/** The first field that does not read, or null. Facts that move no money always pass. */
export function unreadable(fact: Fact): ApplyProblem | null {
  const detail = badField(fact);
  return detail === null ? null : problemWith(fact, 'unreadable', false, detail);
}

function badField(fact: Fact): string | null {
  switch (fact.fact) {
    case 'opening':
      return badUsd('cash', fact.cash);
    case 'fill':
      return (
        badKey('trade', fact.trade) ??
        badKey('order', fact.order) ??
        badKey('market', fact.market) ??
        (Object.hasOwn(SLOTS, fact.slot) ? null : `slot: ${JSON.stringify(fact.slot)} is not one of ours`) ??
        badMicro('price', fact.price, 1, MICRO - 1) ??
        badMicro('size', fact.size, 1, Number.MAX_SAFE_INTEGER) ??
        badMicro('mark', fact.mark, 0, MICRO) ??
        badUsd('fee', fact.fee) ??
        badCircumstances(fact.circumstances)
      );
    case 'settlement':
      return badKey('trade', fact.trade) ?? badKey('order', fact.order) ?? badMicro('mark', fact.mark, 0, MICRO);
    case 'merge':
    case 'split':
      return (
        badKey('market', fact.market) ??
        badKey('transaction', fact.transaction) ??
        badMicro('size', fact.size, 1, Number.MAX_SAFE_INTEGER) ??
        badMicro('mark', fact.mark, 0, MICRO) ??
        badUsd('gas', fact.gas)
      );
    case 'resolution':
      return badKey('market', fact.market) ?? badMicro('payout', fact.payout, 0, MICRO);
    case 'redemption':
      return (
        badKey('market', fact.market) ??
        badKey('transaction', fact.transaction) ??
        badMicro('yes', fact.yes, 0, Number.MAX_SAFE_INTEGER) ??
        badMicro('no', fact.no, 0, Number.MAX_SAFE_INTEGER) ??
        badUsd('cash', fact.cash) ??
        badUsd('gas', fact.gas)
      );
    case 'flow':
      return badFlow(fact.kind) ?? badUsd('cash', fact.cash) ?? badWithdrawal(fact.kind, fact.cash);
    default:
      return null;
  }
}

function badKey(field: string, value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? null : `${field}: ${JSON.stringify(value)} is not an id`;
}

function badMicro(field: string, value: unknown, min: number, max: number): string | null {
  if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max) return null;
  return `${field}: ${JSON.stringify(value)} is not a whole number of millionths from ${min} to ${max}`;
}

function badUsd(field: string, value: unknown): string | null {
  try {
    parseUsd(value, field);
    return null;
  } catch (error) {
    if (error instanceof UnitError) return error.message;
    throw error;
  }
}

const FLOWS: Readonly<Record<FlowKind, true>> = {
  rebate: true,
  reward: true,
  holding: true,
  deposit: true,
  withdrawal: true,
};

function badFlow(kind: string): string | null {
  return Object.hasOwn(FLOWS, kind) ? null : `kind: ${JSON.stringify(kind)} is no kind of flow`;
}

/** What left is told as a size: a minus sign would bring it back. */
function badWithdrawal(kind: string, cash: string): string | null {
  return kind === 'withdrawal' && cash.startsWith('-') ? `cash: a withdrawal of ${cash} brings money in` : null;
}
