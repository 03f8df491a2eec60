// Facts as lines for people: whose, what, how grave, and the trace that ties them together. Story and money alike; nothing here is
// reckoned with. Ids stand in full, so that they can be searched for; whoever shows a line may cut them.
import type { Fact } from '#domain/money/fact.ts';
import type { EventView } from '#domain/operator/views.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import { MICRO, type Price, priceText, sharesText } from '#domain/units.ts';

export type SlugOf = (market: string) => string;
type Line = Omit<EventView, 'seq' | 'atMs'>;

export function eventLine(fact: Fact, slugOf: SlugOf): Line {
  const story = (who: string, text: string, trace: string | null = null): Line => ({
    kind: fact.fact,
    who,
    text,
    level: 'story',
    trace,
  });
  switch (fact.fact) {
    case 'opening':
      return story('account', `opened with $${fact.cash}`);
    case 'order':
      return story(slugOf(fact.market), orderText(fact), fact.trace);
    case 'fill':
      return story(slugOf(fact.market), fillText(fact), fact.trace);
    case 'settlement': {
      const text = `trade ${fact.trade} of order ${fact.order} ${fact.status}`;
      return { ...story(slugOf(fact.market), text), level: fact.status === 'failed' ? 'fault' : 'story' };
    }
    case 'merge':
    case 'split':
      return story(slugOf(fact.market), `${fact.fact} of ${sharesText(fact.size)} sets, gas $${fact.gas}`);
    case 'resolution':
      return story(slugOf(fact.market), `resolved: a YES share pays $${priceText(fact.payout)}`);
    case 'redemption': {
      const held = `${sharesText(fact.yes)} YES and ${sharesText(fact.no)} NO`;
      return story(slugOf(fact.market), `redeemed ${held} for $${fact.cash}, gas $${fact.gas}`);
    }
    case 'flow':
      return story(fact.market === null ? 'account' : slugOf(fact.market), `${fact.kind} $${fact.cash}`);
    case 'pairTrade':
      return story(slugOf(fact.market), pairText(fact));
    case 'transition':
      return story(fact.actor, `${fact.from} → ${fact.to}${fact.reason === null ? '' : `: ${fact.reason}`}`);
    case 'fault':
      return {
        ...story(fact.actor, `${fact.kind}: ${fact.detail}`),
        level: fact.kind === 'page' ? 'page' : 'fault',
      };
  }
}

type Of<Name extends Fact['fact']> = Extract<Fact, { fact: Name }>;

function orderText({ order, slot, price, size, filled, status, reason }: Of<'order'>): string {
  const part = filled > 0 && filled < size ? `, ${sharesText(filled)} filled` : '';
  const why = reason === null || reason === status ? '' : ` (${reason})`;
  return `${slotText(slot)} ${sharesText(size)} at ${cents(price)} ${status}${part}${why} · ${order}`;
}

function fillText({ slot, size, price, role, fee, queueAhead, order }: Of<'fill'>): string {
  const queue = queueAhead === null ? '' : `, ${sharesText(queueAhead)} believed ahead`;
  const paid = Number(fee) === 0 ? '' : `, fee $${fee}`;
  return `${slotText(slot)} ${sharesText(size)} filled at ${cents(price)} as ${role}${paid}${queue} · ${order}`;
}

function pairText({ pairTrade, state, size, yesPrice, noPrice }: Of<'pairTrade'>): string {
  const legs = [
    ...(yesPrice === null ? [] : [`YES at ${cents(yesPrice)}`]),
    ...(noPrice === null ? [] : [`NO at ${cents(noPrice)}`]),
  ];
  return `pair trade ${pairTrade} ${state}, ${sharesText(size)} shares${legs.length > 0 ? `, ${legs.join(', ')}` : ''}`;
}

/** `buyYes` as `buy YES`. */
function slotText(slot: Of<'order'>['slot']): string {
  const { outcome, side } = SLOTS[slot];
  return `${side} ${outcome.toUpperCase()}`;
}

/** `46.5¢`: a price in millionths of a dollar is a whole number, and so its cents are exact. */
function cents(price: Price): string {
  return `${price / (MICRO / 100)}¢`;
}
