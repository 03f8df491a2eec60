// Who sits in the market channel and which assets each has asked for: the part of it that knows sockets and no markets.

import type { Market } from '#domain/market/market.ts';
import type { Clock } from '#domain/ports.ts';
import { type Json, readText } from '#infra/venue/wire/codec.ts';
import { MARKET_RESUBSCRIBE, MARKET_SUBSCRIBE, marketFrameText } from '#infra/venue/wire/market-channel.ts';
import type { ServedPeer, ServedSocket } from './served.ts';
import { type Seat, SocketRoom } from './socket-room.ts';

/** One subscription; what is beyond is not taken. Assets may be asked for before they are listed. */
const ASSETS_MAX = 5_000;
/** Books in one frame of an answer. */
const BOOKS_A_FRAME = 100;
const NOTHING_NEW = 'NO NEW ASSETS';
const NONSENSE = 'INVALID OPERATION';

interface Wish {
  readonly assets: Set<string>;
  /** Asked for tops, new markets and resolutions. */
  custom: boolean;
}

export class MarketSeats {
  readonly #room: SocketRoom<Wish>;
  /** The book of an asset as a message; null while there is none. */
  readonly #dump: (asset: string) => Json | null;
  readonly #byAsset = new Map<string, Set<Seat<Wish>>>();
  readonly #wishes = new Map<Seat<Wish>, Wish>();

  constructor(clock: Clock, dump: (asset: string) => Json | null) {
    this.#dump = dump;
    this.#room = new SocketRoom<Wish>(clock, {
      first: (seat, text) => this.#subscribe(seat, text),
      later: (seat, text) => this.#change(seat, text),
      left: (seat) => this.#leave(seat),
    });
  }

  connect(peer: ServedPeer): ServedSocket | null {
    return this.#room.enter(peer);
  }

  wanted(asset: string): boolean {
    return this.#byAsset.has(asset);
  }

  anybody({ outcomes }: Market): boolean {
    return this.wanted(outcomes.yes.id) || this.wanted(outcomes.no.id);
  }

  tell(asset: string, text: string, who: 'all' | 'custom' = 'all'): void {
    for (const seat of this.#byAsset.get(asset) ?? []) if (who === 'all' || seat.state?.custom) seat.send(text);
  }

  /** Once to each who asked for one of these. */
  tellEither([one, other]: readonly [string, string], text: string, who: 'all' | 'custom'): void {
    this.tell(one, text, who);
    const told = this.#byAsset.get(one);
    for (const seat of this.#byAsset.get(other) ?? [])
      if (!told?.has(seat) && (who === 'all' || seat.state?.custom)) seat.send(text);
  }

  /** To everybody who asked for more than books. */
  tellAll(text: string): void {
    for (const [seat, { custom }] of this.#wishes) if (custom) seat.send(text);
  }

  stop(): void {
    this.#room.stop();
  }

  #subscribe(seat: Seat<Wish>, text: string): Wish | null {
    const asked = readText(MARKET_SUBSCRIBE, text);
    if (!asked.ok) {
      seat.send(NONSENSE);
      return null;
    }
    const { assets, custom, dump } = asked.value;
    const wish: Wish = { assets: new Set(), custom };
    this.#wishes.set(seat, wish);
    const added = this.#add(seat, wish, assets);
    if (dump) this.#send(seat, added);
    return wish;
  }

  /** The flag holds for the whole connection, and is taken over whether or not the assets are new. */
  #change(seat: Seat<Wish>, text: string): void {
    const asked = readText(MARKET_RESUBSCRIBE, text);
    const wish = seat.state;
    if (!asked.ok || !wish) {
      seat.send(NONSENSE);
      return;
    }
    const { operation, assets, custom } = asked.value;
    if (operation === 'unsubscribe') {
      for (const asset of assets) if (wish.assets.delete(asset)) this.#drop(seat, asset);
      return;
    }
    wish.custom ||= custom;
    const added = this.#add(seat, wish, assets);
    if (added.length === 0) seat.send(NOTHING_NEW);
    else this.#send(seat, added);
  }

  #add(seat: Seat<Wish>, { assets }: Wish, asked: readonly string[]): readonly string[] {
    const added: string[] = [];
    for (const asset of asked) {
      if (assets.has(asset) || assets.size >= ASSETS_MAX) continue;
      assets.add(asset);
      added.push(asset);
      const others = this.#byAsset.get(asset) ?? new Set();
      this.#byAsset.set(asset, others.add(seat));
    }
    return added;
  }

  #send(seat: Seat<Wish>, assets: readonly string[]): void {
    for (let at = 0; at < assets.length; at += BOOKS_A_FRAME) {
      const books = assets.slice(at, at + BOOKS_A_FRAME).map((asset) => this.#dump(asset));
      const known = books.filter((book): book is Json => book !== null);
      if (known.length > 0) seat.send(marketFrameText(known, true));
    }
  }

  #leave(seat: Seat<Wish>): void {
    for (const asset of this.#wishes.get(seat)?.assets ?? []) this.#drop(seat, asset);
    this.#wishes.delete(seat);
  }

  #drop(seat: Seat<Wish>, asset: string): void {
    const others = this.#byAsset.get(asset);
    others?.delete(seat);
    if (others?.size === 0) this.#byAsset.delete(asset);
  }
}
