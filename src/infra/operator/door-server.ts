// The operator door on HTTP: pages as rows of tables, static files, the stream of what happens, and the sockets of inspectors. Every
// visitor gets a clear answer; a slow one is dropped; nothing here can reach a key or make the trading wait.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import rateLimit, { type RateLimitOptions } from '@fastify/rate-limit';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { BadInput } from '#domain/failure.ts';
import type { DoorAnswer } from '#domain/operator/door-news.ts';
import { answerStatic, type DashboardFiles } from './dashboard-files.ts';
import { type DoorBind, refusalOf, type Visit } from './door-access.ts';
import type { DoorStream } from './door-stream.ts';
import { rightOf } from './inspection-protocol.ts';
import { inspectorPage } from './inspector-page.ts';
import { no, type Page, type PageParts } from './page.ts';
import { HAND_PAGES } from './pages/hand-pages.ts';
import { STATE_PAGES } from './pages/state-pages.ts';
import { STORY_PAGES } from './pages/story-pages.ts';
import { limitSilence } from './silent-sockets.ts';
import { WrongTokens } from './wrong-tokens.ts';

export interface DoorServerParts extends PageParts {
  readonly bind: DoorBind;
  readonly stream: DoorStream;
  /** By path. */
  readonly files: DashboardFiles['files'];
  /** Takes over a socket that wants to inspect. */
  readonly inspect: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export const PAGES: readonly Page[] = [...STATE_PAGES, ...STORY_PAGES, ...HAND_PAGES];
const BODY_MAX_BYTES = 65_536;
const HEADER_MAX_BYTES = 16_384;
const REQUEST_MAX_MS = 10_000;
/** Without a request, or between two. */
const IDLE_MAX_MS = 5_000;
const CHECK_MS = 1_000;
const PARAM_MAX = 500;
const CONNECTIONS_MAX = 1_000;
/** Of one address in a minute; what acts far fewer. The page itself and `/health` are not counted. */
const READS_A_MINUTE = 6_000;
const ACTS_A_MINUTE = 120;
const SAFE = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
};

export async function doorServer(parts: DoorServerParts): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: BODY_MAX_BYTES,
    requestTimeout: REQUEST_MAX_MS,
    forceCloseConnections: true,
    logger: false,
    keepAliveTimeout: IDLE_MAX_MS,
    routerOptions: { maxParamLength: PARAM_MAX },
    frameworkErrors: (error, _, reply) => void told(reply as FastifyReply, failureOf(error)),
    clientErrorHandler: (error, socket) => {
      const answer = brokenAnswer(error.code, socket.bytesRead);
      if (answer && socket.writable) hangUp(socket, ...answer);
      else socket.destroy();
    },
    http: {
      maxHeaderSize: HEADER_MAX_BYTES,
      headersTimeout: IDLE_MAX_MS,
      connectionsCheckingInterval: CHECK_MS,
    },
  });
  app.server.maxConnections = CONNECTIONS_MAX;
  limitSilence(app.server);
  const door = { ...parts, wrong: new WrongTokens() };
  await app.register(rateLimit, {
    max: READS_A_MINUTE,
    timeWindow: 60_000,
    cache: 1_000,
    errorResponseBuilder: (_, { after }) =>
      Object.assign(new Error(`too many requests; again in ${after}`), { statusCode: 429 }),
  });
  // Nothing at all is no bad JSON: most of what may be posted needs no field.
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : parse(request, body as string, done),
  );
  app.addHook('onSend', async (_, reply) => void reply.headers({ ...SAFE, ...reply.getHeaders() }));
  for (const page of PAGES) servePage(app, door, page);
  serveOthers(app, door);
  app.setErrorHandler((error, _, reply) => void told(reply, failureOf(error)));
  app.setNotFoundHandler((request, reply) => void told(reply, strangerOf(request, reply, parts)));
  app.server.on('upgrade', (request, socket, head) => upgrade(parts, request, socket, head));
  return app;
}

/**
 * Status line and words for what never became a request; null: none. A browser opens connections before it needs them: one that
 * has said nothing must be closed without a word, or the word is taken for the answer to what is asked in that very moment.
 */
function brokenAnswer(code: string | undefined, bytesRead: number): readonly [status: string, error: string] | null {
  if (code === 'HPE_HEADER_OVERFLOW')
    return ['431 Request Header Fields Too Large', 'the address or the headers are too long'];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return bytesRead === 0 ? null : ['408 Request Timeout', 'the request did not come to its end'];
  return ['400 Bad Request', 'this is no HTTP request'];
}

/** And what it remembers of visitors. */
type Door = DoorServerParts & { readonly wrong: WrongTokens };

const UNCOUNTED: { rateLimit: false } = { rateLimit: false };

function servePage(app: FastifyInstance, parts: Door, page: Page): void {
  const acts: { rateLimit: RateLimitOptions } = { rateLimit: { max: ACTS_A_MINUTE, timeWindow: 60_000 } };
  const config = page.wants === 'act' ? acts : page.wants === 'open' ? UNCOUNTED : null;
  app.route({
    method: page.method === 'GET' ? ['GET', 'HEAD'] : page.method,
    url: page.path,
    ...(config ? { config } : {}),
    onRequest: async (request, reply) => guard(parts, page.wants, request, reply),
    handler: async (request, reply) => {
      const { params, query, body } = request as {
        params: Record<string, string>;
        query: Record<string, unknown>;
        body: unknown;
      };
      const answer = await page.answer(parts, { params, query, body });
      // Whoever did something and looks then sees what it did.
      if (page.wants === 'act') parts.replica.forgetSnapshot();
      return told(reply, answer);
    },
  });
}

function serveOthers(app: FastifyInstance, parts: Door): void {
  const { replica, stream, nowMs } = parts;
  app.get('/metrics', {
    onRequest: async (request, reply) => guard(parts, 'read', request, reply),
    handler: async (_, reply) => {
      const text = await replica.metrics.text(!replica.isStalled(nowMs()));
      return reply.type(replica.metrics.registry.contentType).send(text);
    },
  });
  app.get('/api/stream', {
    exposeHeadRoute: false,
    onRequest: async (request, reply) => guard(parts, 'read', request, reply),
    handler: (request, reply) => {
      if (!stream.hasRoom) return told(reply, no(503, 'too many pages watch already', null));
      reply.hijack();
      stream.attend(request.raw, reply.raw, SAFE);
    },
  });
  app.get('/api', {
    config: UNCOUNTED,
    onRequest: async (request, reply) => guard(parts, 'open', request, reply),
    handler: (_, reply) =>
      reply.send(PAGES.map(({ method, path, wants, sentence }) => ({ method, path, wants, sentence }))),
  });
  const inspector = inspectorPage();
  app.get('/inspect', {
    config: UNCOUNTED,
    onRequest: async (request, reply) => guard(parts, 'open', request, reply),
    handler: (_, reply) => reply.headers({ ...inspector.headers }).send(inspector.html),
  });
  for (const [path, file] of parts.files)
    app.get(path, {
      config: UNCOUNTED,
      onRequest: async (request, reply) => guard(parts, 'open', request, reply),
      handler: (request, reply) => {
        const { 'accept-encoding': encoding, 'if-none-match': known = '' } = request.headers;
        const asked = { acceptEncoding: String(encoding ?? ''), ifNoneMatch: known };
        const { status, headers, body } = answerStatic(file, asked);
        return reply
          .code(status)
          .headers({ ...headers })
          .send(body);
      },
    });
}

function guard(
  { bind, wrong, nowMs }: Door,
  wants: Page['wants'],
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply | undefined {
  const refusal = refusalOf(bind, visitOf(request.raw), wants);
  if (!refusal) return undefined;
  const isGuess = refusal.status === 401 && request.headers.authorization !== undefined;
  if (isGuess && wrong.add(request.ip, nowMs()))
    return told(reply, no(429, 'too many wrong tokens; again in a minute', 'token'));
  return told(reply, no(refusal.status, refusal.error, refusal.field));
}

function visitOf({ headers }: IncomingMessage): Visit {
  const { host, origin, authorization } = headers;
  return {
    host,
    origin,
    authorization,
    site: headers['sec-fetch-site'],
    mode: String(headers['sec-fetch-mode'] ?? ''),
  };
}

function told(reply: FastifyReply, answer: DoorAnswer): FastifyReply {
  reply.code(answer.status).type('application/json; charset=utf-8');
  return reply.send(`${JSON.stringify(answer.ok ? answer.body : { error: answer.error, field: answer.field })}\n`);
}

function failureOf(error: unknown): DoorAnswer {
  if (error instanceof BadInput) {
    const [field = ''] = error.message.split(':');
    return no(400, error.message, /^[\w.]{1,60}$/.test(field) ? field : null);
  }
  const { statusCode, code, message } = error as { statusCode?: number; code?: string; message?: string };
  if (statusCode === 429) return no(429, message ?? 'too many requests', null);
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return no(413, `a body has at most ${BODY_MAX_BYTES} bytes`, 'body');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return no(415, 'a body is application/json', 'content-type');
  if (code === 'FST_ERR_BAD_URL') return no(400, 'this address does not read', 'path');
  if (code === 'FST_ERR_MAX_PARAM_LENGTH')
    return no(414, `a name in an address has at most ${PARAM_MAX} characters`, 'path');
  if (statusCode !== undefined && statusCode < 500) return no(statusCode, `${message ?? 'cannot be read'}`, 'body');
  return no(500, 'a defect of the door; the trading goes on', null);
}

/** A page that is there, but not for this method, says which. */
function strangerOf({ url, method }: FastifyRequest, reply: FastifyReply, { files }: DoorServerParts): DoorAnswer {
  const path = url.split('?', 1)[0] ?? '';
  const methods = new Set<string>(PAGES.flatMap((page) => (isAt(page.path, path) ? [page.method] : [])));
  if (files.has(path) || ['/metrics', '/api/stream', '/inspect', '/api'].includes(path)) methods.add('GET');
  if (methods.size === 0 || methods.has(method)) return no(404, 'no such page; /api lists them', 'path');
  const allowed = [...methods].join(', ');
  reply.header('allow', allowed);
  return no(405, `${path} takes ${allowed}`, 'method');
}

/** `/api/markets/:slug` is at `/api/markets/wide-1`. */
function isAt(pattern: string, path: string): boolean {
  const [wanted, found] = [pattern.split('/'), path.split('/')];
  return wanted.length === found.length && wanted.every((part, at) => part.startsWith(':') || part === found[at]);
}

function upgrade(parts: DoorServerParts, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.on('error', () => socket.destroy());
  if (URL.parse(request.url ?? '/', 'http://door')?.pathname !== '/inspect') {
    hangUp(socket, '404 Not Found', 'no such socket; there is /inspect');
    return;
  }
  // What machines hold in their contexts is more than a page shows: it always wants the token.
  const refusal = refusalOf(parts.bind, { ...visitOf(request), token: rightOf(request) }, 'act');
  if (refusal) hangUp(socket, refusal.status === 401 ? '401 Unauthorized' : '403 Forbidden', refusal.error);
  else parts.inspect(request, socket, head);
}

function hangUp(socket: Duplex, status: string, error: string): void {
  const body = `${JSON.stringify({ error, field: null })}\n`;
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
