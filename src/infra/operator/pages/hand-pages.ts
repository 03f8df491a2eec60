// What an operator does by hand. Each is asked of the trading thread, which alone may do it, and is told as an event.
import { BadInput } from '#domain/failure.ts';
import type { DoorAsk } from '#domain/operator/door-news.ts';
import { fieldsOf, type Page, type PageRequest, textOf } from '../page.ts';

export const HAND_PAGES: readonly Page[] = [
  hand('/api/halt', 'cancel everything and quote no more, until resumed {reason}', ({ body }) => ({
    what: 'halt',
    reason: textOf(fieldsOf(body, ['reason']).reason, 'reason', 'operator'),
  })),
  hand('/api/reduce-only', 'only orders that reduce what is held, until resumed {reason}', ({ body }) => ({
    what: 'reduceOnly',
    reason: textOf(fieldsOf(body, ['reason']).reason, 'reason', 'operator'),
  })),
  hand('/api/flatten', 'sell what is held at the best price of a maker, until resumed {reason}', ({ body }) => ({
    what: 'flatten',
    reason: textOf(fieldsOf(body, ['reason']).reason, 'reason', 'operator'),
  })),
  hand('/api/resume', 'clear the latch and every halt, or one market’s {market}', ({ body }) => {
    const { market } = fieldsOf(body, ['market']);
    return { what: 'resume', market: market === undefined || market === null ? null : textOf(market, 'market', '') };
  }),
  hand('/api/chaos', 'inject a fault {fault, target, forMs, params}', ({ body }) => ({ what: 'chaos', command: body })),
  hand('/api/chaos/clear', 'end a lasting fault before its time {id}', ({ body }) => ({
    what: 'clearChaos',
    id: needed(fieldsOf(body, ['id']).id, 'id'),
  })),
  hand('/api/send', 'send an actor an event of its protocol {actor, type, fields}', ({ body }) => {
    const { actor, type, fields } = fieldsOf(body, ['actor', 'type', 'fields']);
    if (fields !== undefined && (typeof fields !== 'object' || fields === null || Array.isArray(fields)))
      throw new BadInput('fields: must be a JSON object');
    return {
      what: 'send',
      actor: needed(actor, 'actor'),
      type: needed(type, 'type'),
      fields: (fields ?? {}) as Record<string, unknown>,
    };
  }),
  hand('/api/alerts/test', 'send a test alert to every channel', ({ body }) => {
    fieldsOf(body, []);
    return { what: 'testAlert' };
  }),
];

function hand(path: string, sentence: string, read: (request: PageRequest) => DoorAsk): Page {
  return {
    method: 'POST',
    path,
    wants: 'act',
    sentence,
    answer: ({ ask }, request) => ask(read(request)),
  };
}

function needed(value: unknown, name: string): string {
  if (value === undefined) throw new BadInput(`${name}: must be given`);
  return textOf(value, name, '');
}
