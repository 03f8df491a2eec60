// Shapes of chance on top of a uniform stream. Each call draws a fixed number of uniforms, so streams stay in step.
import { invariant } from '#domain/failure.ts';
import type { Random } from '#domain/ports.ts';

/** Standard normal, from two uniforms. */
export function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log1p(-random.next()));
  return radius * Math.cos(2 * Math.PI * random.next());
}

/** Waiting time with that mean, in the mean's unit. */
export function exponential(random: Random, mean: number): number {
  return -mean * Math.log1p(-random.next());
}

/** `sigma` is the standard deviation of the logarithm. */
export function lognormal(random: Random, median: number, sigma: number): number {
  return median * Math.exp(sigma * normal(random));
}

/** One of the items, each as likely. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  invariant(items.length > 0, 'picking needs at least one item');
  return items[Math.floor(random.next() * items.length)] as Item;
}

/** Hex digits, eight from each draw. */
export function hex(random: Random, digits: number): string {
  let text = '';
  while (text.length < digits)
    text += Math.floor(random.next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, digits);
}
