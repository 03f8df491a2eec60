// `cancel-all`: takes out every order of the account straight from its keys. Needs no running service, no state and no settings
// beyond where the venue is.
import { microText, sharesText } from '#domain/units.ts';
import { type CancelRecord, cancelEverything } from '#infra/venue/cancel-everything.ts';
import { failureText } from '#infra/venue/failure-text.ts';
import { inquire, openKey, planVisit, readVisit } from './venue-visit.ts';

const HELP = `cancel-all [options]: take out every order of the account, also when the service is dead

  --host URL         another venue than Polymarket, such as http://127.0.0.1:8137
  --config FILE      settings file instead of config/live.yaml
  --json             what was done, as JSON

Keys come from the environment: POLYMARKET_PRIVATE_KEY, or POLYMARKET_KEYSTORE (a file) and
POLYMARKET_KEYSTORE_PASSWORD; POLYMARKET_API_KEY, _SECRET and _PASSPHRASE too where orders were placed with another
API key than the one derived from it. It goes on for about two minutes, through an engine restart, until the venue
lists nothing. A service that still runs quotes again: stop it first (control -- stop). Exit code 0 when nothing
rests, 1 when something does or nobody knows, 2 for bad input.

  npm run cancel-all
  npm run cancel-all -- --host http://127.0.0.1:8137
`;

export const cancelAllCommand = {
  help: HELP,
  async run(args: readonly string[]): Promise<number> {
    const asked = readVisit(args, { flags: ['json'] });
    const { flags } = asked;
    const visit = await planVisit(asked, { mode: 'live', keys: 'needed' });
    return inquire(visit, async (inquiry, clock) => {
      await openKey(inquiry, visit);
      const record = await cancelEverything(inquiry, clock);
      process.stdout.write(flags.has('json') ? jsonOf(record) : textOf(record));
      return record.resting?.length === 0 ? 0 : 1;
    });
  },
};

export function textOf({ cancelled, resting, rounds, failure }: CancelRecord): string {
  const lines = [`cancelled: ${cancelled.length}${cancelled.length > 0 ? ` (${cancelled.join(', ')})` : ''}`];
  if (resting?.length === 0) lines.push('nothing rests: the venue lists no order of this account');
  else {
    const why = failure === null ? '' : `; at last ${failureText(failure)}`;
    const still = resting === null ? 'what rests could not be read' : `still resting: ${resting.length}`;
    lines.push(`${still} after ${rounds} rounds${why}`);
    for (const { id, side, size, filled, price } of resting ?? [])
      lines.push(`  ${id} ${side} ${sharesText(size)} at ${microText(price)}, ${sharesText(filled)} filled`);
  }
  return `${lines.join('\n')}\n`;
}

function jsonOf({ cancelled, resting, rounds, failure }: CancelRecord): string {
  const still = resting?.map(({ id }) => id) ?? null;
  const why = failure === null ? null : failureText(failure);
  return `${JSON.stringify({ schema: 1, cancelled, resting: still, rounds, failure: why }, null, 2)}\n`;
}
