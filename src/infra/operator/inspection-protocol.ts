// How an inspector says what it may, where it cannot send a header: a browser offers its right as the name of a protocol, and the
// receiver of @statelyai/inspect, which takes nothing but an address, puts it there.
import type { IncomingMessage } from 'node:http';

export const INSPECTION_PROTOCOL = 'bothsides.inspection';
/** The right follows. */
export const RIGHT_PROTOCOL = 'bothsides.right.';

/** What was given as a right beside the header; undefined: nothing. */
export function rightOf({ url, headers }: Pick<IncomingMessage, 'url' | 'headers'>): string | undefined {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const named = offered.find((name) => name.startsWith(RIGHT_PROTOCOL))?.slice(RIGHT_PROTOCOL.length);
  if (named !== undefined || !URL.canParse(url ?? '/', 'http://door')) return named;
  return new URL(url ?? '/', 'http://door').searchParams.get('token') ?? undefined;
}
