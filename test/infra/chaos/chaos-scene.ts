// A small exchange with us as ann, a wire with fixed delays, a chain, and everything of it behind its decorators. What we hear
// is noted with the time, counted from the start.
import { type FaultCommand, parseFault } from '#domain/chaos/fault.ts';
import { type OrderId, orderId, traceId, walletId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { Approved } from '#domain/orders/approved.ts';
import type { OrderIntent } from '#domain/orders/order.ts';
import type { Slot } from '#domain/orders/slot.ts';
import type { Answer } from '#domain/ports.ts';
import { Decimal, parsePrice, parseShares } from '#domain/units.ts';
import { simulatedChain } from '#infra/chain/simulated-chain.ts';
import type { ActiveFault } from '#infra/chaos/chaos-board.ts';
import { type ChaosWorld, chaosWorld, type WorldPorts } from '#infra/chaos/chaos-world.ts';
import { type VenueLink, venueLink } from '#infra/exchange/venue-link.ts';
import { SeededRandom } from '#infra/random.ts';
import { memoryStateFiles } from '#infra/state-files.ts';
import { VirtualIntentFile } from '#infra/virtual-intents.ts';
import { COIN, newsText, type SmallExchange, smallExchange } from '../exchange/small-exchange.ts';

export const ANN = walletId('ann');
export const MARKET: Market = { ...COIN, fee: null };

export interface ChaosScene extends SmallExchange {
  readonly startMs: number;
  readonly beneath: WorldPorts;
  readonly link: VenueLink;
  readonly world: ChaosWorld;
  readonly ports: WorldPorts;
  readonly log: string[];
  /** `123 text`. */
  readonly note: (text: string) => void;
  /** Everything noted since the last call. */
  readonly noted: () => string[];
  /** `x yesBid 0.5 x 10` and more, in one request; the answer is noted. */
  readonly place: (...orders: string[]) => void;
  readonly cancel: (...ids: string[]) => void;
  /** As a person would ask for it: `framesDropped --share 0.5`. Returns its id. */
  readonly inject: (text: string) => string;
}

export interface ChaosSceneOptions {
  readonly markets?: readonly Market[];
  readonly gasUsd?: string;
}

export function chaosScene({ markets = [MARKET], gasUsd = '0' }: ChaosSceneOptions = {}): ChaosScene {
  const small = smallExchange({}, markets);
  const { exchange, clock } = small;
  const startMs = clock.now();
  const latency = { requestMs: 40, replyMs: 30, streamMs: 20, sigma: 0 };
  const random = new SeededRandom('scene');
  const link = venueLink(exchange, ANN, { clock, random: random.fork('link'), latency });
  const chain = simulatedChain(exchange, ANN, {
    clock,
    random: random.fork('chain'),
    confirmMs: 2000,
    gasUsd: new Decimal(gasUsd),
    failureShare: 0,
  });
  const intents = new VirtualIntentFile({ clock });
  const beneath = { clock, venue: link.venue, stream: link.stream, chain, files: memoryStateFiles(), intents };
  const world = chaosWorld(beneath, { exchange, wallet: ANN, random: random.fork('chaos') });
  const { venue } = world.ports;
  const log: string[] = [];
  const note = (text: string) => void log.push(`${clock.now() - startMs} ${text}`);
  venue.listen((news) => note(newsText(news)));
  let faults = 0;
  return {
    ...small,
    startMs,
    beneath,
    link,
    world,
    ports: world.ports,
    log,
    note,
    noted: () => log.splice(0),
    place(...orders) {
      venue.place(orders.map(intent), (answer) => note(placedText(answer)));
    },
    cancel(...ids) {
      venue.cancel(ids.map(orderId), (answer) =>
        note(
          answer.ok
            ? answer.value.map(({ order, result }) => `${order} ${result}`).join(', ')
            : JSON.stringify(answer.failure),
        ),
      );
    },
    inject(text) {
      faults += 1;
      const command = fault(text, `fault-${faults}`);
      const problem = world.board.inject(command);
      if (problem) throw new Error(problem);
      return command.id;
    },
  };
}

function placedText(answer: Parameters<Parameters<ChaosWorld['ports']['venue']['place']>[1]>[0]): string {
  if (!answer.ok) return failureText(answer);
  return answer.value.map((one) => `${one.order} ${one.result === 'rejected' ? one.reason : one.result}`).join(', ');
}

export function failureText(answer: Answer<unknown>): string {
  if (answer.ok) return 'ok';
  const { kind, ...rest } = answer.failure;
  return [kind, ...Object.values(rest)].join(' ');
}

/** `x yesBid 0.5 x 10`; another market's name may follow. Tests are their own risk officer. */
export function intent(text: string): Approved<OrderIntent> {
  const [id = '', slot, price, , size, market = 'coin'] = text.split(' ');
  const terms = { price: parsePrice(price), size: parseShares(size), trace: traceId('t') };
  return { id: orderId(id), market, slot: slot as Slot, ...terms } as unknown as Approved<OrderIntent>;
}

export const order = (id: string): OrderId => orderId(id);

export function fault(text: string, id: string): FaultCommand {
  const [name, ...words] = text.split(' ');
  const options: Record<string, string> = {};
  for (let n = 0; n < words.length; n += 2) options[(words[n] ?? '').replace('--', '')] = words[n + 1] ?? '';
  const { target = null, for: forMs = null, ...params } = options;
  const reading = parseFault({ fault: name, target, forMs, params }, id);
  if ('error' in reading) throw new Error(`${reading.field}: ${reading.error}`);
  return reading.command;
}

export function active(text: string, nowMs: number, id = 'a'): ActiveFault {
  const command = fault(text, id);
  return { ...command, sinceMs: nowMs, untilMs: nowMs + command.forMs };
}
