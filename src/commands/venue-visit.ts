// What every command that talks to a venue begins with: settings with `--host`, hosts that are allowed, keys when they are given
// or needed, and connections that are closed in the end.
import { BadInput } from '#domain/failure.ts';
import type { Clock } from '#domain/ports.ts';
import type { Mode } from '#domain/settings/keys.ts';
import { type MeasuredLayer, measuredLayer } from '#domain/settings/measured.ts';
import type { Settings } from '#domain/settings.ts';
import { realClock } from '#infra/clock.ts';
import { loadMeasured, measuredPath } from '#infra/measured-file.ts';
import { environment, loadSettings, type SettingsRequest } from '#infra/settings-file.ts';
import { Unavailable } from '#infra/unavailable.ts';
import { failureText } from '#infra/venue/failure-text.ts';
import { Inquiry } from '#infra/venue/inquiry.ts';
import { KEY_VARIABLES } from '#infra/venue/signing/key-source.ts';
import { readTradingAccount, type TradingAccount } from '#infra/venue/trading-account.ts';
import { HttpConnections } from '#infra/venue/transport/http.ts';
import { type VenueHosts, venueHosts } from '#infra/venue/venue-hosts.ts';
import { type Arguments, readArguments } from './arguments.ts';

export interface Visit {
  readonly settings: Settings;
  readonly venue: VenueHosts;
  /** null: none are given. */
  readonly account: TradingAccount | null;
  /** What people must know of these settings. */
  readonly notes: readonly string[];
}

/** The words of a command that talks to a venue: `--config` and `--host` belong to each of them. Throws BadInput. */
export function readVisit(
  args: readonly string[],
  { flags = [], values = [] }: { readonly flags?: readonly string[]; readonly values?: readonly string[] },
): Arguments {
  return readArguments(args, { flags, values: ['config', 'host', ...values], words: false });
}

export interface VisitNeeds {
  readonly mode: Mode;
  readonly keys: 'needed' | 'welcome' | 'no';
  /** Settings follow what first-contact found at that venue. Whoever only takes orders out needs no such file. */
  readonly measured?: boolean;
}

/** Throws BadInput. */
export async function planVisit(
  { values, settings: typed }: Pick<Arguments, 'values' | 'settings'>,
  { mode, keys, measured = false }: VisitNeeds,
): Promise<Visit> {
  const host = values.get('host');
  if (host !== undefined && 'venue.host' in typed)
    throw new BadInput('--host and --venue.host are the same setting: leave one');
  const request: SettingsRequest = {
    mode,
    file: values.get('config') ?? null,
    flags: host === undefined ? typed : { ...typed, 'venue.host': host },
  };
  const written = loadSettings(request);
  const { entries, notes } = measured ? measuredFor(written) : { entries: [], notes: [] };
  const settings = entries.length > 0 ? loadSettings({ ...request, measured: entries }) : written;
  const venue = venueHosts(settings.venue.host, settings.venue.allowedHosts);
  const env = environment();
  const given = [KEY_VARIABLES.privateKey, KEY_VARIABLES.keystore].some((name) => (env[name] ?? '').trim() !== '');
  const wanted = keys === 'needed' || (keys === 'welcome' && given);
  return { settings, venue, account: wanted ? await readTradingAccount(env, settings.venue.wallet) : null, notes };
}

function measuredFor({ state, venue }: Settings): MeasuredLayer {
  const rows = loadMeasured(state.directory);
  return measuredLayer(rows, venue.host, realClock().now(), measuredPath(state.directory));
}

/** On the error stream: what is printed may be a table or JSON. */
export function sayNotes({ notes }: Visit): void {
  for (const note of notes) process.stderr.write(`note: ${note}\n`);
}

/** Asks, and closes whatever it opened. */
export async function inquire<T>({ venue }: Visit, use: (inquiry: Inquiry, clock: Clock) => Promise<T>): Promise<T> {
  const clock = realClock();
  const http = new HttpConnections(clock);
  const inquiry = new Inquiry({ clock, http, hosts: venue.hosts });
  try {
    return await use(inquiry, clock);
  } finally {
    inquiry.close();
    await http.close();
  }
}

/** From here on questions are signed with the account's API key. Throws Unavailable when none can be had. */
export async function openKey(inquiry: Inquiry, { account, venue }: Visit): Promise<void> {
  if (!account) throw new BadInput(NO_KEYS);
  const time = await inquiry.askTime();
  if (!time.ok) throw new Unavailable(`${venue.name}: ${failureText(time.failure)}`);
  if (account.api) {
    inquiry.use(account.api);
    return;
  }
  const made = await inquiry.obtainKey(account.key);
  if (!made.ok) throw new Unavailable(`${venue.name} gives no API key: ${failureText(made.failure)}`);
}

const NO_KEYS = `no key: set ${KEY_VARIABLES.privateKey}, or ${KEY_VARIABLES.keystore} and ${KEY_VARIABLES.keystorePassword}`;
