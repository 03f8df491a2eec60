// Questions that cost at most what their orders cost, were they filled: whether an order has the id that we computed and how long a
// cancel takes, how long before its stated end a GTD order is really taken out, from which age an order counts for rewards, and
// whether the same cash covers orders in several markets. What our settings can follow is `found`.
import { Decimal } from '#domain/units.ts';
import { openOrders } from '../cancel-everything.ts';
import { queryOf } from '../client/page-reader.ts';
import { failureText } from '../failure-text.ts';
import { GTD_EARLY_S } from '../signing/order-signer.ts';
import { SCORING } from '../wire/rewards.ts';
import { asExpected, type Contact, differs, type Observation, type Question, unclear } from './contact.ts';
import { costOf, coverTerms, type Ground, lowest, type PaidTerms, scoringTerms } from './paid-ground.ts';
import { GTD_S, type PaidOrders, pause, type Sent, withOrders } from './paid-orders.ts';

const LOOK_MS = 1_000;
/** Seconds that the real removal may be from the one we count on. */
const GTD_SLACK_S = 3;
/** An order that does not count by then will not. */
const SCORING_WAIT_MS = 100_000;
/** Seconds that the real age may be from the one the venue tells. */
const AGE_SLACK_S = 3;

type Seen = Omit<Observation, 'name'>;

export const PAID_QUESTIONS: readonly Question[] = [
  {
    name: 'ownId',
    sentence: 'whether an order has the id that we computed, and how long a cancel takes',
    needsKeys: true,
    stake: ({ market }) => costOf(lowest(market)),
    ask: (contact) => withGround(contact, ownId),
  },
  {
    name: 'gtdRemoval',
    sentence: 'how long before its stated end a GTD order is really taken out',
    needsKeys: true,
    stake: ({ market }) => costOf(lowest(market)),
    ask: (contact) => withGround(contact, gtdRemoval),
  },
  {
    name: 'scoringAge',
    sentence: 'from which age an order counts for the rewards of its market',
    needsKeys: true,
    stake: (ground) => stakeOf(scoringTerms(ground)),
    ask: (contact) => withGround(contact, scoringAge),
  },
  {
    name: 'coverScope',
    sentence: 'whether the same cash covers orders in several markets, or each needs its own (needs --second)',
    needsKeys: true,
    // Three orders of more than half each, and never more than there is.
    stake: (ground) => (typeof coverTerms(ground) === 'string' ? new Decimal(0) : (ground.cash ?? new Decimal(0))),
    ask: (contact) => withGround(contact, coverScope),
  },
];

function stakeOf(terms: PaidTerms | string) {
  return typeof terms === 'string' ? new Decimal(0) : costOf(terms);
}

function withGround(
  contact: Contact,
  ask: (contact: Contact, ground: Ground, orders: PaidOrders) => Promise<Seen>,
): Promise<Seen> {
  const { ground } = contact;
  if (!ground) return Promise.resolve(unclear('not asked: it costs; see --pay'));
  return withOrders(contact, (orders) => ask(contact, ground, orders));
}

async function ownId({ clock }: Contact, { market }: Ground, orders: PaidOrders): Promise<Seen> {
  const sent = await orders.place(lowest(market));
  if (!sent.taken) return notTaken(sent);
  const askedMs = clock.steadyMs();
  const gone = await orders.cancel(sent.returned);
  const cancelMs = Math.round(clock.steadyMs() - askedMs);
  const values = { ours: sent.ours, theirs: sent.returned, status: sent.status, cancelMs };
  if (sent.ours !== sent.returned) return differs('the venue calls our order otherwise', values);
  if (gone !== null) return differs(`one cancel did not take the order out: ${gone}`, values);
  return asExpected(`its id is ours, and its cancel took ${cancelMs} ms`, values);
}

async function gtdRemoval(contact: Contact, { market }: Ground, orders: PaidOrders): Promise<Seen> {
  const { time } = contact.inquiry;
  const endS = time.seconds() + GTD_S;
  const sent = await orders.place(lowest(market), endS);
  if (!sent.taken) return notTaken(sent);
  while (time.seconds() < endS + 30) {
    await pause(contact, LOOK_MS);
    if ((await orders.rests(sent.returned)) !== false) continue;
    const early = endS - time.seconds();
    const values = { earlySeconds: early };
    if (Math.abs(early - GTD_EARLY_S) > GTD_SLACK_S)
      return differs(`it went ${early} s before its stated end, and we count on ${GTD_EARLY_S}`, values);
    return asExpected(`it went ${early} s before its stated end`, values);
  }
  return differs('it was still there half a minute after its stated end');
}

/** The age is between the last look at which it did not count and the first at which it did: the later one is kept. */
async function scoringAge(contact: Contact, ground: Ground, orders: PaidOrders): Promise<Seen> {
  const terms = scoringTerms(ground);
  if (typeof terms === 'string') return unclear(`not asked: ${terms}`);
  const sent = await orders.place(terms);
  if (!sent.taken) return notTaken(sent);
  const { clock } = contact;
  const placedMs = clock.steadyMs();
  const age = () => clock.steadyMs() - placedMs;
  let notBefore = 0;
  while (age() < SCORING_WAIT_MS) {
    const askedMs = age();
    const scores = await isScoring(contact, sent.returned);
    if (typeof scores === 'string') return unclear(`it cannot be asked: ${scores}`);
    if (scores) return aged(ground, notBefore, Math.ceil(age()));
    notBefore = Math.floor(askedMs);
    await pause(contact, LOOK_MS);
  }
  return unclear(`it did not count within ${SCORING_WAIT_MS / 1_000} s: perhaps the market moved away from it`);
}

function aged({ toldAgeS }: Ground, notBefore: number, ageMs: number): Seen {
  const values = { ageMs, notBeforeMs: notBefore, toldS: toldAgeS };
  const found = { 'venue.scoringAgeMs': String(ageMs) };
  const sentence = `an order counts from an age of ${(ageMs / 1_000).toFixed(1)} s`;
  if (toldAgeS !== null && Math.abs(ageMs / 1_000 - toldAgeS) > AGE_SLACK_S)
    return { ...differs(`${sentence}, and the venue tells ${toldAgeS} s`, values), found };
  return { ...asExpected(sentence, values), found };
}

/** A text: why nobody knows. */
async function isScoring({ inquiry }: Contact, id: string): Promise<boolean | string> {
  const call = { method: 'GET', service: 'clob', path: '/order-scoring', auth: 'key', codec: SCORING } as const;
  const answer = await inquiry.ask({ ...call, query: queryOf({ order_id: id }), cost: { kind: 'ledger' } });
  return answer.ok ? answer.value.scoring : failureText(answer.failure);
}

/** One order of more than half the cash rests; a second beside it must be refused, or nothing is checked; one elsewhere tells. */
async function coverScope(contact: Contact, ground: Ground, orders: PaidOrders): Promise<Seen> {
  const terms = coverTerms(ground);
  if (typeof terms === 'string') return unclear(`not asked: ${terms}`);
  const resting = await openOrders(contact.inquiry);
  if (!resting.ok || resting.value.length > 0) return unclear('not asked: orders rest already, or nobody knows');
  const [here, there] = terms;
  const first = await orders.place(here);
  if (!first.taken) return notTaken(first);
  const beside = await orders.place(here);
  if (beside.taken) return differs('orders of more than the cash are taken in one market: nothing is checked');
  if (beside.reason !== 'notCovered') return unclear(`a second order was refused otherwise: ${beside.text}`);
  const elsewhere = await orders.place(there);
  const values = { cash: ground.cash?.toFixed() ?? null, elsewhere: elsewhere.taken };
  if (elsewhere.taken) {
    const sentence = 'the same cash covers orders in each market anew, and fills may uncover those elsewhere';
    return { ...asExpected(sentence, values), found: { 'venue.cover': 'perMarket' } };
  }
  if (elsewhere.reason !== 'notCovered') return unclear(`the order elsewhere was refused otherwise: ${elsewhere.text}`);
  return {
    ...asExpected('every order needs cash of its own, in whatever market', values),
    found: { 'venue.cover': 'perWallet' },
  };
}

function notTaken(sent: Extract<Sent, { readonly taken: false }>): Seen {
  return unclear(`the order was not taken: ${sent.text}`);
}
