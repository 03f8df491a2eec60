// The private stream: order and fill news, handed to the gateway as it comes. A stream that fell silent, its PONG included, is
// listened to anew; until it is heard again the gateway is closed, because fills may have been told to nobody.
import { fromCallback } from 'xstate';
import type { AccountNews } from '#domain/ports.ts';
import { GATEWAY } from '#machines/order-gateway.protocol.ts';
import type { Desk } from './desk.ts';
import { readListing } from './order-gateway.actor.ts';

export const ACCOUNT_FEED = 'account-feed';

const LOOK_MS = 500;
/** Silence of the private stream that is no accident. */
export const NEWS_GAP_MS = 2_000;

export const accountFeed = fromCallback(({ input }: { input: { desk: Desk } }) => {
  const { desk } = input;
  const { clock, venue } = desk;
  const listen = () => venue.listen((news) => hand(desk, news));
  let hangUp = listen();
  let timer: unknown = null;
  let silent = false;
  let last = { heardMs: venue.newsHeardMs(), atMs: clock.now() };

  function look(): void {
    const nowMs = clock.now();
    const heardMs = venue.newsHeardMs();
    // Only whether it goes on counts: our clock and the stream's need not agree, and ours may be set.
    if (heardMs !== last.heardMs || last.atMs > nowMs) last = { heardMs, atMs: nowMs };
    const gap = nowMs - last.atMs >= NEWS_GAP_MS;
    if (gap) {
      hangUp();
      hangUp = listen();
    }
    if (gap !== silent) desk.post(GATEWAY, gap ? { type: 'NEWS_LOST' } : { type: 'NEWS_BACK' });
    if (gap && !silent) desk.fault(ACCOUNT_FEED, 'gap', 'the private stream is silent');
    silent = gap;
    timer = clock.setTimeout(look, LOOK_MS);
  }

  // A feed that went before us may have closed the door, and what was told while nobody listened stands in the listing.
  desk.post(GATEWAY, { type: 'NEWS_BACK' });
  readListing(desk);
  timer = clock.setTimeout(look, LOOK_MS);
  return () => {
    clock.clearTimeout(timer);
    hangUp();
  };
});

/** Orders and fills stand in the listing; a credit is told once only. */
function hand(desk: Desk, news: AccountNews): void {
  const event = { type: 'NEWS', news } as const;
  if (news.type === 'CREDIT') desk.entrust(GATEWAY, event, news);
  else desk.post(GATEWAY, event);
}
