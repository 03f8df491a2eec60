// First contact: what only the real venue can tell, asked in its smallest form. Each question has an answer that our code relies
// on; what differs is told, never adapted to. Free ones read; paid ones send an order far from the market and take it out
// again. Promises: a paid one runs only when it is asked for, leaves nothing resting, and names the dollars at stake before.
import type { Clock, Random } from '#domain/ports.ts';
import type { Usd } from '#domain/units.ts';
import type { Inquiry } from '../inquiry.ts';
import type { TradingAccount } from '../trading-account.ts';
import type { Ground } from './paid-ground.ts';

export interface Contact {
  readonly clock: Clock;
  readonly random: Random;
  readonly inquiry: Inquiry;
  /** null: only what is public is asked. */
  readonly account: TradingAccount | null;
  /** On which paid questions are asked; null: none are. */
  readonly ground: Ground | null;
  /** An operator wants it to end: what rests is taken out, nothing more is asked. */
  readonly stopped: () => boolean;
}

/** `differs`: our code relies on something else. `unclear`: it could not be asked, or the answer says nothing. */
export interface Observation {
  readonly name: string;
  readonly verdict: 'asExpected' | 'differs' | 'unclear';
  readonly sentence: string;
  /** For the record. */
  readonly values: Readonly<Record<string, string | number | boolean | null>>;
  /** What follows from it for our settings, by key. */
  readonly found?: Readonly<Record<string, string>>;
}

export interface Question {
  readonly name: string;
  readonly sentence: string;
  readonly needsKeys: boolean;
  /** Dollars that can be lost in it; null: it is free. */
  readonly stake: ((ground: Ground) => Usd) | null;
  readonly ask: (contact: Contact) => Promise<Omit<Observation, 'name'>>;
}

type Values = Observation['values'];
type Seen = Omit<Observation, 'name'>;

export const asExpected = (sentence: string, values: Values = {}): Seen => ({
  verdict: 'asExpected',
  sentence,
  values,
});
export const differs = (sentence: string, values: Values = {}): Seen => ({ verdict: 'differs', sentence, values });
export const unclear = (sentence: string, values: Values = {}): Seen => ({ verdict: 'unclear', sentence, values });

/** One after another; what breaks is unclear. */
export async function askAll(questions: readonly Question[], contact: Contact): Promise<readonly Observation[]> {
  const seen: Observation[] = [];
  for (const { name, needsKeys, stake, ask } of questions) {
    if (needsKeys && !contact.account) seen.push({ name, ...unclear('not asked: no keys are given') });
    else if (contact.stopped()) seen.push({ name, ...unclear('not asked: stopped by an operator') });
    else if (stake && !contact.ground) seen.push({ name, ...unclear('not asked: it costs; see --pay') });
    else {
      const answer = await ask(contact).catch((error: unknown) =>
        unclear(`it broke: ${error instanceof Error ? error.message.slice(0, 200) : 'no error'}`),
      );
      seen.push({ name, ...answer });
    }
  }
  return seen;
}
