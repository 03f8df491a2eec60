// Commands to a running service over a unix socket that its owner alone may open: one JSON line asks, one answers. The
// server hands each command to a callback; what the callback throws becomes an answer, never an end of the service.
import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { relative, resolve } from 'node:path';
import { BadInput } from '#domain/failure.ts';
import { codeOf, reasonOf, Unavailable } from '../unavailable.ts';

export type ControlHandler = (command: string, args: readonly string[]) => object;

export interface ControlServer {
  close(): Promise<void>;
}

/** Bytes of a question, and of an answer: a status shows every actor. A longer line ends the connection. */
const QUESTION_MAX = 65_536;
const ANSWER_MAX = 8_000_000;
const CONNECTIONS_MAX = 8;
/** A visitor that says nothing is sent away. */
const IDLE_MAX_MS = 30_000;
const ANSWER_MAX_MS = 10_000;
/** What systems accept as a socket's path. */
const PATH_MAX_BYTES = process.platform === 'linux' ? 107 : 103;

/** Listens at `path`. A socket that nobody answers on is replaced. Rejects with Unavailable naming the path. */
export async function serve(path: string, handle: ControlHandler): Promise<ControlServer> {
  const short = socketPath(path);
  if (isSocket(path)) {
    if (await answers(short)) throw new Unavailable(`control socket ${path}: another service answers on it`);
    rmSync(path, { force: true });
  }
  const visitors = new Set<Socket>();
  const server = createServer((socket) => {
    visitors.add(socket);
    socket.once('close', () => visitors.delete(socket));
    attend(socket, handle);
  });
  server.maxConnections = CONNECTIONS_MAX;
  await listen(server, short, path);
  return {
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of visitors) socket.destroySoon();
      }),
  };
}

/** Asks the service at `path`. Rejects with Unavailable when none answers or it cannot, and with BadInput when it refuses what
 *  was asked, in its own words. */
export function ask(path: string, command: string, args: readonly string[]): Promise<object> {
  return new Promise((done, fail) => {
    const socket = createConnection(socketPath(path));
    const giveUp = (reason: string) => {
      socket.destroy();
      fail(new Unavailable(`control socket ${path}: ${reason}`));
    };
    socket.setTimeout(ANSWER_MAX_MS, () => giveUp(`no answer within ${ANSWER_MAX_MS} ms`));
    socket.once('error', (error) => giveUp(isNobody(error) ? 'no service answers; is it running?' : reasonOf(error)));
    socket.once('connect', () => socket.write(`${JSON.stringify({ command, args })}\n`));
    socket.once('end', () => giveUp('the service hung up'));
    eachLine(socket, ANSWER_MAX, giveUp, (line) => {
      socket.destroy();
      const answer = readAnswer(line);
      if ('result' in answer) done(answer.result);
      else fail(answer.isBad ? new BadInput(answer.error) : new Unavailable(answer.error));
    });
  });
}

function attend(socket: Socket, handle: ControlHandler): void {
  const reply = (answer: object) => socket.write(`${JSON.stringify(answer)}\n`);
  socket.setTimeout(IDLE_MAX_MS, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  const refuse = (error: string) => {
    reply({ error });
    socket.destroySoon();
  };
  eachLine(socket, QUESTION_MAX, refuse, (line) => {
    const asked = readRequest(line);
    if (typeof asked === 'string') return refuse(asked);
    try {
      reply({ result: handle(asked.command, asked.args) });
    } catch (error) {
      reply({ error: reasonOf(error), ...(error instanceof BadInput ? { bad: true } : {}) });
    }
  });
}

/** The request, or what is wrong with it. */
function readRequest(line: string): { command: string; args: readonly string[] } | string {
  const value = readJson(line);
  if (value === null || typeof value !== 'object') return 'a request is one JSON object on one line';
  const { command, args = [] } = value as { command?: unknown; args?: unknown };
  if (typeof command !== 'string' || command === '') return 'command: must be a word';
  if (!Array.isArray(args) || !args.every((arg) => typeof arg === 'string')) return 'args: must be a list of words';
  return { command, args };
}

function readAnswer(line: string): { result: object } | { error: string; isBad: boolean } {
  const value = readJson(line);
  if (value !== null && typeof value === 'object') {
    if ('result' in value && value.result !== null && typeof value.result === 'object') return { result: value.result };
    if ('error' in value && typeof value.error === 'string')
      return { error: value.error, isBad: 'bad' in value && value.bad === true };
  }
  return { error: `cannot read the service's answer: ${line.slice(0, 100)}`, isBad: false };
}

function readJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Calls `take` once a complete line; `refuse` when one grows too long. */
function eachLine(socket: Socket, max: number, refuse: (reason: string) => void, take: (line: string) => void): void {
  let rest = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (Buffer.byteLength(line) > max) return refuse(`a line is longer than ${max} bytes`);
      take(line);
    }
    if (Buffer.byteLength(rest) > max) {
      rest = '';
      refuse(`a line is longer than ${max} bytes`);
    }
  });
}

function listen(server: Server, short: string, path: string): Promise<void> {
  return new Promise((done, fail) => {
    const refuse = (error: Error) =>
      fail(new Unavailable(`control socket ${path}: ${reasonOf(error)}`, { cause: error }));
    server.once('error', refuse);
    server.listen(short, () => {
      server.off('error', refuse);
      server.on('error', () => {});
      // Its folder is closed to others already; this holds wherever it is put.
      chmodSync(path, 0o600);
      done();
    });
  });
}

function answers(short: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = createConnection(short);
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

function isNobody(error: Error): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ECONNREFUSED';
}

function isSocket(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSocket() ?? false;
}

/** The shorter of the two spellings: systems cut a long path, and would listen at another place than they say. */
function socketPath(path: string): string {
  const [full, near] = [resolve(path), relative(process.cwd(), path)];
  const short = near !== '' && Buffer.byteLength(near) < Buffer.byteLength(full) ? near : full;
  if (Buffer.byteLength(short) > PATH_MAX_BYTES)
    throw new Unavailable(
      `control socket ${path}: the path is longer than the ${PATH_MAX_BYTES} bytes this system allows; set state.directory`,
    );
  return short;
}
