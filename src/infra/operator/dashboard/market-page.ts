// One market, looked at closely: the book with our orders in it, prices and quotes over time, what it holds and earned, its clock
// and its orders. The row comes with the stream; the rest is asked for while somebody looks.
import type { MarketDetail, MarketRow, OrderView } from '#domain/operator/market-views.ts';
import { DepthLadder } from './depth-ladder.ts';
import { ResumeMarket } from './desk-controls.ts';
import { ProfitParts } from './desk-profit.ts';
import { Empty, type Line, Lines, Panel, Problem, Profit, State, Time, Waiting } from './figures.ts';
import { MarketCharts } from './market-charts.ts';
import { netOf } from './market-order.ts';
import { OurQuote } from './market-row.ts';
import { momentsOf } from './market-times.ts';
import { marketState, phaseWords, whyNot } from './market-words.ts';
import { html } from './markup.ts';
import { placeHref } from './place.ts';
import { usePolled } from './polled.ts';
import {
  countWords,
  dollarWords,
  durationWords,
  markWords,
  NOTHING,
  percentWords,
  priceWords,
  signedSizeWords,
  sizeWords,
  untilWords,
} from './words.ts';

export interface MarketPageProps {
  readonly slug: string;
  /** null: the newest snapshot has no such market. */
  readonly row: MarketRow | null;
  readonly nowMs: number;
  /** Nothing is heard: what was true of the book is not known to be true now. */
  readonly stale: boolean;
}

const ASKED_EVERY_MS = 1_000;

export function MarketPage({ slug, row, nowMs, stale }: MarketPageProps) {
  const { value, problem } = usePolled<MarketDetail>(`/api/markets/${encodeURIComponent(slug)}`, ASKED_EVERY_MS);
  const shown = row ?? value?.row ?? null;
  if (shown === null)
    return problem === null
      ? html`<${Waiting} words="Asking for the market …" />`
      : html`<div class="welcome">
          <h1>${slug}</h1>
          <${Problem} words=${problem.error} />
          <p><a href=${placeHref('markets')}>All markets</a></p>
        </div>`;
  return html`<article class="market-page">
    <${Head} row=${shown} gone=${row === null} />
    ${problem !== null && html`<${Problem} words=${`The book and the orders below are old: ${problem.error}`} />`}
    <div class="market-grid">
      <${Panel} title="Book" class="book" aside=${value === null ? null : stale ? html`<${State} tone="warn" words="as last heard" />` : trustWords(value)}>
        ${value === null ? html`<${Waiting} words="Asking for the book …" />` : html`<${DepthLadder} detail=${value} />`}
      <//>
      <${Panel} title="Over time" class="over-time"><${MarketCharts} slug=${slug} tick=${shown.tick} /><//>
      <div class="column">
        <${Panel} title="Clock" aside=${stale ? `${phaseWords(shown.phase)}, as last heard` : phaseWords(shown.phase)}>${value === null ? html`<${Waiting} words="…" />` : html`<${Clock} detail=${value} nowMs=${nowMs} />`}<//>
        <${Panel} title="Profit" aside=${html`<${Profit} dollars=${shown.profit} />`}>${value !== null && html`<${ProfitParts} profit=${value.profit} />`}<//>
        <${Panel} title="Holdings and terms"><${Lines} lines=${termLines(shown, value)} /><//>
      </div>
      <${Panel} title="Our orders" class="orders" aside=${value === null ? null : countWords(value.orders.length, 'order')}>
        ${value === null ? html`<${Waiting} words="…" />` : html`<${Orders} orders=${value.orders} tick=${shown.tick} nowMs=${nowMs} />`}
      <//>
    </div>
  </article>`;
}

function Head({ row, gone }: { readonly row: MarketRow; readonly gone: boolean }) {
  const { slug, tick, bid, ask, marketBid, marketAsk, mark, group, halted } = row;
  const why = whyNot(row);
  return html`<header class="market-head">
    <p class="trail"><a href=${placeHref('markets')}>Markets</a> ${group !== null && group !== slug && html`<span class="soft">/ ${group}</span>`}</p>
    <h1>${slug}</h1>
    <p class="market-state">
      <${State} ...${marketState(row)} />
      ${gone && html`<span class="soft">it is not traded any more</span>`}
      ${why !== null && html`<span>${why}</span>`}
      ${halted !== null && html` <${ResumeMarket} slug=${slug} />`}
    </p>
    <dl class="tops">
      <div><dt>Bid</dt><dd>${priceWords(marketBid, tick)}</dd></div>
      <div><dt>Our bid</dt><dd><${OurQuote} quote=${bid} best=${marketBid} side="bid" tick=${tick} /></dd></div>
      <div><dt>Mark</dt><dd>${markWords(mark, tick)}</dd></div>
      <div><dt>Our ask</dt><dd><${OurQuote} quote=${ask} best=${marketAsk} side="ask" tick=${tick} /></dd></div>
      <div><dt>Ask</dt><dd>${priceWords(marketAsk, tick)}</dd></div>
    </dl>
  </header>`;
}

function Clock({ detail, nowMs }: { readonly detail: MarketDetail; readonly nowMs: number }) {
  const moments = momentsOf(detail, nowMs);
  if (moments.length === 0)
    return html`<${Empty} words="No start, event or end is known: it trades until it is resolved." />`;
  return html`<ol class="moments">
    ${moments.map(
      ({
        name,
        atMs,
        sentence,
        past,
        next,
      }) => html`<li key=${name} class=${past ? 'past' : next ? 'next' : ''} aria-current=${next ? 'step' : undefined}>
        <b>${name}</b> <${Time} atMs=${atMs} nowMs=${nowMs} /> <span class="when">${untilWords(atMs, nowMs)}</span>
        ${!past && html`<small>${sentence}</small>`}
      </li>`,
    )}
  </ol>`;
}

function Orders({
  orders,
  tick,
  nowMs,
}: {
  readonly orders: readonly OrderView[];
  readonly tick: string;
  readonly nowMs: number;
}) {
  if (orders.length === 0) return html`<${Empty} words="Nothing of ours is here." />`;
  return html`<div class="scroll">
    <table class="order-table">
      <thead>
        <tr>${ORDER_COLUMNS.map(([title, number]) => html`<th scope="col" key=${title} class=${number ? 'number' : ''}>${title}</th>`)}</tr>
      </thead>
      <tbody>
        ${orders.map(
          (order) => html`<tr key=${order.id}>
            <td>${slotWords(order.slot)}</td>
            <td class="number">${priceWords(order.price, tick)}</td>
            <td class="number">${sizeWords(order.size)}</td>
            <td class="number">${sizeWords(order.filled)}</td>
            <td>${order.status}${order.goingWhy !== null && html`<span class="soft"> · ${order.goingWhy}</span>`}</td>
            <td class="number">${order.queueAhead === null ? NOTHING : sizeWords(order.queueAhead)}</td>
            <td class="number">${restingWords(order, nowMs)}</td>
            <td><a href=${placeHref('events', order.trace)} title=${`Order ${order.id}: everything of trace ${order.trace}`}>trace</a></td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

const ORDER_COLUMNS: readonly (readonly [string, boolean])[] = [
  ['Order', false],
  ['Price', true],
  ['Size', true],
  ['Filled', true],
  ['Status', false],
  ['Ahead', true],
  ['Resting for', true],
  ['Cause', false],
];

const SLOTS = { yesBid: 'buy YES', yesAsk: 'sell YES', noBid: 'buy NO', noAsk: 'sell NO' } as const;

export function slotWords(slot: keyof typeof SLOTS): string {
  return SLOTS[slot] ?? slot;
}

function restingWords({ restingMs }: OrderView, nowMs: number): string {
  return restingMs === null ? NOTHING : durationWords(Math.max(0, nowMs - restingMs));
}

function trustWords({ trust }: MarketDetail) {
  return html`<${State} tone=${trust === 'trusted' ? 'good' : 'warn'} words=${trust} />`;
}

function termLines(row: MarketRow, detail: MarketDetail | null): readonly Line[] {
  const { outcomes, yes, no, merged, pairsOpen, uptime, reward, fills, restarts, tick } = row;
  const lines: Line[] = [
    [outcomes[0], `${sizeWords(yes)} shares`],
    [outcomes[1], `${sizeWords(no)} shares`],
    ['Net', signedSizeWords(netOf(row)), `${outcomes[0]} minus ${outcomes[1]}`],
    ['Pair trades open', html`<a href=${placeHref('pairs')}>${pairsOpen}</a>`],
    ['Sets merged', sizeWords(merged)],
    ['Fills', sizeWords(fills)],
    ['Uptime of both sides', percentWords(uptime, 1)],
    ['Restarts', sizeWords(restarts)],
  ];
  if (reward !== null)
    lines.push([
      'Reward',
      rewardWords(reward),
      `For at least ${sizeWords(reward.minSize)} shares within ${markWords(reward.maxSpread, '0.01')} of mid`,
    ]);
  lines.push(['Tick', priceWords(tick, tick)]);
  if (detail === null) return lines;
  lines.push(['Smallest order', `${sizeWords(detail.minSize)} shares`]);
  if (detail.halfSpread !== null) lines.push(['Half-spread now', markWords(detail.halfSpread, tick)]);
  if (detail.takerDelayMs > 0) lines.push(['Takers wait', durationWords(detail.takerDelayMs)]);
  if (detail.queue.fills >= 1) lines.push(queueLine(detail.queue));
  if (detail.negRisk) lines.push(['Outcomes', 'exclusive within their group']);
  return lines;
}

function queueLine({ cancelsAhead, error, fills, known }: MarketDetail['queue']): Line {
  const share = `${percentWords(cancelsAhead, 0)} ± ${percentWords(error, 0)}, by ${Math.round(fills)} fills`;
  const much = known ? '' : ', too few to rely on';
  return ['Cancels before us', `${share}${much}`, 'Of what others cancelled at our price while we waited'];
}

function rewardWords({ dailyUsd, share, why, estimate }: NonNullable<MarketRow['reward']>): string {
  const reason = why === null ? '' : ` (${why})`;
  return `${percentWords(share, 1)} of ${dollarWords(dailyUsd)} a day${reason}; ${dollarWords(estimate, 4)} not credited yet`;
}
