// Who may read and who may act. On loopback reading is free and acting needs the token; any other bind needs the token for all that
// shows or does something. A page of another origin may neither: its browser names it, and a name that leads to us but is not ours
// (DNS rebinding) is no host of ours.
import { timingSafeEqual } from 'node:crypto';

export interface DoorBind {
  readonly host: string;
  readonly token: string;
  /** Names besides our own address under which we are reached, such as that of a proxy. */
  readonly names: readonly string[];
}

export interface Visit {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
  /** What a browser says of whoever made it ask (Sec-Fetch-Site, Sec-Fetch-Mode); others say nothing. */
  readonly site?: string | undefined;
  readonly mode?: string | undefined;
  /** For sockets, which cannot carry a header from a browser. */
  readonly token?: string | undefined;
}

export interface Refusal {
  readonly status: 401 | 403 | 429;
  readonly error: string;
  readonly field: string;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/;

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** Why this visitor is sent away; null: come in. `wants`: whether it reads, acts, or only fetches what is no secret of anybody. */
export function refusalOf(bind: DoorBind, visit: Visit, wants: 'open' | 'read' | 'act'): Refusal | null {
  const name = hostName(visit.host);
  if (name === null || !isOurs(bind, name)) return { status: 403, error: 'this host name is not ours', field: 'host' };
  if (visit.origin !== undefined && !isSame(visit.origin, visit.host as string))
    return { status: 403, error: 'pages of another origin are not served', field: 'origin' };
  if (isForeign(visit, wants))
    return { status: 403, error: 'what pages of others ask for is not served', field: 'origin' };
  if (wants === 'open' || (wants === 'read' && isLoopback(bind.host))) return null;
  const given = bearerOf(visit.authorization) ?? visit.token;
  if (given === undefined) return { status: 401, error: 'needs the token: Authorization: Bearer …', field: 'token' };
  return isToken(bind.token, given) ? null : { status: 401, error: 'this is not the token', field: 'token' };
}

/** A picture or a script on somebody's page leads here without an origin; a link that a person follows may open the page. */
function isForeign({ site, mode }: Visit, wants: 'open' | 'read' | 'act'): boolean {
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  return !(wants === 'open' && mode === 'navigate');
}

function isOurs({ host, names }: DoorBind, name: string): boolean {
  if (isLoopback(name)) return true;
  if (isLoopback(host)) return names.includes(name);
  // Bound to the world we are reached by any address, but by no name that was not agreed: names can be bent.
  return name === host || names.includes(name) || /^[\d.]+$/.test(name) || name.startsWith('[');
}

/** The name in a Host header, without its port. */
function hostName(host: string | undefined): string | null {
  const [, name] = /^(\[[\da-f:.]{2,45}\]|[\w.-]{1,253})(?::\d{1,5})?$/i.exec(host ?? '') ?? [];
  return name?.toLowerCase() ?? null;
}

function isSame(origin: string, host: string): boolean {
  return (
    origin.toLowerCase() === `http://${host.toLowerCase()}` || origin.toLowerCase() === `https://${host.toLowerCase()}`
  );
}

function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer ([\x21-\x7e]{1,200})$/i.exec(authorization ?? '')?.[1];
}

/** In the same time whatever is wrong with it. */
function isToken(token: string, given: string): boolean {
  const [ours, theirs] = [Buffer.from(token), Buffer.from(given)];
  return ours.length === theirs.length && timingSafeEqual(ours, theirs);
}
