// A market's clock as a list of moments: what has been, where we stand, and what comes next. Pure.
import type { MarketDetail } from '#domain/operator/market-views.ts';

export interface Moment {
  readonly name: string;
  readonly atMs: number;
  /** What it means for our quotes. */
  readonly sentence: string;
  readonly past: boolean;
  /** The first one ahead. */
  readonly next: boolean;
}

export function momentsOf(
  detail: Pick<MarketDetail, 'row' | 'eventMs' | 'clearBookOnStart'>,
  nowMs: number,
): readonly Moment[] {
  const { startMs, endMs } = detail.row;
  const cleared = detail.clearBookOnStart
    ? 'the venue clears the book, so our quotes are out before it'
    : 'the game starts';
  const known = [
    { name: 'Start', atMs: startMs, sentence: cleared },
    { name: 'Event', atMs: detail.eventMs, sentence: 'news is due: no quotes shortly before and after' },
    { name: 'End', atMs: endMs, sentence: 'quotes stop before it; then the resolution is awaited' },
  ].flatMap(({ name, atMs, sentence }) => (atMs === null ? [] : [{ name, atMs, sentence, past: atMs <= nowMs }]));
  known.sort((a, b) => a.atMs - b.atMs);
  const next = known.findIndex(({ past }) => !past);
  return known.map((moment, at) => ({ ...moment, next: at === next }));
}
