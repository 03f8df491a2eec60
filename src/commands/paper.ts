// `paper`: the service on the data of a real venue, with orders that are simulated on its live book. Needs no key and sends none.
import { BadInput } from '#domain/failure.ts';
import { LIVE_REPORT_HELP, liveMarkout } from './live-report.ts';
import { chooseMarkets, rotationOf } from './market-choice.ts';
import { paperWorld } from './paper-world.ts';
import { reportAsked } from './report-file.ts';
import { Service } from './service.ts';
import { inquire, planVisit, readVisit, sayNotes } from './venue-visit.ts';

const HELP = `paper [options]: trade a real venue's live data with simulated orders until Ctrl-C, then drain and report

  --host URL         another venue than Polymarket, such as http://127.0.0.1:8137
  --fresh            forget latches and losses of earlier paper runs
  --quiet            no status table
  --report FILE      also write the report as JSON there (always: state/paper/report.json)
  ${LIVE_REPORT_HELP}
  --config FILE      settings file instead of config/paper.yaml
  --<setting> VALUE  such as --venue.markets will-it-rain --quoteShares 50

Orders of ours rest among the real queues and fill by evidence alone: prints through our price, and levels that arrive
at it. Markets are those of venue.markets, or what discovery chooses (\`npm run markets\`). Nothing of ours is ever
sent.

  npm run paper
  npm run paper -- --venue.markets will-it-rain-in-oslo
  npm run paper -- --host http://127.0.0.1:8137 --venue.markets liquid-1,wide-1
`;

export const paperCommand = {
  help: HELP,
  async run(args: readonly string[]): Promise<number> {
    const asked = readVisit(args, { flags: ['fresh', 'quiet'], values: ['report', 'live-report'] });
    const { flags, values } = asked;
    const visit = await planVisit(asked, { mode: 'paper', keys: 'no', measured: true });
    sayNotes(visit);
    const { settings, venue } = visit;
    if (settings.mode !== 'paper') throw new BadInput(`mode: ${settings.mode} is not paper`);
    const report = reportAsked(values);
    const live = liveMarkout(values);
    const service = new Service(settings, {
      fresh: flags.has('fresh'),
      report,
      liveMarkout: live,
      // Its account begins anew with every start.
      books: 'forgotten',
      async open(parts) {
        const markets = await inquire(visit, (inquiry, clock) => chooseMarkets(inquiry, visit, clock, parts.files));
        const ids = markets.map(({ id }) => id);
        // Nothing of ours is sent, so the limits of the settings are all there is.
        const rotation = rotationOf(visit, markets, parts.files, { objects: () => null, key: null });
        return { ...paperWorld(settings, venue, ids, parts), left: [], rotation };
      },
    });
    return service.run(!flags.has('quiet'));
  },
};
