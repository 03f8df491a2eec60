// Where in the page somebody is, as the part of the address behind `#`. Pure: an address that leads nowhere is null, and
// whoever asked decides what to show instead.

export const VIEW_NAMES = ['desk', 'markets', 'tree', 'pairs', 'chaos', 'events'] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

export interface Place {
  readonly view: ViewName;
  /** A market's slug, an actor's address, a trace; null: the view as a whole. */
  readonly of: string | null;
}

/** Views that show one thing closely. */
const CLOSE: readonly ViewName[] = ['markets', 'tree', 'events'];
const OF_MAX = 500;

/** `#/markets/SLUG`; nothing at all is the desk. */
export function readPlace(hash: string): Place | null {
  const path = hash.replace(/^#?\/?/, '');
  if (path === '') return { view: 'desk', of: null };
  const [name = '', ...rest] = path.split('/');
  const view = VIEW_NAMES.find((each) => each === name);
  if (view === undefined) return null;
  const of = plain(rest.join('/'));
  if (of === null) return null;
  if (of === '') return { view, of: null };
  return CLOSE.includes(view) && of.length <= OF_MAX ? { view, of } : null;
}

export function placeHref(view: ViewName, of: string | null = null): string {
  return of === null ? `#/${view}` : `#/${view}/${encodeURIComponent(of)}`;
}

/** null: not what anybody would have encoded. */
function plain(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
