// The door of the server: which row of the table a request means, who asks, and whether he may. Promises an answer to anything,
// named where something is wrong with it, and that what a handler throws ends one request and not the server.
import { checkL1 } from '#infra/venue/signing/l1-auth.ts';
import { checkL2 } from '#infra/venue/signing/l2-auth.ts';
import { BAD_L1, NO_SUCH_PAGE, refusal, UNAUTHORISED } from './answers.ts';
import type { ServedAnswer, ServedRequest } from './served.ts';
import type { Route, ServerParts } from './server-parts.ts';

/** A longer path is no page of ours. */
const PATH_MAX = 500;

export class Door {
  readonly #parts: ServerParts;
  /** By method and path. */
  readonly #whole = new Map<string, Route>();
  /** By method and path, in which a colon stands for the word. */
  readonly #open = new Map<string, Route>();
  /** All of them, whatever the method. */
  readonly #paths = new Set<string>();

  constructor(parts: ServerParts, routes: readonly Route[]) {
    this.#parts = parts;
    for (const route of routes) {
      const path = route.path.replace(/:\w+/, ':');
      (path === route.path ? this.#whole : this.#open).set(`${route.method} ${path}`, route);
      this.#paths.add(path);
    }
  }

  answer(request: ServedRequest): ServedAnswer {
    const { method, path } = request;
    if (path.length > PATH_MAX) return NO_SUCH_PAGE;
    const whole = this.#whole.get(`${method} ${path}`);
    if (whole) return this.#visit(whole, request, '');
    const readings = readingsOf(path);
    for (const { pattern, word } of readings) {
      const open = this.#open.get(`${method} ${pattern}`);
      if (open) return this.#visit(open, request, decoded(word));
    }
    const known = this.#paths.has(path) || readings.some(({ pattern }) => this.#paths.has(pattern));
    return known ? refusal(405, 'Method Not Allowed') : NO_SUCH_PAGE;
  }

  #visit(route: Route, request: ServedRequest, word: string): ServedAnswer {
    const parts = this.#parts;
    const slow = parts.limits.visit(request.from, route.limit);
    if (slow) return slow;
    if (route.access === 'anybody') return route.handle(parts, { request, word });
    const { toleranceS, chainId, accounts } = parts;
    const nowMs = parts.clock.now();
    if (route.access === 'owner') {
      const claim = checkL1(request.headers, chainId, nowMs, toleranceS);
      return claim.ok ? route.handle(parts, { request, word, ...claim }) : BAD_L1;
    }
    const find = (key: string) => accounts.find(key)?.auth;
    const claim = checkL2(request.headers, request, find, { nowMs, toleranceS });
    const credential = claim.ok ? accounts.find(claim.credentials.apiKey) : undefined;
    if (!credential || (route.access === 'trader' && credential.nonce === null)) return UNAUTHORISED;
    return route.handle(parts, { request, word, credential });
  }
}

/** With its last part as the word, or the one before. */
function readingsOf(path: string): readonly { readonly pattern: string; readonly word: string }[] {
  const last = path.lastIndexOf('/');
  const before = path.lastIndexOf('/', last - 1);
  const both = [
    { pattern: `${path.slice(0, last + 1)}:`, word: path.slice(last + 1) },
    { pattern: `${path.slice(0, before + 1)}:${path.slice(last)}`, word: path.slice(before + 1, last) },
  ];
  return both.filter(({ word }) => word !== '');
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}
