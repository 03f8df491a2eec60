// What today earned, large, and the parts it is made of with a bar each; what is only estimated stands apart, in no total.
import type { DeskView, ProfitView } from '#domain/operator/views.ts';
import { Lines, Panel, Profit } from './figures.ts';
import { html } from './markup.ts';
import { dollarWords, numberOf, profitWords } from './words.ts';

interface Part {
  readonly name: string;
  readonly dollars: number;
  readonly title: string;
}

export function ProfitPanel({ desk }: { readonly desk: DeskView }) {
  const { today, whole } = desk;
  return html`<${Panel} title="Profit today" class="profit" aside="since midnight UTC">
    <p class="headline"><${Profit} dollars=${today.total} /></p>
    <${ProfitParts} profit=${today} />
    <${Lines}
      lines=${[
        ['Since the books began', html`<${Profit} dollars=${whole.total} />`],
        ['Worth', dollarWords(desk.worth), 'Cash and positions at their marks'],
        ['Cash', dollarWords(desk.cash)],
      ]}
    />
  <//>`;
}

/** The parts add up to the total; a bar to the right is earned, one to the left is lost. */
export function ProfitParts({ profit }: { readonly profit: ProfitView }) {
  const parts = partsOf(profit);
  const most = Math.max(0.01, ...parts.map(({ dollars }) => Math.abs(dollars)));
  return html`<table class="parts">
      <caption class="hidden">Parts of the profit</caption>
      <tbody>
        ${parts.map(
          (part) => html`<tr key=${part.name} title=${part.title}>
            <th scope="row">${part.name}</th>
            <td class="bar"><${Bar} share=${part.dollars / most} /></td>
            <td class="number"><${Profit} dollars=${part.dollars} /></td>
          </tr>`,
        )}
      </tbody>
    </table>
    <p class="estimate" title="Not credited by the venue yet, and in no total">
      Rewards not credited yet, estimated: <b>${profitWords(profit.rewardsEstimate)}</b>
    </p>`;
}

function partsOf(profit: ProfitView): readonly Part[] {
  const of = (text: string) => numberOf(text) ?? 0;
  const rounding = of(profit.rounding);
  return [
    { name: 'Spread', dollars: of(profit.spread), title: 'What fills earned against the mark' },
    { name: 'Inventory', dollars: of(profit.inventory), title: 'What the marks did to what we held' },
    { name: 'Fees', dollars: -of(profit.fees) || 0, title: 'Paid to the venue' },
    { name: 'Gas', dollars: -of(profit.gas) || 0, title: 'Paid for merges and redemptions' },
    { name: 'Rebates', dollars: of(profit.rebates), title: 'Maker rebates credited by the venue' },
    { name: 'Rewards', dollars: of(profit.rewards), title: 'Liquidity rewards credited by the venue' },
    ...(rounding === 0 ? [] : [{ name: 'Rounding', dollars: rounding, title: 'What the venue rounds off' }]),
  ];
}

/** `share` from −1 to 1; drawn as a shape because the page allows no inline styles. */
function Bar({ share }: { readonly share: number }) {
  const width = Math.min(1, Math.abs(share)) * 50;
  return html`<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    <rect class="axis" x="49.75" y="0" width="0.5" height="8" />
    <rect class=${share < 0 ? 'down' : 'up'} x=${share < 0 ? 50 - width : 50} y="1" width=${width} height="6" />
  </svg>`;
}
