// The private stream: order and fill news, handed to the gateway as it comes. Whatever a listener throws stays here.
import { fromCallback } from 'xstate';
import { GATEWAY } from '#machines/order-gateway.protocol.ts';
import type { Desk } from './desk.ts';
import { readListing } from './order-gateway.actor.ts';

export const ACCOUNT_FEED = 'account-feed';

export const accountFeed = fromCallback(({ input }: { input: { desk: Desk } }) => {
  const { desk } = input;
  const hangUp = desk.venue.listen((news) => desk.post(GATEWAY, { type: 'NEWS', news }));
  // What was told while nobody listened stands in the listing.
  readListing(desk);
  return hangUp;
});
