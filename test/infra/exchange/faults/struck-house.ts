// A small served exchange with faults in front of it, two traders who sign what they ask, and faults said as people type them.
import * as assert from 'uvu/assert';
import type { ExchangeSettings } from '#infra/exchange/exchange.ts';
import { ServedChaos } from '#infra/exchange/faults/served-chaos.ts';
import type { Served } from '#infra/exchange/server/served.ts';
import { SeededRandom } from '#infra/random.ts';
import { readFaultWords } from '../../../../src/commands/fault-words.ts';
import { SmallServer, type Told, type Trader } from '../server/small-server.ts';

export function struckHouse(trading: Partial<ExchangeSettings> = {}) {
  const house = new SmallServer({}, trading);
  const { clock } = house;
  const chaos = new ServedChaos(house.server, { clock, random: new SeededRandom(3) });
  // From here on whoever asks comes through the faults.
  (house as { server: Served }).server = chaos;
  const [ann, bob] = [house.trader('ann'), house.trader('bob')];
  /** `rateLimited --for 5s`, at somebody or at everybody. Its id. */
  const inject = (words: string, whom: Trader | null = null) =>
    chaos.inject(readFaultWords(words.split(' ')), whom?.wallet ?? null).command.id;
  return { house, clock, chaos, ann, bob, inject };
}

/** The private socket of a trader, subscribed; `said` begins empty. */
export function privateSocket(house: SmallServer, { texts }: Trader) {
  const socket = house.socket('/ws/user');
  socket.send(JSON.stringify({ auth: texts, type: 'user', markets: [] }));
  return socket;
}

/** The id of an order that must have been taken. */
export function taken({ status, body }: Told): string {
  assert.is(status, 200, JSON.stringify(body));
  assert.is(body.errorMsg, '');
  return body.orderID;
}

/** How long an answer is held back. */
export function heldBackMs(
  house: SmallServer,
  trader: Trader,
  method: string,
  path: string,
  body: string | null,
): number {
  const headers = Object.fromEntries(
    Object.entries(trader.headers(method, path, body)).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const request = { method, path, query: new URLSearchParams(), headers, body, from: 'test' };
  return house.server.answer(request).lateMs ?? 0;
}
