// The least value of a function of a few numbers, without slopes (Nelder and Mead 1965). The same start gives the same answer.

const ROUNDS_MAX = 500;
const CLOSE = 1e-6;
const FIRST_STEP = 0.7;

type Point = readonly number[];

/** Where `cost` is least near `start`. A cost that is no number counts as the worst. */
export function least(cost: (at: Point) => number, start: Point): Point {
  const judged = (at: Point) => {
    const value = cost(at);
    return { at, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  const corners = [start, ...start.map((_, axis) => start.map((x, each) => (each === axis ? x + FIRST_STEP : x)))].map(
    judged,
  );
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    corners.sort((a, b) => a.value - b.value);
    const [best, worst] = [corners[0]!, corners.at(-1)!];
    if (worst.value - best.value < CLOSE) break;
    const centre = start.map((_, axis) => mean(corners.slice(0, -1).map(({ at }) => at[axis] ?? 0)));
    const along = (step: number) => judged(centre.map((x, axis) => x + step * ((worst.at[axis] ?? 0) - x)));
    const mirrored = along(-1);
    const second = corners.at(-2)!.value;
    let next = mirrored;
    if (mirrored.value < best.value) {
      const further = along(-2);
      if (further.value < mirrored.value) next = further;
    } else if (mirrored.value >= second) next = along(mirrored.value < worst.value ? -0.5 : 0.5);
    if (next.value < worst.value) corners[corners.length - 1] = next;
    else
      for (const [index, { at }] of corners.entries())
        if (index > 0) corners[index] = judged(at.map((x, axis) => ((best.at[axis] ?? 0) + x) / 2));
  }
  return corners.sort((a, b) => a.value - b.value)[0]?.at ?? start;
}

function mean(values: Point): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}
