// The orders of one paid question: sent with an end of their own, and taken out when the question is over, however it ended.
// Promises: an order is known by its id before it leaves, so that one without an answer is taken out too; nothing is called
// gone before two listings in a row did not name it; if we die, the venue takes it out at the end that it was given.

import type { RejectReason } from '#domain/failure.ts';
import { type OrderId, orderId } from '#domain/ids.ts';
import { openOrders } from '../cancel-everything.ts';
import { failureText } from '../failure-text.ts';
import { exchangeFor, POLYGON } from '../signing/exchange-contract.ts';
import { readBytes32 } from '../signing/hex.ts';
import { OrderSigner, type SignedOrder } from '../signing/order-signer.ts';
import { writeText } from '../wire/codec.ts';
import { CANCEL_ANSWER, OPEN_ORDERS, ORDER_ANSWER } from '../wire/own-orders.ts';
import { reasonOf } from '../wire/reject-reasons.ts';
import { CANCEL_ONE, CANCEL_SOME } from '../wire/requests.ts';
import { type Contact, differs, type Observation, unclear } from './contact.ts';
import type { PaidTerms } from './paid-ground.ts';

/** What the venue takes at least, and some. It goes a minute before. */
export const GTD_S = 210;
const TIDY_ROUNDS = 12;
const TIDY_PAUSE_MS = 1_000;
const TIDY_PAUSE_MAX_MS = 15_000;

export type Sent =
  | { readonly taken: true; readonly ours: string; readonly returned: string; readonly status: string }
  /** `reason` null: nobody knows whether it was taken. */
  | { readonly taken: false; readonly reason: RejectReason | null; readonly text: string };

type Seen = Omit<Observation, 'name'>;

/** Asks with orders, and takes them out again. What could not be taken out is a difference, whatever was found. */
export async function withOrders(contact: Contact, use: (orders: PaidOrders) => Promise<Seen>): Promise<Seen> {
  const orders = new PaidOrders(contact);
  let seen: Seen;
  try {
    seen = await use(orders);
  } catch (error) {
    seen = unclear(`it broke: ${error instanceof Error ? error.message.slice(0, 200) : 'no error'}`);
  }
  const left = await orders.tidy();
  return left === null ? seen : differs(`${left}; run npm run cancel-all (before: ${seen.sentence})`, seen.values);
}

export class PaidOrders {
  readonly #contact: Contact;
  /** Of whatever may rest, under our name and the venue's. */
  readonly #ids = new Set<OrderId>();

  constructor(contact: Contact) {
    this.#contact = contact;
  }

  /** Post-only, with an end of its own: unix seconds. */
  async place(terms: PaidTerms, endS = this.#contact.inquiry.time.seconds() + GTD_S): Promise<Sent> {
    const signed = sign(this.#contact, terms, endS);
    if (typeof signed === 'string') return { taken: false, reason: 'other', text: signed };
    this.#ids.add(signed.id as OrderId);
    const call = { method: 'POST', service: 'clob', path: '/order', auth: 'key', codec: ORDER_ANSWER } as const;
    const answer = await this.#contact.inquiry.ask({ ...call, body: signed.body, cost: { kind: 'postOrder' } });
    if (!answer.ok) {
      const { failure } = answer;
      return {
        taken: false,
        reason: failure.kind === 'rejected' ? failure.reason : null,
        text: failureText(failure),
      };
    }
    const { id, error, status } = answer.value;
    if (id !== null) this.#ids.add(id);
    if (id !== null && error === '') return { taken: true, ours: signed.id, returned: id, status };
    const reason = reasonOf(error);
    return { taken: false, reason: error === '' || reason === 'unsure' ? null : reason, text: error };
  }

  /** null: it is gone. */
  async cancel(id: string): Promise<string | null> {
    const call = { method: 'DELETE', service: 'clob', path: '/order', auth: 'key', codec: CANCEL_ANSWER } as const;
    const body = writeText(CANCEL_ONE, { order: orderId(id) });
    const answer = await this.#contact.inquiry.ask({ ...call, body, cost: { kind: 'cancelOrder' } });
    if (!answer.ok) return failureText(answer.failure);
    const { cancelled, refused } = answer.value;
    return cancelled.some((each) => each === id) ? null : (refused?.get(id) ?? 'it says nothing of it');
  }

  /** null: it could not be read. */
  async rests(id: string): Promise<boolean | null> {
    const call = { method: 'GET', service: 'clob', path: '/data/orders', auth: 'key', codec: OPEN_ORDERS } as const;
    const answer = await this.#contact.inquiry.ask({ ...call, query: `id=${id}`, cost: { kind: 'ledger' } });
    if (!answer.ok) return null;
    return answer.value.rows.some((row) => row.id === id && row.status.word === 'live');
  }

  /** Takes out whatever was sent. null: two listings in a row named nothing of it. */
  async tidy(): Promise<string | null> {
    if (this.#ids.size === 0) return null;
    const { inquiry } = this.#contact;
    const body = writeText(CANCEL_SOME, [...this.#ids]);
    const call = { method: 'DELETE', service: 'clob', path: '/orders', auth: 'key', codec: CANCEL_ANSWER } as const;
    let [without, left] = [0, 'nobody says what rests'];
    for (let round = 0; round < TIDY_ROUNDS; round++) {
      await inquiry.ask({ ...call, body, cost: { kind: 'cancelOrders' } });
      const listed = await openOrders(inquiry);
      const still = listed.ok ? listed.value.filter(({ id }) => this.#ids.has(id)) : null;
      without = still?.length === 0 ? without + 1 : 0;
      if (without === 2) return null;
      if (still && still.length > 0) left = `${still.length} orders of ours could not be taken out`;
      await wait(this.#contact, Math.min(TIDY_PAUSE_MAX_MS, TIDY_PAUSE_MS * 2 ** Math.min(round, 4)));
    }
    return left;
  }
}

export function wait({ clock }: Pick<Contact, 'clock'>, ms: number): Promise<void> {
  return new Promise((done) => {
    clock.setTimeout(done, ms);
  });
}

/** The same, for a question: whoever is told to stop leaves it at once, and its orders are taken out. */
export async function pause(contact: Contact, ms: number): Promise<void> {
  await wait(contact, ms);
  if (contact.stopped()) throw new Error('stopped by an operator');
}

function sign({ inquiry, account, random }: Contact, terms: PaidTerms, endS: number): SignedOrder | string {
  const owner = inquiry.key?.apiKey;
  if (!account || account.signatureType === null || owner === undefined) return 'there is no account to sign for';
  const { facts, protocol } = terms.market;
  const tokenIds = [facts.outcomes.yes.id, facts.outcomes.no.id];
  const choice = exchangeFor({ conditionId: readBytes32(facts.id), protocol, negRisk: facts.negRisk, tokenIds });
  if (!choice.ok) return choice.text;
  const { key, wallet, signatureType } = account;
  const signer = new OrderSigner({ key, chainId: POLYGON, signatureType, maker: wallet, owner }, random);
  const { outcome, price, size } = terms;
  const plan = {
    ...({ exchange: choice.exchange, tokenId: facts.outcomes[outcome].id, kind: 'GTD', postOnly: true } as const),
    ...({ tick: facts.tick, side: 'buy', price, size, expiration: endS } as const),
  };
  const signed = signer.sign(plan, inquiry.time.nowMs());
  return signed.ok ? signed.value : signed.text;
}
