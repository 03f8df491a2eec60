// The books of the npm package that others read this stream with, as a yardstick: its cache takes parsed messages, so whoever uses
// it parses first. The package shows its cache to nobody but its own sockets, so the module inside of it is loaded. A package
// for development: where it is not installed there is no yardstick.
import type { Level } from '#domain/market/market-event.ts';
import { microOf } from '#domain/micro-text.ts';
import type { Price, Shares } from '#domain/units.ts';

export interface PeerBooks {
  /** One frame as it came: a whole book, or a change of levels. Throws for anything else. */
  take(text: string): void;
  /** Best first, in the terms of that outcome. */
  levels(assetId: string, side: 'bids' | 'asks'): readonly Level[];
}

/** What a frame may be, as the package names it. */
interface Message {
  readonly event_type: string;
}

/** Makes empty ones; null where the package is not installed. */
export async function peerBooks(): Promise<(() => PeerBooks) | null> {
  const cacheOf = await load();
  if (!cacheOf) return null;
  return () => {
    const cache = new cacheOf();
    return {
      take(text) {
        const message = JSON.parse(text) as Message;
        if (message.event_type === 'price_change') cache.upsertPriceChange(message as Change);
        else if (message.event_type === 'book') cache.replaceBook(message as Book);
        else throw new Error(`no book takes ${message.event_type}`);
      },
      levels(assetId, side) {
        const levels = cache.getBookEntry(assetId)?.[side] ?? [];
        return levels
          .map(({ price, size }) => ({ price: microOf(price) as Price, size: microOf(size) as Shares }))
          .reverse();
      },
    };
  };
}

type Cache = InstanceType<NonNullable<Awaited<ReturnType<typeof load>>>>;
type Change = Parameters<Cache['upsertPriceChange']>[0];
type Book = Parameters<Cache['replaceBook']>[0];

async function load() {
  try {
    return (await import('@nevuamarkets/poly-websockets/dist/modules/OrderBookCache.js')).OrderBookCache;
  } catch {
    return null;
  }
}
