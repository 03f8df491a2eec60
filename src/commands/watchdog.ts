// `watchdog`: a process beside the service that takes out every order when the service is silent for too long. It shares nothing
// with it but the keys; the venue's own heartbeat is the first line, this is the second.
import { BadInput } from '#domain/failure.ts';
import type { Clock, HttpAnswer, HttpTransport } from '#domain/ports.ts';
import { cancelEverything } from '#infra/venue/cancel-everything.ts';
import { HttpConnections } from '#infra/venue/transport/http.ts';
import { AlertPost } from './alert-post.ts';
import { durationOf } from './arguments.ts';
import { textOf } from './cancel-all.ts';
import { onInterrupt } from './interrupts.ts';
import { inquire, openKey, planVisit, readVisit } from './venue-visit.ts';

const HELP = `watchdog [options]: watch a live service from outside, and take out every order when it is silent

  --health URL       where it says how it is (default http://127.0.0.1:8080/health)
  --silence TIME     silent or failed for so long (default 30s): then everything is cancelled
  --host URL         another venue than Polymarket, such as http://127.0.0.1:8137
  --config FILE      settings file instead of config/live.yaml

Start it in a terminal of its own, with the same keys, after the service. It proves its keys before it watches.
When it bites it pages whoever the alerts of the service would reach (npm run alerts -- --help).
Exit code 0 after Ctrl-C, 1 when it had to cancel (whatever came of it is told), 2 for bad input.

  npm run watchdog
  npm run watchdog -- --silence 1m --health http://127.0.0.1:9090/health
`;

const FROM = 'bothsides watchdog';
const ALERT_TRIES = 3;
const LOOK_MS = 1_000;
const SILENCE_MS = 30_000;
/** Longer is no answer. */
const ANSWER_MS = 5_000;
/** What a service says of itself while there is nothing to fear. */
const WELL = ['starting', 'ok', 'draining'];

export const watchdogCommand = {
  help: HELP,
  async run(args: readonly string[]): Promise<number> {
    const asked = readVisit(args, { values: ['health', 'silence'] });
    const { values } = asked;
    const health = values.get('health') ?? 'http://127.0.0.1:8080/health';
    if (!URL.canParse(health)) throw new BadInput(`--health ${health}: no address`);
    const silenceMs = durationOf(values, 'silence', SILENCE_MS);
    const visit = await planVisit(asked, { mode: 'live', keys: 'needed' });
    return inquire(visit, async (inquiry, clock) => {
      await openKey(inquiry, visit);
      say(`watching ${health}; silent for ${silenceMs / 1_000} s means cancel everything on ${visit.venue.name}`);
      const post = new AlertPost(clock);
      try {
        const why = await watch(clock, health, silenceMs);
        if (why === null) return 0;
        say(`${why}: cancelling everything`);
        const told = post.send('page', `${why}: the watchdog cancels everything`, FROM, ALERT_TRIES);
        const record = await cancelEverything(inquiry, clock);
        process.stdout.write(textOf(record));
        for (const { channel, problem } of await told)
          say(problem === null ? `told over ${channel}` : `not told over ${channel}: ${problem}`);
        return 1;
      } finally {
        await post.close();
      }
    });
  },
};

/** Resolves with why it must bite, or null when it was told to go. */
async function watch(clock: Clock, health: string, silenceMs: number): Promise<string | null> {
  const http = new HttpConnections(clock);
  let isStopping = false;
  const forget = onInterrupt(['SIGINT', 'SIGTERM'], clock, {
    isStopping: () => isStopping,
    stop() {
      isStopping = true;
    },
  });
  try {
    let [wellMs, last] = [clock.steadyMs(), 'it never answered'];
    while (!isStopping) {
      const found = await look(http, health);
      if (found === null) wellMs = clock.steadyMs();
      else last = found;
      if (clock.steadyMs() - wellMs >= silenceMs) return `${last} for ${Math.round(silenceMs / 1_000)} s`;
      await new Promise<void>((done) => {
        clock.setTimeout(done, LOOK_MS);
      });
    }
    return null;
  } finally {
    forget();
    await http.close();
  }
}

/** null: it is well. */
async function look(http: HttpTransport, url: string): Promise<string | null> {
  const answer = await new Promise<HttpAnswer>((done) => {
    http.request({ method: 'GET', url, headers: {}, body: null, timeoutMs: ANSWER_MS }, done);
  });
  if (!answer.ok) return 'the service does not answer';
  const status = statusIn(answer.body);
  return status !== null && WELL.includes(status)
    ? null
    : `the service says ${status ?? `nothing but ${answer.status}`}`;
}

function statusIn(body: string): string | null {
  try {
    const told: unknown = JSON.parse(body);
    const status = typeof told === 'object' && told !== null && 'status' in told ? told.status : null;
    return typeof status === 'string' ? status : null;
  } catch {
    return null;
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
