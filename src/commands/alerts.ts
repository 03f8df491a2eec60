// `alerts`: whether alerts reach people, before something happens that they must hear of. Needs no running service.
import { BadInput } from '#domain/failure.ts';
import { realClock } from '#infra/clock.ts';
import { ALERT_VARIABLES } from '#infra/operator/alert-channels.ts';
import { loadSettings } from '#infra/settings-file.ts';
import { AlertPost } from './alert-post.ts';
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
  help: HELP,
  async run(args: readonly string[]): Promise<number> {
    const { words, values, settings: typed } = readArguments(args, { flags: [], values: ['config'], words: true });
    const [verb, stray] = words;
    if (verb !== 'test' || stray !== undefined)
      throw new BadInput(`alerts knows one word, test${verb ? `; ${stray ?? verb} is not expected` : ''}`);
    const settings = loadSettings({ mode: null, file: values.get('config') ?? null, flags: typed });
    const post = new AlertPost(realClock());
    try {
      if (post.isEmpty)
        throw new BadInput(`no channel is set up: set ${Object.values(ALERT_VARIABLES).join(', ')}; see --help`);
      const text = 'a test: this is how alerts look here';
      const results = await post.send('info', text, `bothsides ${settings.mode}`, 1);
      for (const { channel, problem } of results)
        process.stdout.write(`${channel.padEnd(9)} ${problem === null ? 'sent' : `not sent: ${problem}`}\n`);
      return results.every(({ problem }) => problem === null) ? 0 : 1;
    } finally {
      await post.close();
    }
  },
};
