// Where pawns stand on a statechart: in rows at the foot of the box of their state, oldest first; when a state holds more than fit,
// all but the newest few lie on one place as a number. Pure.
import type { ChartView } from '#domain/operator/chart.ts';

export interface Pawn {
  readonly id: string;
  /** The name of a state, or its path. */
  readonly state: string;
  readonly title: string;
}

export interface PawnPlace {
  readonly pawn: Pawn;
  readonly x: number;
  readonly y: number;
  /** It lies under the number. */
  readonly folded: boolean;
}

export interface PawnCount {
  readonly state: string;
  readonly count: number;
  readonly x: number;
  readonly y: number;
}

type Box = ChartView['boxes'][number];

/** Pixels from one pawn to the next. */
const PITCH = 10;
const INDENT = 12;
const ROWS = 3;
/** Pawns shown one by one in a state. */
export const APART_MAX = 30;
/** Of a crowd, so many of the newest are still shown, so that coming and going can be seen. */
const NEWEST_SHOWN = 10;

/** Pawns of states that the chart does not have are left out. */
export function pawnPlaces(
  view: ChartView,
  pawns: readonly Pawn[],
): { readonly places: readonly PawnPlace[]; readonly counts: readonly PawnCount[] } {
  const places: PawnPlace[] = [];
  const counts: PawnCount[] = [];
  for (const [box, standing] of byBox(view, pawns)) {
    if (standing.length <= APART_MAX) {
      places.push(...standing.map((pawn, at) => ({ pawn, ...spot(box, at), folded: false })));
      continue;
    }
    const shown = standing.length - NEWEST_SHOWN;
    const crowd = { x: box.x + INDENT + 12, y: box.y + box.height - INDENT - PITCH };
    counts.push({ state: box.path, count: standing.length, ...crowd });
    for (const [at, pawn] of standing.entries()) {
      if (at < shown) places.push({ pawn, ...crowd, folded: true });
      else places.push({ pawn, ...spot(box, at - shown + columnsOf(box) * (ROWS - 1)), folded: false });
    }
  }
  // In an order of their own, so that nobody is drawn anew for moving.
  return { places: places.sort((a, b) => (a.pawn.id < b.pawn.id ? -1 : 1)), counts };
}

/** The box of a state that is told by its path, or by the innermost name alone. */
export function boxOf({ boxes }: ChartView, state: string): Box | null {
  return (
    boxes.find(({ path }) => path === state) ??
    boxes.find(({ key, kind, parent }) => key === state && parent !== null && kind !== 'compound') ??
    boxes.find(({ key, parent }) => key === state && parent !== null) ??
    null
  );
}

function byBox(view: ChartView, pawns: readonly Pawn[]): ReadonlyMap<Box, readonly Pawn[]> {
  const standing = new Map<Box, Pawn[]>();
  for (const pawn of pawns) {
    const box = boxOf(view, pawn.state);
    if (box === null) continue;
    const others = standing.get(box);
    if (others) others.push(pawn);
    else standing.set(box, [pawn]);
  }
  return standing;
}

function columnsOf({ width }: Box): number {
  return Math.max(1, Math.floor((width - INDENT) / PITCH));
}

function spot(box: Box, at: number): { x: number; y: number } {
  const columns = columnsOf(box);
  const row = Math.floor(at / columns);
  return {
    x: box.x + INDENT + (at % columns) * PITCH,
    y: box.y + box.height - INDENT - (ROWS - 1 - row) * PITCH,
  };
}
