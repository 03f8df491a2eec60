// Integration of smooth functions by Gauss-Legendre panels, and expectations under a standard normal. Deterministic, with a
// fixed number of evaluations; whoever has a kink in the integrand splits the range there.

const NODES = gaussLegendre(16);
/** A panel this wide resolves a standard normal density to double precision. */
const PANEL_MAX = 2;
/** The normal mass beyond this is below 1e-18. */
const TAIL = 9;

/** The integral of `f` over [from, to], in `panels` equal panels of sixteen points. */
export function integrate(f: (x: number) => number, from: number, to: number, panels = 1): number {
  const half = (to - from) / panels / 2;
  let total = 0;
  for (let panel = 0; panel < panels; panel += 1) {
    const middle = from + half * (2 * panel + 1);
    for (const node of NODES) total += node.weight * f(middle + half * node.at);
  }
  return total * half;
}

/** E[f(Z); from < Z < to] for a standard normal Z. */
export function normalExpectation(f: (z: number) => number, from = -TAIL, to = TAIL): number {
  const low = Math.max(from, -TAIL);
  const high = Math.min(to, TAIL);
  if (!(high > low)) return 0;
  const panels = Math.ceil((high - low) / PANEL_MAX);
  // As `integrate` of f times the density, without a function around f: with every plan there are hundreds of points.
  const half = (high - low) / panels / 2;
  let total = 0;
  for (let panel = 0; panel < panels; panel += 1) {
    const middle = low + half * (2 * panel + 1);
    for (const node of NODES) {
      const z = middle + half * node.at;
      total += node.weight * (f(z) * Math.exp(-0.5 * z * z));
    }
  }
  return (total * half) / Math.sqrt(2 * Math.PI);
}

/** Points and weights on [−1, 1]: roots of the Legendre polynomial by Newton's method. */
function gaussLegendre(count: number): readonly { readonly at: number; readonly weight: number }[] {
  return Array.from({ length: count }, (_, index) => {
    let at = Math.cos((Math.PI * (index + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let round = 0; round < 8; round += 1) {
      let [value, before] = [at, 1];
      for (let degree = 2; degree <= count; degree += 1)
        [value, before] = [((2 * degree - 1) * at * value - (degree - 1) * before) / degree, value];
      slope = (count * (at * value - before)) / (at * at - 1);
      at -= value / slope;
    }
    return { at, weight: 2 / ((1 - at * at) * slope * slope) };
  });
}
