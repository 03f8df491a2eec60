import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { VENUE_HOSTS } from '#domain/settings/venue-keys.ts';
import { venueHosts } from '#infra/venue/venue-hosts.ts';

const refused = (host: string, allowed: readonly string[], why: RegExp) =>
  assert.throws(
    () => venueHosts(host, allowed),
    (error: Error) => why.test(error.message),
    host,
  );

test('Polymarket is its four services and two sockets, all of them encrypted', () => {
  const { hosts, streams, isHere } = venueHosts('polymarket', VENUE_HOSTS);
  for (const url of [...Object.values(hosts), ...Object.values(streams)]) assert.match(url, /^(https|wss):/);
  assert.is(isHere, false);
});

test('an exchange on this machine has everything at one address', () => {
  const { hosts, streams, isHere } = venueHosts('http://127.0.0.1:8137', []);
  assert.equal(hosts, {
    clob: 'http://127.0.0.1:8137',
    gamma: 'http://127.0.0.1:8137/gamma-api',
    data: 'http://127.0.0.1:8137/data-api',
    site: 'http://127.0.0.1:8137',
  });
  assert.equal(streams, { market: 'ws://127.0.0.1:8137/ws/market', user: 'ws://127.0.0.1:8137/ws/user' });
  assert.ok(isHere);
});

test('a host that is not allowed is named and never becomes an address, however it is dressed', () => {
  refused('polymarket', VENUE_HOSTS.slice(1), /polymarket\.com is not among venue\.allowedHosts/);
  for (const host of [
    'https://clob.polymarket.com.evil.example',
    'https://evil.example',
    'https://127.0.0.1.evil.example',
    'https://[::2]',
  ])
    refused(host, VENUE_HOSTS, /is not among/);
  for (const host of ['https://clob.polymarket.com@evil.example', 'https://evil.example/x'])
    refused(host, VENUE_HOSTS, /without a path|is not among/);
});

test('what leaves this machine is encrypted, whatever is allowed', () => {
  refused('http://exchange.example', ['exchange.example'], /not encrypted/);
  assert.is(
    venueHosts('https://exchange.example', ['exchange.example']).streams.user,
    'wss://exchange.example/ws/user',
  );
});

test.run();
