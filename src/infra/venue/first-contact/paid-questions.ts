// Questions that cost at most what a few shares cost at the lowest price: whether an order has the id that we computed, how long a
// cancel takes, and how long before its stated end a GTD order is really taken out. Each takes its order out again.
import { orderId } from '#domain/ids.ts';
import { Decimal, MICRO, type Price, sharesText, type Usd } from '#domain/units.ts';
import type { KnownMarket } from '../client/market-directory.ts';
import { failureText } from '../failure-text.ts';
import { exchangeFor, POLYGON } from '../signing/exchange-contract.ts';
import { readBytes32 } from '../signing/hex.ts';
import { GTD_EARLY_S, OrderSigner, type SignedOrder } from '../signing/order-signer.ts';
import { writeText } from '../wire/codec.ts';
import { CANCEL_ANSWER, OPEN_ORDERS, ORDER_ANSWER } from '../wire/own-orders.ts';
import { CANCEL_ONE } from '../wire/requests.ts';
import { asExpected, type Contact, differs, type Question, unclear } from './contact.ts';

/** GTD of that many seconds: the least that the venue takes, and some. */
const GTD_S = 210;
const LOOK_MS = 1_000;
/** Seconds that the real removal may be from the one we count on. */
const GTD_SLACK_S = 3;

export const PAID_QUESTIONS: readonly Question[] = [
  {
    name: 'ownId',
    sentence: 'whether an order has the id that we computed, and how long a cancel takes',
    needsKeys: true,
    stake,
    async ask(contact) {
      const sent = await place(contact, null);
      if (typeof sent === 'string') return unclear(sent);
      const askedMs = contact.clock.steadyMs();
      const gone = await cancel(contact, sent.returned);
      const cancelMs = Math.round(contact.clock.steadyMs() - askedMs);
      const values = { ours: sent.ours, theirs: sent.returned, status: sent.status, cancelMs };
      if (gone !== null) return differs(`the order could not be taken out: ${gone}; run cancel-all`, values);
      if (sent.ours !== sent.returned) return differs('the venue calls our order otherwise', values);
      return asExpected(`its id is ours, and its cancel took ${cancelMs} ms`, values);
    },
  },
  {
    name: 'gtdRemoval',
    sentence: 'how long before its stated end a GTD order is really taken out',
    needsKeys: true,
    stake,
    async ask(contact) {
      const { clock, inquiry } = contact;
      const endS = inquiry.time.seconds() + GTD_S;
      const sent = await place(contact, endS);
      if (typeof sent === 'string') return unclear(sent);
      for (let lastS = inquiry.time.seconds(); lastS < endS + 30; lastS = inquiry.time.seconds()) {
        await new Promise<void>((done) => {
          clock.setTimeout(done, LOOK_MS);
        });
        const rests = await isResting(contact, sent.returned);
        if (rests !== false) continue;
        const early = endS - inquiry.time.seconds();
        const values = { earlySeconds: early };
        if (Math.abs(early - GTD_EARLY_S) > GTD_SLACK_S)
          return differs(`it went ${early} s before its stated end, and we count on ${GTD_EARLY_S}`, values);
        return asExpected(`it went ${early} s before its stated end`, values);
      }
      await cancel(contact, sent.returned);
      return differs('it was still there half a minute after its stated end');
    },
  },
];

/** What the order would cost, were it filled whole. */
function stake({ facts }: KnownMarket): Usd {
  return new Decimal(facts.tick).times(facts.minSize).div(MICRO).div(MICRO);
}

interface Sent {
  readonly ours: string;
  readonly returned: string;
  readonly status: string;
}

/** Post-only, of the least size, at the lowest price. A text says why not. */
async function place(contact: Contact, gtdEndS: number | null): Promise<Sent | string> {
  const signed = sign(contact, gtdEndS);
  if (typeof signed === 'string') return signed;
  const call = { method: 'POST', service: 'clob', path: '/order', auth: 'key', codec: ORDER_ANSWER } as const;
  const answer = await contact.inquiry.ask({ ...call, body: signed.body, cost: { kind: 'postOrder' } });
  if (!answer.ok) return `the order was not taken: ${failureText(answer.failure)}`;
  const { id, error, status } = answer.value;
  if (id === null || error !== '') return `the order was not taken: ${error}`;
  return { ours: signed.id, returned: id, status };
}

function sign({ inquiry, account, market, random }: Contact, gtdEndS: number | null): SignedOrder | string {
  const owner = inquiry.key?.apiKey;
  if (!market || !account || account.signatureType === null || owner === undefined)
    return 'there is no account to sign for';
  const { facts, protocol } = market;
  const tokenIds = [facts.outcomes.yes.id, facts.outcomes.no.id];
  const choice = exchangeFor({ conditionId: readBytes32(facts.id), protocol, negRisk: facts.negRisk, tokenIds });
  if (!choice.ok) return choice.text;
  const { key, wallet, signatureType } = account;
  const signer = new OrderSigner({ key, chainId: POLYGON, signatureType, maker: wallet, owner }, random);
  const kind = gtdEndS === null ? 'GTC' : 'GTD';
  const plan = {
    ...({ exchange: choice.exchange, tokenId: facts.outcomes.yes.id, kind, postOnly: true, tick: facts.tick } as const),
    ...({ side: 'buy', price: facts.tick as Price, size: facts.minSize, expiration: gtdEndS ?? 0 } as const),
  };
  const signed = signer.sign(plan, inquiry.time.nowMs());
  return signed.ok ? signed.value : signed.text;
}

/** null: it is gone. */
async function cancel({ inquiry }: Contact, id: string): Promise<string | null> {
  const call = { method: 'DELETE', service: 'clob', path: '/order', auth: 'key', codec: CANCEL_ANSWER } as const;
  const body = writeText(CANCEL_ONE, { order: orderId(id) });
  const answer = await inquiry.ask({ ...call, body, cost: { kind: 'cancelOrder' } });
  if (!answer.ok) return failureText(answer.failure);
  const { cancelled, refused } = answer.value;
  return cancelled.some((each) => each === id) ? null : (refused?.get(id) ?? 'it says nothing of it');
}

/** null: it could not be read. */
async function isResting({ inquiry }: Contact, id: string): Promise<boolean | null> {
  const call = { method: 'GET', service: 'clob', path: '/data/orders', auth: 'key', codec: OPEN_ORDERS } as const;
  const answer = await inquiry.ask({ ...call, query: `id=${id}`, cost: { kind: 'ledger' } });
  if (!answer.ok) return null;
  return answer.value.rows.some((row) => row.id === id && row.status.word === 'live');
}

/** For whoever confirms: `5 shares at 0.01, $0.05`. */
export function stakeText(market: KnownMarket): string {
  return `${sharesText(market.facts.minSize)} shares at the lowest price, $${stake(market).toFixed()} an order`;
}
