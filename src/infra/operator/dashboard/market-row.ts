// One market as a row of the table, and as a card on a phone: drawn anew only when something in it changed.
import type { MarketRow, QuoteView } from '#domain/operator/market-views.ts';
import { Profit, State } from './figures.ts';
import { whileInSight } from './in-sight.ts';
import { netOf } from './market-order.ts';
import { marketState, phaseWords, type Showing, whyNot } from './market-words.ts';
import { html } from './markup.ts';
import { placeHref } from './place.ts';
import {
  dollarWords,
  markWords,
  NOTHING,
  numberOf,
  percentWords,
  priceWords,
  signedSizeWords,
  sizeWords,
} from './words.ts';

export interface MarketProps {
  readonly row: MarketRow;
  readonly showing?: Showing | undefined;
}

export const MarketLine = whileInSight(({ row, showing }: MarketProps, place) => {
  const { slug, bid, ask, tick, marketBid, marketAsk } = row;
  return html`<tr ref=${place} class=${row.halted === null ? '' : 'is-halted'}>
    <th scope="row"><a href=${placeHref('markets', slug)}>${slug}</a><${Restarts} row=${row} /></th>
    <td class="why"><${StateAndReason} row=${row} showing=${showing} /></td>
    <td class="number soft">${priceWords(marketBid, tick)}</td>
    <td class="number"><${OurQuote} quote=${bid} best=${marketBid} side="bid" tick=${tick} steady=${showing === 'both'} /></td>
    <td class="number"><${OurQuote} quote=${ask} best=${marketAsk} side="ask" tick=${tick} steady=${showing === 'both'} /></td>
    <td class="number soft">${priceWords(marketAsk, tick)}</td>
    <td class="number">${ahead(bid)}<span class="soft"> · </span>${ahead(ask)}</td>
    <td class="number" title=${holdings(row)}>${signedSizeWords(netOf(row))}</td>
    <td class="number" title=${`${row.pairsOpen} open; ${sizeWords(row.merged)} sets merged`}>${row.pairsOpen}</td>
    <td class="number">${percentWords(row.uptime)}</td>
    <td><${Reward} row=${row} /></td>
    <td class="number">${sizeWords(row.fills)}</td>
    <td class="number"><${Profit} dollars=${row.profit} /></td>
  </tr>`;
});

export const MarketCard = whileInSight(({ row, showing }: MarketProps, place) => {
  const { slug, bid, ask, tick, marketBid, marketAsk } = row;
  const why = whyNot(row, showing);
  return html`<li ref=${place} class="card ${row.halted === null ? '' : 'is-halted'}">
    <a href=${placeHref('markets', slug)}>
      <span class="card-head"><b>${slug}</b><${Profit} dollars=${row.profit} /></span>
      <span class="card-state"><${State} ...${marketState(row, showing)} /><${Restarts} row=${row} /></span>
      ${why !== null && html`<span class="soft card-why">${why}</span>`}
      <span class="card-quotes">
        <span><small>ours</small><${OurQuote} quote=${bid} best=${marketBid} side="bid" tick=${tick} steady=${showing === 'both'} /><${OurQuote} quote=${ask} best=${marketAsk} side="ask" tick=${tick} steady=${showing === 'both'} /></span>
        <span class="soft"><small>market</small><span>${priceWords(marketBid, tick)}</span><span>${priceWords(marketAsk, tick)}</span></span>
        <span class="soft"><small>ahead</small><span>${ahead(bid)}</span><span>${ahead(ask)}</span></span>
      </span>
      <span class="card-figures">
        <span><small>net</small> ${signedSizeWords(netOf(row))}</span>
        <span><small>pairs</small> ${row.pairsOpen}</span>
        <span><small>uptime</small> ${percentWords(row.uptime)}</span>
        <span><small>fills</small> ${sizeWords(row.fills)}</span>
      </span>
    </a>
  </li>`;
});

function StateAndReason({ row, showing }: MarketProps) {
  const { tone, words } = marketState(row, showing);
  const why = whyNot(row, showing);
  return html`<span class="one-line" title=${why ?? phaseWords(row.phase)}>
    <${State} tone=${tone} words=${words} />${why !== null && html`<span class="soft"> · ${why}</span>`}
  </span>`;
}

interface OurQuoteProps {
  readonly quote: QuoteView | null;
  /** The best price of the others. */
  readonly best: string | null;
  readonly side: 'bid' | 'ask';
  readonly tick: string;
  /** The market counts as showing both sides: one that is not there now is about to be. */
  readonly steady?: boolean;
}

/** Ours, strong where nobody stands before it in price. */
export function OurQuote({ quote, best, side, tick, steady = false }: OurQuoteProps) {
  if (quote === null && steady) return html`<span class="soft" title="It is being replaced">…</span>`;
  if (quote === null) return html`<span class="soft">${NOTHING}</span>`;
  const before = quote.ahead === null ? 'queue not tracked' : `${sizeWords(quote.ahead)} shares before it`;
  return html`<span class="${side} ${isBest(quote.price, best, side) ? 'at-best' : ''}" title=${`our ${side}: ${sizeWords(quote.size)} shares, ${before}`}>${priceWords(quote.price, tick)}</span>`;
}

function isBest(price: string, best: string | null, side: 'bid' | 'ask'): boolean {
  const [ours, theirs] = [numberOf(price), numberOf(best)];
  if (ours === null || theirs === null) return ours !== null;
  return side === 'bid' ? ours >= theirs : ours <= theirs;
}

function Reward({ row: { reward } }: MarketProps) {
  if (reward === null) return html`<span class="soft">${NOTHING}</span>`;
  const terms = `${dollarWords(reward.dailyUsd)} a day for at least ${sizeWords(reward.minSize)} shares within ${markWords(reward.maxSpread, '0.01')} of mid; our share now ${percentWords(reward.share, 1)}; not credited yet, estimated: ${dollarWords(reward.estimate, 4)}${reward.why === null ? '' : `; ${reward.why}`}`;
  return html`<span class="state ${reward.inBand ? 'good' : 'calm'}" title=${terms}><i class="dot" aria-hidden="true"></i>${reward.inBand ? 'in band' : 'out'}</span>`;
}

function Restarts({ row: { restarts } }: MarketProps) {
  if (restarts === 0) return null;
  return html`<span class="badge" title=${`restarted ${restarts} ${restarts === 1 ? 'time' : 'times'}`}>↻ ${restarts}</span>`;
}

function ahead(quote: QuoteView | null): string {
  return quote === null
    ? NOTHING
    : sizeWords(quote.ahead === null ? null : Math.round(numberOf(quote.ahead) ?? Number.NaN));
}

function holdings({ yes, no, merged, outcomes }: MarketRow): string {
  return `${outcomes[0]} ${sizeWords(yes)}, ${outcomes[1]} ${sizeWords(no)}; ${sizeWords(merged)} merged`;
}
