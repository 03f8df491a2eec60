// The way of one pair trade: how long it was in each state as bars, its legs with price, size, queue and fills, and what it earned.
import { useEffect, useRef } from 'preact/hooks';
import type { PairLegView, PairTradeView } from '#domain/operator/views.ts';
import { Age, Panel, Profit, State, Time } from './figures.ts';
import { html } from './markup.ts';
import { pairTone, type Stretch, stretchesOf } from './pair-figures.ts';
import { noProfitWords } from './pair-words.ts';
import { placeHref } from './place.ts';
import { durationWords, NOTHING, priceWords, sizeWords } from './words.ts';

/** Finer than any tick, so that no price is rounded. */
const FINEST = '0.0001';
const SLOTS: Readonly<Record<PairLegView['slot'], string>> = {
  yesBid: 'buy YES',
  yesAsk: 'sell YES',
  noBid: 'buy NO',
  noAsk: 'sell NO',
};

interface PairWayProps {
  readonly pair: PairTradeView;
  readonly nowMs: number;
  readonly onClose: () => void;
}

export function PairWay({ pair, nowMs, onClose }: PairWayProps) {
  const { id, slug, state, sinceMs, size, legs, profit, ended } = pair;
  const stretches = stretchesOf(pair, nowMs);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.scrollIntoView({ block: 'nearest' }), [id]);
  const close = html`<button type="button" class="small" onClick=${onClose}>Close</button>`;
  return html`<div ref=${place}><${Panel} title=${id} class="pair-way" aside=${close}>
    <p class="actor-line"><${State} tone=${pairTone(state)} words=${state} />
      <span>${ended ? 'since' : 'for'} <${Age} sinceMs=${sinceMs} nowMs=${nowMs} /></span>
      <span><a href=${placeHref('markets', slug)}>${slug}</a></span><span>${sizeWords(size)} shares</span>
      ${!ended && html`<a href=${placeHref('tree', `market:${slug}/pair-trade:${id}`)}>its actor</a>`}
      <span>${profit === null ? noProfitWords(pair) : html`profit <${Profit} dollars=${profit} /> before gas`}</span></p>
    <${Bars} stretches=${stretches} />
    <div class="way-tables">
      <table class="tree"><thead><tr><th scope="col">State</th><th scope="col">Since</th><th scope="col" class="number">Lasted</th></tr></thead>
        <tbody>${stretches.map(
          (
            { state, atMs, lastedMs },
            at,
          ) => html`<tr key=${at}><td><i class="swatch stretch-${state}" aria-hidden="true"></i>${state}</td><td><${Time} atMs=${atMs} nowMs=${nowMs} /></td>
            <td class="number">${ended && at === stretches.length - 1 ? NOTHING : durationWords(lastedMs)}</td></tr>`,
        )}</tbody></table>
      <table class="tree"><thead><tr><th scope="col">Leg</th><th scope="col" class="number">Price</th><th scope="col" class="number">Filled of size</th><th scope="col" class="number" title="Shares before ours">Queue</th><th scope="col" class="number">Fills</th></tr></thead>
        <tbody>${legs.map(
          (
            leg,
          ) => html`<tr key=${leg.slot}><td>${SLOTS[leg.slot]}</td><td class="number">${cents(leg.price)}</td><td class="number">${sizeWords(leg.filled)} of ${sizeWords(leg.size)}</td>
            <td class="number">${sizeWords(leg.queueAhead)}</td><td class="number">${leg.fills ?? NOTHING}</td></tr>`,
        )}${legs.length === 0 && html`<tr><td colspan="5" class="soft">Nothing rests for a leg yet.</td></tr>`}</tbody></table>
    </div>
  <//></div>`;
}

function Bars({ stretches }: { readonly stretches: readonly Stretch[] }) {
  const percent = (part: number) => `${Math.round(part * 10_000) / 100}%`;
  const words = stretches.map(({ state, lastedMs }) => `${state} ${durationWords(lastedMs)}`).join(', ');
  return html`<svg class="way-bars" role="img" aria-label=${words} height="26" width="100%">
    ${stretches.map(
      ({ state, from, share, lastedMs }, at) =>
        html`<rect key=${at} class="stretch-${state}" x=${percent(Math.min(from, 0.995))} width=${percent(Math.max(share, 0.005))} height="26"><title>${`${state} ${durationWords(lastedMs)}`}</title></rect>`,
    )}
  </svg>`;
}

/** `YES 46¢ 100/100`; with the queue before what still waits. */
export function legWords({ slot, price, size, filled, queueAhead }: PairLegView): string {
  const ahead = queueAhead === null ? '' : `, ${sizeWords(queueAhead)} ahead`;
  return `${SLOTS[slot]} ${cents(price)} ${sizeWords(filled)}/${sizeWords(size)}${ahead}`;
}

function cents(price: string): string {
  return priceWords(price, price.length > FINEST.length ? FINEST : price);
}
