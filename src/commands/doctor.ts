// `doctor`: is everything as it must be before real orders are sent? Sends none itself.
import { worstCase } from '#domain/money/worst-case.ts';
import { examine } from '#infra/venue/doctor/doctor.ts';
import type { Patient } from '#infra/venue/doctor/patient.ts';
import { diagnosisJson, diagnosisText } from './doctor-text.ts';
import { inquire, planVisit, readVisit, sayNotes } from './venue-visit.ts';

const HELP = `doctor [options]: look at everything that must be right before live trading, with a cure for what is not

  --host URL         another venue than Polymarket, such as http://127.0.0.1:8090
  --config FILE      settings file instead of config/live.yaml
  --json             findings as JSON
  --<setting> VALUE  such as --venue.markets will-it-rain --bankrollUsd 200

Keys come from the environment: POLYMARKET_PRIVATE_KEY, or POLYMARKET_KEYSTORE (a file) and
POLYMARKET_KEYSTORE_PASSWORD. Without keys only what is public is looked at. It sends no order; where nothing rests it
sends one heartbeat, and it makes an API key when the account has none. Exit code 0 when nothing failed, 1 when
something did, 2 for bad input.

  npm run doctor
  npm run doctor -- --venue.markets will-it-rain-in-oslo --bankrollUsd 200
  npm run doctor -- --host http://127.0.0.1:8090 --json
`;

export const doctorCommand = {
  help: HELP,
  async run(args: readonly string[]): Promise<number> {
    const asked = readVisit(args, { flags: ['json'] });
    const { flags } = asked;
    const visit = await planVisit(asked, { mode: 'live', keys: 'welcome', measured: true });
    sayNotes(visit);
    return inquire(visit, async (inquiry) => {
      const { settings, venue, account } = visit;
      const patient: Patient = { settings, venue, account, inquiry, markets: [] };
      const diagnosis = await examine(patient);
      const worst = worstCase(settings, patient.markets);
      process.stdout.write(flags.has('json') ? diagnosisJson(diagnosis, worst) : diagnosisText(diagnosis, worst));
      return diagnosis.isWell ? 0 : 1;
    });
  },
};
