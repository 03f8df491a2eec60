// The book as a ladder: asks above, bids below, the best in the middle, our own orders marked in it.
import type { LevelView, MarketDetail } from '#domain/operator/market-views.ts';
import { Empty } from './figures.ts';
import { html } from './markup.ts';
import { numberOf, priceWords, sizeWords } from './words.ts';

const LEVELS = 10;

export function DepthLadder({ detail: { bids, asks, row } }: { readonly detail: MarketDetail }) {
  if (bids.length === 0 && asks.length === 0)
    return html`<${Empty} words="The book is empty, or has not been heard yet." />`;
  const [below, above] = [shown(bids), shown(asks)];
  const most = Math.max(...[...below, ...above].map(({ size }) => numberOf(size) ?? 0), 1);
  const level = (side: 'bid' | 'ask') => (each: LevelView) =>
    html`<${Level} key=${each.price} level=${each} side=${side} most=${most} tick=${row.tick} />`;
  return html`<table class="ladder-table">
    <thead><tr><th scope="col">Ours</th><th scope="col" class="number">Size</th><th scope="col" class="number">Price</th></tr></thead>
    <tbody>${above.toReversed().map(level('ask'))}</tbody>
    <tbody class="spread"><tr><td colspan="3">${spreadWords(bids[0], asks[0], row.tick)}</td></tr></tbody>
    <tbody>${below.map(level('bid'))}</tbody>
  </table>`;
}

/** The nearest ones, and as far as our own order stands. */
function shown(levels: readonly LevelView[]): readonly LevelView[] {
  return levels.slice(0, Math.max(LEVELS, levels.findLastIndex(({ ours }) => ours !== null) + 1));
}

interface LevelProps {
  readonly level: LevelView;
  readonly side: 'bid' | 'ask';
  readonly most: number;
  readonly tick: string;
}

function Level({ level: { price, size, ours }, side, most, tick }: LevelProps) {
  const width = ((numberOf(size) ?? 0) / most) * 100;
  return html`<tr class="${side} ${ours === null ? '' : 'ours'}">
    <td class="own">${ours === null ? '' : html`<span title=${`${sizeWords(ours)} of ${sizeWords(size)} shares are ours`}>◆ ${sizeWords(ours)}</span>`}</td>
    <td class="number size">
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect x=${100 - width} width=${width} height="10" /></svg>
      <span>${sizeWords(size)}</span>
    </td>
    <td class="number price">${priceWords(price, tick)}</td>
  </tr>`;
}

function spreadWords(bid: LevelView | undefined, ask: LevelView | undefined, tick: string): string {
  const [best, least] = [numberOf(bid?.price), numberOf(ask?.price)];
  if (best === null || least === null) return 'one side only';
  return `spread ${priceWords(least - best, tick)}`;
}
