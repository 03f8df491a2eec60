// What a row of moves adds up to: all of it, without single large moves, without moves that undo each other (quant.md F-5.3,
// F-5.4). Moves are differences in logit, oldest first.

/** Σdx². */
export function realisedVariation(moves: readonly number[]): number {
  return moves.reduce((sum, move) => sum + move ** 2, 0);
}

/** BV of F-5.4: what the variation would be without single large moves. Zero for fewer than two. */
export function bipowerVariation(moves: readonly number[]): number {
  if (moves.length < 2) return 0;
  const products = moves.reduce((sum, move, i) => sum + Math.abs(move * (moves[i - 1] ?? 0)), 0);
  return (Math.PI / 2) * (moves.length / (moves.length - 1)) * products;
}

/** The part of the variation that came in jumps. */
export function jumpVariation(moves: readonly number[]): number {
  return Math.max(0, realisedVariation(moves) - bipowerVariation(moves));
}

/** Roll's correction: Σdx² + 2Σdx_i·dx_{i−1}, not below zero. */
export function rollVariation(moves: readonly number[]): number {
  const products = moves.reduce((sum, move, i) => sum + move * (moves[i - 1] ?? 0), 0);
  return Math.max(0, realisedVariation(moves) + 2 * products);
}
