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
  /** By method and what stands before the colon. */
  readonly #open = new Map<string, Route>();
  /** Whatever the method; a colon stands for the word. */
  readonly #paths = new Set<string>();

  constructor(parts: ServerParts, routes: readonly Route[]) {
    this.#parts = parts;
    for (const route of routes) {
      const colon = route.path.indexOf(':');
      const path = colon < 0 ? route.path : route.path.slice(0, colon);
      (colon < 0 ? this.#whole : this.#open).set(`${route.method} ${path}`, route);
      this.#paths.add(route.path.replace(/:.*/, ':'));
    }
  }

  answer(request: ServedRequest): ServedAnswer {
    const { method, path } = request;
    if (path.length > PATH_MAX) return NO_SUCH_PAGE;
    const cut = path.lastIndexOf('/') + 1;
    const whole = this.#whole.get(`${method} ${path}`);
    if (whole) return this.#visit(whole, request, '');
    const open = cut < path.length ? this.#open.get(`${method} ${path.slice(0, cut)}`) : undefined;
    if (open) return this.#visit(open, request, decoded(path.slice(cut)));
    const known = this.#paths.has(path) || (cut < path.length && this.#paths.has(`${path.slice(0, cut)}:`));
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

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}
