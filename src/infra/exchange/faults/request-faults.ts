// Requests to the served exchange under faults: turned away, answered late or never, reads that fail or stand still, beats that
// count for nothing, orders refused at the counter. Promises: without a fault every answer is the server's own; whatever is told
// of it, what arrived has happened and what did not has not.
import type { OrderId } from '#domain/ids.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import { cost } from '#domain/units.ts';
import type { ActiveFault } from '#infra/chaos/chaos-board.ts';
import type { EngineFaults } from '#infra/chaos/engine-faults.ts';
import type { Address } from '#infra/venue/signing/address.ts';
import { isObject } from '#infra/venue/wire-field.ts';
import type { Credential } from '../server/accounts.ts';
import { addressIn } from '../server/accounts.ts';
import { refusal } from '../server/answers.ts';
import type { ExchangeServer } from '../server/exchange-server.ts';
import { closedOnly, INVALID_PAYLOAD, type OrderRefusal } from '../server/order-refusals.ts';
import type { OrderRecord } from '../server/order-register.ts';
import type { ServedAnswer, ServedRequest } from '../server/served.ts';
import type { Aim } from './aim.ts';

export interface RequestFaultsParts {
  readonly aim: Aim;
  readonly inside: ExchangeServer['inside'];
  readonly engine: Pick<EngineFaults, 'takeOnArrival' | 'takeHalf'>;
  /** A fill of this order crosses its cancel: told after it. */
  readonly hold: (order: OrderId) => void;
  readonly release: (order: OrderId, afterMs: number) => void;
}

type Next = (request: ServedRequest) => ServedAnswer;

const BEATS = ['/v1/heartbeats', '/heartbeats'];
const ORDERS = ['/order', '/orders', '/cancel-all', '/cancel-market-orders'];
const READS = /^\/(data\/(orders|order\/|trades)|balance-allowance|data-api\/)/;
const LISTED = /^\/data\/order(s$|\/)/;
/** From a confirmed cancel to the fill that crossed it. */
const FILL_AFTER_MS = 200;
const NEVER: ServedAnswer = { status: 504, headers: {}, body: '', lateMs: Number.POSITIVE_INFINITY };
const CROSSES: OrderRefusal = { status: 400, text: 'invalid post-only order: order crosses book' };

export class RequestFaults {
  readonly #parts: RequestFaultsParts;
  /** Beats that are still to be refused, by fault. */
  readonly #wrongBeats = new Map<ActiveFault<'wrongBeat'>, number>();
  /** What listings showed as filled when the counter got stuck. */
  readonly #stuck = new Map<string, unknown>();

  constructor(parts: RequestFaultsParts) {
    this.#parts = parts;
  }

  begin(fault: ActiveFault): void {
    if (fault.fault === 'wrongBeat') this.#wrongBeats.set(fault, fault.params.times);
  }

  end(fault: ActiveFault): void {
    if (fault.fault === 'matchedStuck') this.#stuck.clear();
  }

  get idle(): boolean {
    return this.#wrongBeats.size === 0;
  }

  answer(request: ServedRequest, next: Next): ServedAnswer {
    const { aim } = this.#parts;
    const { method, path } = request;
    const credential = this.#credential(request);
    const visitor = credential?.address ?? addressIn(request.query.get('user'));
    const limited = aim.draws('rateLimited', visitor);
    if (limited) return tooMany(limited.params.retryAfterMs);
    if (method === 'POST' && BEATS.includes(path)) return this.#beat(request, visitor, next);
    if (ORDERS.includes(path)) return this.#order(request, credential, next);
    if (method !== 'GET' || !READS.test(path)) return next(request);
    if (aim.draws('readsFail', visitor)) return refusal(500, 'Internal server error');
    const answer = next(request);
    return LISTED.test(path) && answer.status === 200 ? this.#asListed(answer, visitor) : answer;
  }

  /** At the counter, when everything else about an order is right. */
  judge(order: OrderRecord, owner: Address): OrderRefusal | null {
    const { aim, engine } = this.#parts;
    const markets = this.#named([order.market]);
    if (aim.find('accountRestricted', owner)) return closedOnly(order.maker);
    const allowance = aim.find('allowanceDrift', owner);
    if (allowance && SLOTS[order.slot].side === 'buy' && cost(order.price, order.size).gt(allowance.params.usd))
      return { status: 400, text: uncovered(allowance.params.usd) };
    if (aim.draws('postOnlyRejected', owner, markets)) return CROSSES;
    if (aim.draws('batchFails', owner, markets)) return INVALID_PAYLOAD;
    if (aim.draws('fillBeforeReply', owner, markets)) engine.takeOnArrival(order.id);
    return null;
  }

  #beat(request: ServedRequest, visitor: Address | null, next: Next): ServedAnswer {
    const { aim } = this.#parts;
    for (const [fault, left] of this.#wrongBeats) {
      if (!aim.reaches(fault, visitor)) continue;
      if (left > 1) this.#wrongBeats.set(fault, left - 1);
      else this.#wrongBeats.delete(fault);
      const said = parsed(request.body);
      const expected = isObject(said) && typeof said.heartbeat_id === 'string' ? said.heartbeat_id : '';
      const body = JSON.stringify({ error_msg: 'Invalid Heartbeat ID', heartbeat_id: expected });
      return { status: 400, headers: { 'content-type': 'application/json' }, body };
    }
    const lost = aim.find('beatLost', visitor);
    if (!lost) return next(request);
    if (lost.params.arrives === 'yes') next(request);
    return NEVER;
  }

  #order(request: ServedRequest, credential: Credential | null, next: Next): ServedAnswer {
    const { aim, engine, hold, release } = this.#parts;
    const visitor = credential?.address ?? null;
    const ids = request.method === 'DELETE' ? this.#cancelled(request, credential) : [];
    const markets = this.#markets(request, ids);
    const lost = aim.draws('replyLost', visitor, markets);
    if (lost) {
      const { arrived } = lost.params;
      if (arrived === 'yes' || (arrived === 'either' && aim.isHeads())) next(request);
      return NEVER;
    }
    for (const id of ids) {
      if (!aim.draws('fillAfterCancel', visitor, this.#named([this.#parts.inside.orders.get(id)?.market ?? ''])))
        continue;
      hold(id);
      release(id, engine.takeHalf(id) ? FILL_AFTER_MS : 0);
    }
    const late = aim.draws('replyLate', visitor, markets);
    const answer = next(request);
    return late ? { ...answer, lateMs: late.params.delayMs } : answer;
  }

  /** Orders that a request wants gone. */
  #cancelled({ path, body }: ServedRequest, credential: Credential | null): readonly OrderId[] {
    const { orders } = this.#parts.inside;
    const live = credential ? orders.live(credential.texts.key) : [];
    const said = parsed(body);
    if (path === '/cancel-all') return live.map(({ id }) => id);
    if (path === '/cancel-market-orders') {
      const { market, asset_id: asset } = isObject(said) ? said : {};
      return live.filter((one) => one.market === market || one.asset === asset).map(({ id }) => id);
    }
    const named: readonly unknown[] = Array.isArray(said) ? said : isObject(said) ? [said.orderID] : [];
    const own = new Set(live.map(({ id }) => id));
    return named.filter((id): id is OrderId => own.has(id as OrderId));
  }

  /** Names of the markets that a request is about. */
  #markets({ method, body }: ServedRequest, ids: readonly OrderId[]): readonly string[] {
    const { orders, markets } = this.#parts.inside;
    if (method === 'DELETE') return this.#named(ids.flatMap((id) => orders.get(id)?.market ?? []));
    const said = parsed(body);
    const posted: readonly unknown[] = Array.isArray(said) ? said : [said];
    const tokens = posted.map((one) => (isObject(one) && isObject(one.order) ? String(one.order.tokenId) : ''));
    return this.#named(tokens.flatMap((token) => markets.outcome(token)?.market.facts.id ?? []));
  }

  #named(markets: readonly string[]): readonly string[] {
    const { inside } = this.#parts;
    return [...new Set(markets.flatMap((id) => inside.markets.market(id)?.facts.slug ?? []))];
  }

  /** Nothing more is filled than when the counter got stuck; nothing at all of an order that is younger. */
  #asListed(answer: ServedAnswer, visitor: Address | null): ServedAnswer {
    const { aim } = this.#parts;
    if (!aim.find('matchedStuck', visitor, this.#named(this.#parts.inside.markets.all().map(({ facts }) => facts.id))))
      return answer;
    const said = parsed(answer.body);
    const rows: readonly unknown[] = isObject(said) && Array.isArray(said.data) ? said.data : [said];
    for (const row of rows) {
      if (!isObject(row)) continue;
      const fault = aim.find('matchedStuck', visitor, this.#named([String(row.market)]));
      if (!fault) continue;
      const isYoung = (this.#parts.inside.orders.get(String(row.id))?.createdMs ?? 0) >= fault.sinceMs;
      const key = String(row.id);
      if (!this.#stuck.has(key)) this.#stuck.set(key, isYoung ? '0' : row.size_matched);
      (row as Record<string, unknown>).size_matched = this.#stuck.get(key);
    }
    return { ...answer, body: JSON.stringify(said) };
  }

  #credential({ headers }: ServedRequest): Credential | null {
    return this.#parts.inside.accounts.find(headers.poly_api_key ?? '') ?? null;
  }
}

function tooMany(retryAfterMs: number): ServedAnswer {
  const headers: Readonly<Record<string, string>> =
    retryAfterMs > 0 ? { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) } : {};
  return refusal(429, 'Too Many Requests', {}, headers);
}

function uncovered(usd: number): string {
  return `not enough balance / allowance: the allowance is not enough -> allowance: ${Math.round(usd * 1e6)}, sum of matched orders: 0`;
}

/** undefined: no JSON. */
function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
