// `alerts`: whether alerts reach people, before something happens that they must hear of. Needs no running service.
import { alert } from '#domain/alerts/alert.ts';
import { BadInput } from '#domain/failure.ts';
import { realClock } from '#infra/clock.ts';
import { ALERT_VARIABLES, type AlertChannel, alertChannels, type Sent } from '#infra/operator/alert-channels.ts';
import { environment, loadSettings } from '#infra/settings-file.ts';
import { HttpConnections } from '#infra/venue/transport/http.ts';
import { readArguments } from './arguments.ts';

const HELP = `alerts test [options]: send one message to each channel that is set up, and say what each answered

  Where alerts go stands in the environment, never in a file of this project:
  ${ALERT_VARIABLES.telegramBot} and ${ALERT_VARIABLES.telegramChat}   a bot of @BotFather, and the chat it writes to
  ${ALERT_VARIABLES.discord}                             the address that Discord gives for a channel
  ${ALERT_VARIABLES.webhook}                              an address that takes {severity, text, key, atMs, from} as JSON

  Who is told of what, and how often, is set below alerts in the settings file.
  --config FILE      settings file, for the mode that is named in the message

  npm run alerts -- test
`;

export const alertsCommand = {
  sentence: 'whether alerts reach people: test sends one to each channel',
  help: HELP,
  async run(args: readonly string[]): Promise<number> {
    const { words, values, settings: typed } = readArguments(args, { flags: [], values: ['config'], words: true });
    const [verb, stray] = words;
    if (verb !== 'test' || stray !== undefined)
      throw new BadInput(`alerts knows one word, test${verb ? `; ${stray ?? verb} is not expected` : ''}`);
    const settings = loadSettings({ mode: null, file: values.get('config') ?? null, flags: typed });
    const clock = realClock();
    const http = new HttpConnections(clock);
    try {
      const channels = alertChannels(environment(), http);
      if (channels.length === 0)
        throw new BadInput(`no channel is set up: set ${Object.values(ALERT_VARIABLES).join(', ')}; see --help`);
      const message = alert('info', 'alerts test', 'a test: this is how alerts look here', clock.now());
      const results = await Promise.all(
        channels.map((channel) => sent(channel, message, `bothsides ${settings.mode}`)),
      );
      for (const [at, result] of results.entries())
        process.stdout.write(`${channels[at]?.name.padEnd(9)} ${result.ok ? 'sent' : `not sent: ${result.problem}`}\n`);
      return results.every(({ ok }) => ok) ? 0 : 1;
    } finally {
      await http.close();
    }
  },
};

function sent(channel: AlertChannel, message: Parameters<AlertChannel['send']>[0], from: string): Promise<Sent> {
  return new Promise((done) => channel.send(message, from, done));
}
