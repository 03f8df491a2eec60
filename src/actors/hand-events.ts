// Events that a person may send an actor, as data: those of its protocol that say what to do and carry nothing that could not be typed.
// News of orders, fills and the chain are not among them: they would be lies.
import { BadInput } from '#domain/failure.ts';
import type { HandEvent } from '#domain/operator/views.ts';

const REASON = { name: 'reason', kind: 'text', sentence: 'Shown wherever somebody asks why.' } as const;

const EVENTS: Readonly<Record<string, readonly HandEvent[]>> = {
  quoter: [
    plain('BOOK_MOVED', 'Plans anew as soon as it may.'),
    plain('QUOTE_ALLOWED', 'The market lets it quote; its own clock may forbid it again.'),
    {
      type: 'QUOTE_FORBIDDEN',
      sentence: 'Pulls its quotes until it is allowed again.',
      fields: [REASON],
    },
  ],
  market: [plain('MARKET_CHANGED', 'Reads its facts and its clock anew.')],
  'order-gateway': [
    {
      type: 'ENGINE_RESTARTING',
      sentence: 'Behaves as after a 425: no order leaves until a probe is answered.',
      fields: [{ name: 'retryAfterMs', kind: 'number', sentence: 'When to probe first, in milliseconds.' }],
    },
  ],
  reconciler: [plain('RECONCILE', 'Compares our books with the venue now.')],
  ledger: [plain('FLUSH', 'Writes waiting facts to the disk now.')],
};

/** Those of one kind of actor. */
export function handEventsOf(kind: string): readonly HandEvent[] {
  return EVENTS[kind] ?? [];
}

/** The event as the actor understands it. Throws BadInput naming what is wrong. */
export function handEvent(
  kind: string,
  type: string,
  fields: Readonly<Record<string, unknown>>,
): { readonly type: string } {
  const known = handEventsOf(kind);
  const event = known.find((each) => each.type === type);
  const listed = known.map((each) => each.type).join(', ');
  if (!event) throw new BadInput(`type: ${kind} takes ${listed === '' ? 'no event by hand' : `one of ${listed}`}`);
  const stranger = Object.keys(fields).find((name) => !event.fields.some((field) => field.name === name));
  if (stranger !== undefined) throw new BadInput(`fields.${stranger}: ${type} has no such field`);
  const read = event.fields.map(({ name, kind: wanted }) => [name, readField(name, wanted, fields[name])] as const);
  return { type, ...Object.fromEntries(read), ...(type === 'QUOTE_FORBIDDEN' ? { idle: false } : {}) };
}

function plain(type: string, sentence: string): HandEvent {
  return { type, sentence, fields: [] };
}

function readField(name: string, kind: 'text' | 'number', value: unknown): string | number {
  if (kind === 'number') {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number) || number < 0 || number > 3_600_000)
      throw new BadInput(`fields.${name}: must be a number from 0 to 3600000`);
    return number;
  }
  if (typeof value !== 'string' || value.trim() === '' || value.length > 200)
    throw new BadInput(`fields.${name}: must be text of 1 to 200 characters`);
  return value.trim();
}
