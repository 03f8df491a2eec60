// Our exchange on a real port of this machine with one thing broken, and a doctor's patient who asks it.

import { problemText } from '#domain/settings/entries.ts';
import { parseSettings, type Settings } from '#domain/settings.ts';
import { realClock } from '#infra/clock.ts';
import { LoopbackServer } from '#infra/exchange/server/loopback.ts';
import type { Served, ServedAnswer, ServedRequest } from '#infra/exchange/server/served.ts';
import { type Diagnosis, examine } from '#infra/venue/doctor/doctor.ts';
import type { CheckName, Finding } from '#infra/venue/doctor/finding.ts';
import type { Patient } from '#infra/venue/doctor/patient.ts';
import { Inquiry } from '#infra/venue/inquiry.ts';
import { privateKeyOf } from '#infra/venue/signing/key-source.ts';
import { readTradingAccount, type TradingAccount } from '#infra/venue/trading-account.ts';
import { HttpConnections } from '#infra/venue/transport/http.ts';
import { venueHosts } from '#infra/venue/venue-hosts.ts';
import { SmallServer } from '../../exchange/server/small-server.ts';

export const KEY = `0x${'5e'.repeat(32)}`;
privateKeyOf('test', KEY);

/** What is answered instead; null: what the server says. */
export type Spoil = (request: ServedRequest, answer: ServedAnswer) => ServedAnswer | null;

export const json = (body: unknown, status = 200): ServedAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

export interface Broken {
  readonly spoil?: Spoil;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly wallet?: string;
  readonly house?: (house: SmallServer, account: TradingAccount) => void;
  readonly port?: 'nobody';
  /** Our clock is so far ahead. */
  readonly aheadMs?: number;
  readonly noKeys?: boolean;
}

export function diagnose(broken: Broken = {}): Promise<Diagnosis & { readonly patient: Patient; asked: string[] }> {
  return withPatient(broken, async (patient, asked) => ({ ...(await examine(patient)), patient, asked }));
}

/** `asked`: what was asked of the exchange so far. */
export async function withPatient<T>(
  broken: Broken,
  use: (patient: Patient, asked: string[]) => Promise<T>,
): Promise<T> {
  const house = new SmallServer();
  const asked: string[] = [];
  const served: Served = {
    answer(request) {
      asked.push(`${request.method} ${request.path}`);
      const answer = house.server.answer(request);
      return broken.spoil?.(request, answer) ?? answer;
    },
    connect: (path, peer, from) => house.server.connect(path, peer, from),
  };
  const loopback = new LoopbackServer(served, { host: '127.0.0.1', port: 0 });
  const port = await loopback.start();
  const real = realClock();
  const http = new HttpConnections(real);
  const settings = settingsOf(broken.port === 'nobody' ? 9 : port, broken.settings ?? {});
  const venue = venueHosts(settings.venue.host, settings.venue.allowedHosts);
  const clock = { ...real, now: () => house.clock.now() + (broken.aheadMs ?? 0) };
  const inquiry = new Inquiry({ clock, http, hosts: venue.hosts });
  try {
    const env = { POLYMARKET_PRIVATE_KEY: KEY, ...broken.env };
    const account = broken.noKeys ? null : await readTradingAccount(env, broken.wallet ?? 'deposit');
    if (account) broken.house?.(house, account);
    const patient: Patient = { settings, venue, inquiry, account, markets: [] };
    return await use(patient, asked);
  } finally {
    inquiry.close();
    await http.close();
    await loopback.close();
  }
}

export function settingsOf(port: number, more: Readonly<Record<string, unknown>>): Settings {
  const { venue = {}, ...rest } = more as { venue?: object };
  const raw = {
    bankrollUsd: 500,
    venue: { host: `http://127.0.0.1:${port}`, markets: ['ctf', 'negRisk', 'v3'], ...venue },
    ...rest,
  };
  const parsed = parseSettings(raw, 'test');
  if ('problems' in parsed) throw new Error(parsed.problems.map(problemText).join('\n'));
  return parsed.settings;
}

/** Names of the checks that failed. */
export function failedIn({ findings }: { readonly findings: readonly Finding[] }): readonly CheckName[] {
  return [...new Set(findings.filter(({ verdict }) => verdict === 'failed').map(({ check }) => check))];
}
