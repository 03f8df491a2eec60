// How a service hears its markets, for people and for machines: sockets that are open, markets on two of them, and those that are not
// heard as they should be.
import type { Desk } from '#actors/desk.ts';
import type { MarketId } from '#domain/ids.ts';
import type { ClientStatus } from '#infra/venue/client/venue-client.ts';

/** A market that is not listed goes by its id. */
export function slugOf(desk: Desk, market: MarketId): string {
  return desk.markets.get(market)?.facts.slug ?? market;
}

type SlugOf = (market: MarketId) => string;

/** One line. */
export function linesText({ sockets, userSocket, lines, hot }: ClientStatus, slugOf: SlugOf): string {
  const open = sockets.filter((socket) => socket.open).length;
  const wrong = [...lines]
    .filter(([, state]) => state !== 'live')
    .map(([market, state]) => `${slugOf(market)} ${state}`);
  const heard = `sockets ${open} of ${sockets.length} open, private ${userSocket}, ${hot.length} of ${lines.size} markets on two`;
  return wrong.length > 0 ? `${heard}; ${wrong.join(', ')}` : heard;
}

export function linesReport({ sockets, userSocket, lines, hot }: ClientStatus, slugOf: SlugOf): object {
  const twins = new Set(hot);
  const markets = [...lines].map(([market, state]) => ({
    slug: slugOf(market),
    state,
    sockets: sockets.filter((socket) => socket.open && socket.carried.includes(market)).length,
    hot: twins.has(market),
  }));
  const seen = sockets.map(({ name, open, carried }) => ({ name, open, markets: carried.length }));
  return { private: userSocket, sockets: seen, markets };
}
