// Checks of the surroundings, which need no key: somebody answers, our clock, where we call from, and which version of orders the
// venue takes.

import { failureText } from '../failure-text.ts';
import { REGION, type Region } from '../wire/account.ts';
import { VERSION } from '../wire/clob-markets.ts';
import { type Found, failed, noted, passed } from './finding.ts';
import type { Check } from './patient.ts';

/** The version that `signing/` signs for. */
const ORDER_VERSION = 2;
/** Tolerance of signed times is not published; orders carry our time too. */
const CLOCK_OFF_MAX_MS = 2_000;
/** Where positions may only be closed, also over the API (read it anew at `…/geoblock`: it changes). */
const CLOSE_ONLY = ['US', 'GB', 'FR', 'DE', 'IT', 'PL', 'BE', 'AU', 'BR', 'NZ', 'RU', 'SG', 'TW', 'TH'];
/** Where only the web site is closed. */
const SITE_ONLY = ['IE', 'JP', 'MT', 'NL', 'KR'];
/** Where nothing is taken at all. */
const BLOCKED = ['CU', 'IR', 'KP', 'SY'];
/** Where it depends on the part of the country, by the codes of those that are known to be shut. */
const PARTS: Readonly<Record<string, { readonly shut: readonly string[]; readonly words: string }>> = {
  CA: { shut: ['ON'], words: 'some provinces there are close-only' },
  UA: { shut: ['09', '14', '43'], words: 'some regions there are shut' },
};
const NO_WAY_AROUND =
  'Run it from where you may trade, by law and by the terms of the venue. There is no way around this: a hidden address costs the account.';

export const HOUSE_CHECKS: readonly Check[] = [
  {
    name: 'host',
    needs: [],
    needsKeys: false,
    async look({ inquiry, venue }) {
      const answer = await inquiry.askTime();
      if (answer.ok) return [passed(`${venue.name} answers`)];
      return [
        failed(
          `${venue.name} cannot be asked: ${failureText(answer.failure)}`,
          `Look at the network and at venue.host (${venue.name}), and whether the venue is down.`,
        ),
      ];
    },
  },
  {
    name: 'clock',
    needs: ['host'],
    needsKeys: false,
    async look({ inquiry, settings }) {
      const answer = await inquiry.askTime();
      if (!answer.ok) return [failed(`the time cannot be asked: ${failureText(answer.failure)}`, 'Try again.')];
      const off = answer.value;
      const most = Math.min(CLOCK_OFF_MAX_MS, settings.clockSkewMaxMs);
      if (Math.abs(off) <= most) return [passed('our clock agrees with the venue to the second')];
      const way = off > 0 ? 'behind' : 'ahead of';
      return [
        failed(
          `our clock is ${(Math.abs(off) / 1_000).toFixed(1)} s ${way} that of the venue; signed times will be refused`,
          'Let the system set its clock (chrony or systemd-timesyncd; `timedatectl set-ntp true`), then ask again.',
        ),
      ];
    },
  },
  {
    name: 'region',
    needs: ['host'],
    needsKeys: false,
    async look({ inquiry }) {
      const call = { method: 'GET', service: 'site', path: '/api/geoblock', auth: 'none', codec: REGION } as const;
      const answer = await inquiry.ask({ ...call, cost: { kind: 'status' } });
      if (!answer.ok)
        return [
          failed(
            `where we call from cannot be asked: ${failureText(answer.failure)}`,
            'Open polymarket.com/api/geoblock from this machine and read it; do not trade before it answers.',
          ),
        ];
      return [placeFinding(answer.value)];
    },
  },
  {
    name: 'version',
    needs: ['host'],
    needsKeys: false,
    async look({ inquiry }) {
      const call = { method: 'GET', service: 'clob', path: '/version', auth: 'none', codec: VERSION } as const;
      const answer = await inquiry.ask({ ...call, cost: { kind: 'status' } });
      const cure = 'Trade nothing until bothsides signs that version: look for a newer release of it.';
      if (!answer.ok) return [failed(`its version cannot be asked: ${failureText(answer.failure)}`, cure)];
      const { version } = answer.value;
      if (version !== ORDER_VERSION)
        return [failed(`the venue takes orders of version ${version}, and we sign version ${ORDER_VERSION}`, cure)];
      return [passed(`the venue takes orders of version ${version}, which we sign`)];
    },
  },
];

/** The list comes first, whatever is said of being blocked: a close-only place is not blocked, and still shut to us. */
function placeFinding({ blocked, ...told }: Region): Found {
  const [country, region] = [told.country.trim().toUpperCase(), (told.region ?? '').trim().toUpperCase()];
  const place = `${country}${region ? `-${region}` : ''}`;
  const parts = PARTS[country];
  if (CLOSE_ONLY.includes(country) || (country === 'CA' && parts?.shut.includes(region)))
    return failed(`${place} is a close-only region: no order of ours is taken there`, NO_WAY_AROUND);
  if (blocked || BLOCKED.includes(country) || parts?.shut.includes(region))
    return failed(`the venue is closed to ${place}: no order of ours is taken there`, NO_WAY_AROUND);
  if (SITE_ONLY.includes(country)) return noted(`${place}: the web site is closed there, the API is not`);
  if (!parts) return passed(`the venue is open to ${place}`);
  if (region === '')
    return failed(
      `${place}: ${parts.words}, and the venue does not say in which part we are`,
      'Open polymarket.com/api/geoblock from this machine; do not trade before it names your region and its list leaves it open.',
    );
  return noted(`${place}: ${parts.words}; read the venue's list before you trade`);
}
