// What an answer says of each order that was posted, and the one case in which an order is posted again: the venue wants it
// signed for another version. Promises: doubt is never a no; an order is signed anew once at most.
import type { VenueFailure } from '#domain/failure.ts';
import type { OrderId } from '#domain/ids.ts';
import type { Approved } from '#domain/orders/approved.ts';
import type { OrderIntent } from '#domain/orders/order.ts';
import type { Answer, PlaceOutcome, Reply } from '#domain/ports.ts';
import type { OrderDraft, OrderSigner } from '../signing/order-signer.ts';
import { placeOutcome } from '../wire/order-outcomes.ts';
import { ORDER_ANSWER, type OrderAnswer } from '../wire/own-orders.ts';
import { reasonOf } from '../wire/reject-reasons.ts';
import type { OrderAliases } from './order-aliases.ts';
import type { OrderDrafts } from './order-drafts.ts';
import type { Cost } from './request-budget.ts';
import { RANK, type RestClient } from './rest-client.ts';

export interface VerdictParts {
  readonly rest: RestClient;
  readonly signer: OrderSigner;
  readonly drafts: OrderDrafts;
  readonly aliases: OrderAliases;
  /** Facts of a market from the venue, before an order in it is signed anew; calls back when they are there or not. */
  readonly refresh: (market: OrderIntent['market'], done: () => void) => void;
}

export interface Leg {
  readonly intent: Approved<OrderIntent>;
  readonly draft: OrderDraft;
}

/** What one request for orders became. */
export interface PostedGroup {
  readonly legs: readonly Leg[];
  /** Of orders that could not even be drafted. */
  readonly refused: readonly PlaceOutcome[];
  readonly reply: Reply<readonly PlaceOutcome[]>;
}

export class OrderVerdicts {
  readonly #parts: VerdictParts;

  constructor(parts: VerdictParts) {
    this.#parts = parts;
  }

  /** The answer to one request that posted all legs of these groups, in their order. */
  answered(batch: readonly PostedGroup[], answer: Answer<readonly OrderAnswer[]>): void {
    const legs = batch.flatMap((group) => group.legs);
    if (!answer.ok && !(legs.length === 1 && isVerdict(answer.failure))) {
      for (const { reply } of batch) reply(answer);
      return;
    }
    const told = answer.ok ? answer.value : [refusalOf(answer.failure)];
    const own = answersOf(
      legs.map(({ intent }) => intent.id),
      told,
    );
    const outcomes = new Map<OrderId, PlaceOutcome | null>();
    for (const [at, { intent }] of legs.entries()) {
      const leg = own[at];
      outcomes.set(intent.id, leg ? this.#outcome(intent.id, leg) : null);
    }
    for (const group of batch) this.#settle(group, outcomes);
  }

  #outcome(id: OrderId, answer: OrderAnswer): PlaceOutcome | null {
    if (answer.id !== null && answer.id !== id) this.#parts.aliases.add(id, answer.id);
    // It did arrive: the first copy of it is what rests, or did.
    if (reasonOf(answer.error) === 'duplicateId') return { order: id, result: 'resting' };
    return placeOutcome(id, answer);
  }

  /** Tells a group; those of its legs that were signed for another version are signed and posted once more before. */
  #settle({ legs, refused, reply }: PostedGroup, outcomes: ReadonlyMap<OrderId, PlaceOutcome | null>): void {
    const settled = [...refused];
    const again: Leg[] = [];
    for (const leg of legs) {
      const outcome = outcomes.get(leg.intent.id) ?? null;
      if (outcome?.result === 'rejected' && outcome.reason === 'versionMismatch') again.push(leg);
      else if (outcome) settled.push(outcome);
    }
    let open = again.length;
    if (open === 0) reply({ ok: true, value: settled });
    for (const leg of again)
      this.#signAnew(leg, (outcome) => {
        if (outcome) settled.push(outcome);
        open -= 1;
        if (open === 0) reply({ ok: true, value: settled });
      });
  }

  #signAnew({ intent }: Leg, done: (outcome: PlaceOutcome | null) => void): void {
    const { drafts, aliases, signer, rest, refresh } = this.#parts;
    refresh(intent.market, () => {
      const drafted = drafts.draft(intent);
      if (!drafted.ok) {
        done(rejected(intent.id, drafted.text));
        return;
      }
      aliases.add(intent.id, drafted.draft.id);
      const { body } = signer.seal(drafted.draft);
      const call = { method: 'POST', service: 'clob', path: '/order', auth: 'key', cost: costOf(1) } as const;
      rest.ask({ ...call, body, codec: ORDER_ANSWER, rank: RANK.place }, (answer) => {
        if (answer.ok) done(this.#outcome(intent.id, answer.value));
        else if (isVerdict(answer.failure)) done(this.#outcome(intent.id, refusalOf(answer.failure)));
        else done(null);
      });
    });
  }
}

/** The answer to each of these orders. Legs are answered in the order in which they were posted; where one names another of them,
 *  that does not hold, and only names tell whose an answer is. */
function answersOf(ids: readonly OrderId[], told: readonly OrderAnswer[]): readonly (OrderAnswer | undefined)[] {
  if (told.length !== ids.length) return [];
  const ours = new Set(ids);
  const inOrder = told.every(({ id }, at) => id === null || id === ids[at] || !ours.has(id));
  return inOrder ? told : ids.map((order) => told.find(({ id }) => id === order));
}

export function costOf(orders: number): Cost {
  return { kind: orders === 1 ? 'postOrder' : 'postOrders', bucket: 'orders', orders };
}

type Rejected = Extract<VenueFailure, { readonly kind: 'rejected' }>;

/** A no to the one order that was asked for; the other rejections are about whoever asks. */
function isVerdict(failure: VenueFailure): failure is Rejected {
  return failure.kind === 'rejected' && failure.reason !== 'unauthorised';
}

function refusalOf(failure: VenueFailure): OrderAnswer {
  const error = failure.kind === 'rejected' ? failure.text || failure.reason : failure.kind;
  return { success: false, error, id: null, status: '', making: null, taking: null, trades: null, transactions: null };
}

export function rejected(order: OrderId, text: string): PlaceOutcome {
  return { order, result: 'rejected', reason: 'other', text };
}
