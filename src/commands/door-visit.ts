// Reads pages of a running service's operator door, as a command on the same machine: which port it took stands in its lock, and the
// token, where one is asked for, beside its state.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, HttpAnswer } from '#domain/ports.ts';
import type { Settings } from '#domain/settings.ts';
import { holderOf } from '#infra/instance-lock.ts';
import { codeOf, reasonOf, Unavailable } from '#infra/unavailable.ts';
import { HttpConnections } from '#infra/venue/transport/http.ts';

export interface DoorVisit {
  /** What the page says. Rejects with Unavailable. */
  read<T>(path: string): Promise<T>;
  close(): Promise<void>;
}

const ANSWER_MS = 5_000;
/** Bound to everything, it is found on loopback. */
const EVERYWHERE = ['0.0.0.0', '::'];

/** Throws Unavailable when no service runs on this state folder. */
export function visitDoor(settings: Settings, clock: Clock): DoorVisit {
  const directory = join(settings.state.directory, settings.mode);
  const holder = holderOf(directory);
  if (!holder)
    throw new Unavailable(
      `no service runs on state folder ${directory}; start one, or name another with --mode or --state.directory`,
    );
  const { host } = settings.operator;
  const name = EVERYWHERE.includes(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  const origin = `http://${name}:${holder.port}`;
  const headers = rightOf(directory);
  const http = new HttpConnections(clock);
  return {
    async read(path) {
      const answer = await new Promise<HttpAnswer>((done) =>
        http.request({ method: 'GET', url: origin + path, headers, body: null, timeoutMs: ANSWER_MS }, done),
      );
      if (!answer.ok) throw new Unavailable(`${origin} does not answer: ${answer.text}`);
      const body = readJson(answer.body);
      if (answer.status !== 200) throw new Unavailable(`${origin}${path} answers ${answer.status}${errorIn(body)}`);
      if (body === undefined) throw new Unavailable(`${origin}${path} answers something that is no JSON`);
      return body as never;
    },
    close: () => http.close(),
  };
}

/** Without a token that we may read we ask without: on loopback none is needed. */
function rightOf(directory: string): Readonly<Record<string, string>> {
  try {
    return { authorization: `Bearer ${readFileSync(join(directory, 'operator.token'), 'utf8').trim()}` };
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'EACCES') return {};
    throw new Unavailable(`the token of ${directory}: ${reasonOf(error)}`);
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorIn(body: unknown): string {
  const error = body !== null && typeof body === 'object' && 'error' in body ? body.error : null;
  return typeof error === 'string' ? `: ${error}` : '';
}
