// Sockets of the served exchange under faults: dropped and refused for a while, silent with open eyes, frames lost, doubled,
// swapped, late, cut short or wrong, private news held back or never told. Promises: without a fault every text goes through at
// once and in its order; what is late overtakes nothing on its socket.
import type { OrderId } from '#domain/ids.ts';
import { Recent } from '#domain/money/recent.ts';
import type { Clock, Random } from '#domain/ports.ts';
import type { ActiveFault } from '#infra/chaos/chaos-board.ts';
import { WaitingLine } from '#infra/chaos/waiting-line.ts';
import type { Timers } from '#infra/timers.ts';
import type { Address } from '#infra/venue/signing/address.ts';
import { isObject } from '#infra/venue/wire-field.ts';
import type { ExchangeServer } from '../server/exchange-server.ts';
import type { Served, ServedPeer, ServedSocket } from '../server/served.ts';
import type { Aim } from './aim.ts';
import { corruptedText, marketIn, truncatedText, withoutAsset } from './frame-text.ts';

export interface SocketFaultsParts {
  readonly aim: Aim;
  readonly inside: ExchangeServer['inside'];
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
}

type Channel = 'market' | 'account';

interface Line {
  readonly channel: Channel;
  readonly peer: ServedPeer;
  readonly out: WaitingLine<string>;
  /** Of a private socket, once it has said who it is. */
  owner: Address | null;
  /** What a public one has asked for. */
  readonly assets: Set<string>;
  /** Waits to change places with the next one. */
  swapped: string | null;
}

/** A frame that waits for the next one to change places with waits no longer than this. */
const SWAP_MAX_MS = 1_000;
const ASSETS_MAX = 10_000;
const HUSHED_MAX = 5_000;
const RESTART = 1012;
const SLOW = 1013;
const SLOW_WHY = 'slow consumer: send buffer full';
/** Frames that a delay holds back on one socket. */
const LATE_MAX = 20_000;
const ORDER_ID = /0x[0-9a-f]{64}/g;

export class SocketFaults {
  readonly #parts: SocketFaultsParts;
  readonly #lines = new Set<Line>();
  /** News of these orders waits. */
  readonly #held = new Map<OrderId, { readonly line: Line; readonly text: string }[]>();
  /** News of these is never told. */
  readonly #hushed = new Recent<string, true>(HUSHED_MAX);
  #hushes = false;

  constructor(parts: SocketFaultsParts) {
    this.#parts = parts;
  }

  connect(
    path: string,
    peer: ServedPeer,
    open: (peer: ServedPeer) => ReturnType<Served['connect']>,
  ): ServedSocket | null {
    const { clock } = this.#parts;
    const channel: Channel = path === '/ws/user' ? 'account' : 'market';
    // Whoever says more of himself later is looked at again then.
    if (this.#down(channel, null, [])) return null;
    const out = new WaitingLine<string>(clock, (text) => {
      if (!peer.send(text)) peer.close(SLOW, SLOW_WHY);
    });
    const line: Line = { channel, peer, out, owner: null, assets: new Set(), swapped: null };
    const seat = open({ send: (text) => this.#send(line, text), close: (code, why) => peer.close(code, why) });
    if (!seat) return null;
    this.#lines.add(line);
    return {
      text: (text) => {
        this.#listen(line, text);
        if (this.#down(channel, line.owner, this.#marketsOf(line))) peer.close(RESTART, 'service restart');
        else seat.text(text);
      },
      closed: () => {
        this.#lines.delete(line);
        out.close();
        seat.closed();
      },
    };
  }

  begin(fault: ActiveFault): void {
    if (fault.fault !== 'socketDropped') return;
    for (const line of [...this.#lines])
      if (this.#down(line.channel, line.owner, this.#marketsOf(line))) line.peer.close(RESTART, 'service restart');
  }

  /** Private news that waits. */
  get held(): number {
    let count = 0;
    for (const waiting of this.#held.values()) count += waiting.length;
    return count;
  }

  hold(order: OrderId): void {
    if (!this.#held.has(order)) this.#held.set(order, []);
  }

  release(order: OrderId, afterMs: number): void {
    this.#parts.timers.after(afterMs, () => {
      const waiting = this.#held.get(order) ?? [];
      this.#held.delete(order);
      for (const { line, text } of waiting) this.#send(line, text);
    });
  }

  hush(orders: readonly OrderId[]): void {
    this.#hushes ||= orders.length > 0;
    for (const order of orders) this.#hushed.set(order, true);
  }

  unhush(orders: readonly OrderId[]): void {
    for (const order of orders) this.#hushed.delete(order);
  }

  close(): void {
    for (const { out } of this.#lines) out.close();
    this.#lines.clear();
    this.#held.clear();
  }

  #down(channel: Channel, owner: Address | null, markets: readonly string[]): boolean {
    return this.#parts.aim.find('socketDropped', owner, markets, ({ params }) => params.socket === channel) !== null;
  }

  #silent(line: Line, markets: readonly string[]): boolean {
    const { aim } = this.#parts;
    return aim.find('socketSilent', line.owner, markets, ({ params }) => params.socket === line.channel) !== null;
  }

  /** Who it is, or what it wants. What is no subscription says neither. */
  #listen(line: Line, text: string): void {
    if (text === 'PING') return;
    let said: unknown;
    try {
      said = JSON.parse(text);
    } catch {
      return;
    }
    if (!isObject(said)) return;
    const { auth, assets_ids: assets } = said;
    const key = isObject(auth) && typeof auth.apiKey === 'string' ? auth.apiKey : '';
    if (line.channel === 'account') line.owner ??= this.#parts.inside.accounts.find(key)?.address ?? null;
    else if (Array.isArray(assets))
      for (const asset of assets) if (line.assets.size < ASSETS_MAX) line.assets.add(String(asset));
  }

  #marketsOf({ assets }: Line): readonly string[] {
    const { markets } = this.#parts.inside;
    return [...new Set([...assets].flatMap((asset) => markets.outcome(asset)?.market.facts.slug ?? []))];
  }

  /** True: taken, whatever becomes of it. */
  #send(line: Line, text: string): boolean {
    const { aim } = this.#parts;
    const isBusy = this.#held.size > 0 || this.#hushes || line.swapped !== null || line.out.waiting > 0;
    if (aim.idle && !isBusy) return line.peer.send(text);
    if (line.channel === 'account') return this.#tellOwner(line, text);
    const market = marketIn(text);
    const facts = market === null ? null : this.#parts.inside.markets.market(market)?.facts;
    const names = facts ? [facts.slug] : [];
    if (this.#silent(line, names) || (facts && aim.draws('framesDropped', null, names))) return true;
    if (!facts) return this.#push(line, text, 0);
    const quiet = aim.find('outcomeSilent', null, names);
    let left: string | null = quiet ? withoutAsset(text, facts.outcomes[quiet.params.outcome].id) : text;
    if (left !== null && aim.draws('framesCorrupted', null, names)) left = corruptedText(left, this.#parts.random);
    if (left !== null && aim.draws('framesTruncated', null, names)) left = truncatedText(left);
    return left === null || this.#pace(line, left, names);
  }

  #pace(line: Line, text: string, names: readonly string[]): boolean {
    const { aim, timers } = this.#parts;
    const waitMs = aim.draws('framesDelayed', null, names)?.params.delayMs ?? 0;
    if (line.swapped === null && aim.draws('framesReordered', null, names)) {
      line.swapped = text;
      timers.after(SWAP_MAX_MS, () => {
        if (line.swapped === text) this.#unswap(line, waitMs);
      });
      return true;
    }
    this.#push(line, text, waitMs);
    if (aim.draws('framesTwice', null, names)) this.#push(line, text, waitMs);
    if (line.swapped !== null) this.#unswap(line, waitMs);
    return true;
  }

  #unswap(line: Line, waitMs: number): void {
    const text = line.swapped;
    line.swapped = null;
    if (text !== null) this.#push(line, text, waitMs);
  }

  #tellOwner(line: Line, text: string): boolean {
    if (this.#silent(line, [])) return true;
    for (const [id] of text.matchAll(ORDER_ID)) {
      if (this.#hushed.get(id)) return true;
      const waiting = this.#held.get(id as OrderId);
      waiting?.push({ line, text });
      if (waiting) return true;
    }
    return line.peer.send(text);
  }

  #push(line: Line, text: string, waitMs: number): boolean {
    if (line.out.waiting >= LATE_MAX) return false;
    line.out.push(text, waitMs);
    return true;
  }
}
