// Where the services of a venue are, and which hosts may be talked to at all. Promises: nothing but an allowed host or this very
// machine ever becomes an address; what leaves the machine is encrypted, and no setting makes it otherwise. An exchange of
// ours has all of its services at one address.
import { BadInput } from '#domain/failure.ts';
import type { Hosts } from './client/rest-client.ts';

export interface VenueHosts {
  readonly hosts: Hosts;
  readonly streams: { readonly market: string; readonly user: string };
  /** Where reference prices are told; null: nowhere, as on an exchange of ours. */
  readonly prices: string | null;
  /** For people. */
  readonly name: string;
  /** It is this machine: an exchange of ours, and no money of anybody. */
  readonly isHere: boolean;
}

const POLYMARKET: Omit<VenueHosts, 'name' | 'isHere'> = {
  hosts: {
    clob: 'https://clob.polymarket.com',
    gamma: 'https://gamma-api.polymarket.com',
    data: 'https://data-api.polymarket.com',
    site: 'https://polymarket.com',
  },
  streams: {
    market: 'wss://ws-subscriptions-clob.polymarket.com/ws/market',
    user: 'wss://ws-subscriptions-clob.polymarket.com/ws/user',
  },
  prices: 'wss://ws-live-v2.polymarket.com/ws',
};

/** `host`: `polymarket`, or an origin. Throws BadInput naming the setting and the host. */
export function venueHosts(host: string, allowed: readonly string[]): VenueHosts {
  const made = host === 'polymarket' ? POLYMARKET : atOneAddress(originOf(host));
  const prices = made.prices === null ? [] : [made.prices];
  const urls = [...Object.values(made.hosts), ...Object.values(made.streams), ...prices].map((text) => new URL(text));
  for (const { hostname, protocol } of urls) {
    if (isThisMachine(hostname)) continue;
    if (!allowed.includes(hostname))
      throw new BadInput(`venue.host: ${hostname} is not among venue.allowedHosts, so nothing is sent to it`);
    if (protocol !== 'https:' && protocol !== 'wss:')
      throw new BadInput(`venue.host: ${host} is not encrypted; only an exchange on this machine may be asked so`);
  }
  return { ...made, name: host, isHere: urls.every(({ hostname }) => isThisMachine(hostname)) };
}

function atOneAddress({ origin, protocol, host }: URL): Omit<VenueHosts, 'name' | 'isHere'> {
  const socket = `${protocol === 'https:' ? 'wss' : 'ws'}://${host}`;
  return {
    hosts: { clob: origin, gamma: `${origin}/gamma-api`, data: `${origin}/data-api`, site: origin },
    streams: { market: `${socket}/ws/market`, user: `${socket}/ws/user` },
    prices: null,
  };
}

function originOf(host: string): URL {
  let url: URL;
  try {
    url = new URL(host);
  } catch {
    throw new BadInput(`venue.host: ${host} is no address`);
  }
  if (url.pathname !== '/' || url.search !== '' || url.username !== '')
    throw new BadInput(`venue.host: ${host} must be an address without a path, such as http://127.0.0.1:8090`);
  return url;
}

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}
