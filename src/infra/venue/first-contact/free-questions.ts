// Questions that cost nothing: how many markets are of the second protocol, whether both services agree on a market, whether
// books hash as we hash them, which spenders are checked, and what a wrong heartbeat is answered with.
import { microText } from '#domain/units.ts';
import { openOrders } from '../cancel-everything.ts';
import { marketOf } from '../client/market-facts.ts';
import { queryOf } from '../client/page-reader.ts';
import { failureText } from '../failure-text.ts';
import { compactMarket } from '../market-lookup.ts';
import { readAddress } from '../signing/address.ts';
import { exchangeFor } from '../signing/exchange-contract.ts';
import { readBytes32 } from '../signing/hex.ts';
import { OLD_ADAPTER } from '../signing/spenders.ts';
import { BALANCE, BEAT } from '../wire/account.ts';
import { bookHash } from '../wire/book-hash.ts';
import { BOOK } from '../wire/books.ts';
import { writeText } from '../wire/codec.ts';
import { GAMMA_MARKETS_PAGE, type GammaMarket } from '../wire/gamma.ts';
import { lastTradeText } from '../wire/scalars.ts';
import { asExpected, type Contact, differs, type Question, unclear } from './contact.ts';

/** Markets looked at one by one. */
const SAMPLE = 10;

export const FREE_QUESTIONS: readonly Question[] = [
  {
    name: 'protocols',
    sentence: 'how many of the newest markets are of the second protocol',
    needsKeys: false,
    stake: null,
    async ask(contact) {
      const rows = await newest(contact);
      if (typeof rows === 'string') return unclear(rows);
      const second = rows.filter(({ version }) => version === 'v2').length;
      const strange = rows.filter(({ version }) => version !== null && version !== 'v1' && version !== 'v2').length;
      const values = { markets: rows.length, second, strange };
      if (strange > 0) return differs(`${strange} markets are of a protocol that we do not know`, values);
      return asExpected(`${second} of ${rows.length} are of the second protocol`, values);
    },
  },
  {
    name: 'facts',
    sentence: 'whether both services agree on tick, minimum size and settling contract',
    needsKeys: false,
    stake: null,
    async ask(contact) {
      const rows = await sample(contact);
      if (typeof rows === 'string') return unclear(rows);
      const wrong: string[] = [];
      for (const gamma of rows) {
        const compact = await compactMarket(contact.inquiry, gamma.market);
        if (!compact.ok) wrong.push(`${gamma.slug}: ${failureText(compact.failure)}`);
        else wrong.push(...disagreements(gamma, compact.value));
      }
      const values = { markets: rows.length, wrong: wrong.length, first: wrong[0] ?? null };
      if (wrong.length > 0) return differs(`they disagree, such as ${wrong[0]}`, values);
      return asExpected(`they agree on ${rows.length} markets`, values);
    },
  },
  {
    name: 'bookHash',
    sentence: 'whether whole books hash as we hash them',
    needsKeys: false,
    stake: null,
    async ask(contact) {
      const rows = await sample(contact);
      if (typeof rows === 'string') return unclear(rows);
      let [checked, same] = [0, 0];
      for (const gamma of rows) {
        const asset = (gamma.version === 'v2' ? gamma.positions : gamma.assets)?.[0];
        const call = { method: 'GET', service: 'clob', path: '/book', auth: 'none', codec: BOOK } as const;
        const answer = await contact.inquiry.ask({
          ...call,
          query: queryOf({ token_id: asset ?? '' }),
          cost: { kind: 'book' },
        });
        if (!answer.ok || answer.value.hash === null) continue;
        const { hash, lastTrade, minSize, tick, negRisk, ...book } = answer.value;
        if (minSize === null || tick === null || negRisk === null) continue;
        checked += 1;
        if (bookHash({ ...book, minSize, tick, negRisk }, lastTradeText(lastTrade)) === hash) same += 1;
      }
      const values = { checked, same };
      if (checked === 0) return unclear('no book told its hash and what is in it', values);
      if (same < checked) return differs(`${checked - same} of ${checked} books hash to something else`, values);
      return asExpected(`${checked} books hash as ours`, values);
    },
  },
  {
    name: 'spenders',
    sentence: 'which spenders the venue checks, and whether the old adapter is among them',
    needsKeys: true,
    stake: null,
    async ask({ inquiry, account }) {
      const query = queryOf({ asset_type: 'COLLATERAL', signature_type: String(account?.signatureType ?? 0) });
      const call = { method: 'GET', service: 'clob', path: '/balance-allowance', auth: 'key', codec: BALANCE } as const;
      const answer = await inquiry.ask({ ...call, query, cost: { kind: 'balance' } });
      if (!answer.ok) return unclear(`it cannot be asked: ${failureText(answer.failure)}`);
      const spenders = [...(answer.value.allowances?.keys() ?? [])];
      const old = spenders.some((who) => readAddress(who) === OLD_ADAPTER);
      return asExpected(
        `${spenders.length} spenders${old ? ', the old adapter among them: it must be approved' : ''}`,
        {
          spenders: spenders.join(' '),
          old,
        },
      );
    },
  },
  {
    name: 'wrongBeat',
    sentence: 'whether a wrong heartbeat is answered with the one expected',
    needsKeys: true,
    stake: null,
    async ask({ inquiry }) {
      const resting = await openOrders(inquiry);
      if (!resting.ok || resting.value.length > 0)
        return unclear('not asked: orders rest, or nobody knows, and a beat would have them cancelled');
      const call = { method: 'POST', service: 'clob', path: '/v1/heartbeats', auth: 'key', codec: BEAT } as const;
      const beat = (id: string) => inquiry.ask({ ...call, body: writeText(BEAT, { id }), cost: { kind: 'beat' } });
      await beat('');
      const wrong = await beat('00000000-0000-4000-8000-000000000000');
      if (wrong.ok) return differs('a wrong id is taken', { id: wrong.value.id });
      const { failure } = wrong;
      if (failure.kind === 'rejected' && failure.reason === 'wrongBeat')
        return asExpected('it is refused with the id expected');
      return differs(`it is refused otherwise: ${failureText(failure)}`, { kind: failure.kind });
    },
  },
];

async function newest({ inquiry }: Contact): Promise<readonly GammaMarket[] | string> {
  const query = queryOf({ limit: '100', closed: 'false', order: 'id', ascending: 'false' });
  const call = { method: 'GET', service: 'gamma', path: '/markets/keyset', query, auth: 'none' } as const;
  const answer = await inquiry.ask({ ...call, cost: { kind: 'gammaMarkets' }, codec: GAMMA_MARKETS_PAGE });
  if (!answer.ok) return `markets cannot be listed: ${failureText(answer.failure)}`;
  return answer.value.rows.length === 0 ? 'no open market is listed' : answer.value.rows;
}

/** Some of each kind. */
async function sample(contact: Contact): Promise<readonly GammaMarket[] | string> {
  const rows = await newest(contact);
  if (typeof rows === 'string') return rows;
  const kinds = [
    rows.filter(({ version }) => version === 'v2'),
    rows.filter(({ version, negRisk }) => version !== 'v2' && negRisk === true),
    rows.filter(({ version, negRisk }) => version !== 'v2' && negRisk !== true),
  ];
  const open = kinds.map((kind) => kind.filter(({ accepting }) => accepting === true).slice(0, SAMPLE / 2));
  return open.flat().slice(0, SAMPLE);
}

function disagreements(gamma: GammaMarket, compact: Parameters<typeof marketOf>[1] & object): readonly string[] {
  const known = marketOf(gamma, compact);
  if (!known) return [`${gamma.slug}: has not two outcomes`];
  const { facts, protocol } = known;
  const wrong: string[] = [];
  if (gamma.tick !== null && gamma.tick !== compact.tick)
    wrong.push(`${gamma.slug}: tick ${microText(gamma.tick)} and ${microText(compact.tick)}`);
  if (gamma.minSize !== null && gamma.minSize !== compact.minSize)
    wrong.push(`${gamma.slug}: minimum ${microText(gamma.minSize)} and ${microText(compact.minSize)}`);
  const tokenIds = [facts.outcomes.yes.id, facts.outcomes.no.id];
  const choice = exchangeFor({ conditionId: readBytes32(facts.id), protocol, negRisk: facts.negRisk, tokenIds });
  if (!choice.ok) wrong.push(`${gamma.slug}: ${choice.text}`);
  return wrong;
}
