// Checks of who may take what we own: collateral for what we buy, the shares of the chosen markets for what we sell. Judged by the
// spenders that the venue lists, because those are the ones it checks before it takes an order.
import type { Market } from '#domain/market/market.ts';
import { marketSettings } from '#domain/settings.ts';
import { Decimal, MICRO } from '#domain/units.ts';
import { failureText } from '../failure-text.ts';
import { readAddress } from '../signing/address.ts';
import {
  EXCHANGE_NAMES,
  type ExchangeName,
  exchangeContract,
  isPositionV2,
  POLYGON,
} from '../signing/exchange-contract.ts';
import { OLD_ADAPTER, SHARE_CONTRACTS, spendersOf } from '../signing/spenders.ts';
import type { Balance } from '../wire/account.ts';
import { balanceOf, refresh } from './balances.ts';
import { type Found, failed, noted, passed } from './finding.ts';
import type { Check, Patient } from './patient.ts';

const ROLES: ReadonlyMap<string, string> = new Map([
  [exchangeContract('ctf', POLYGON).address, 'the exchange of plain markets'],
  [exchangeContract('negRisk', POLYGON).address, 'the exchange of exclusive outcomes'],
  [exchangeContract('v3', POLYGON).address, 'the exchange of protocol V2'],
  [OLD_ADAPTER, 'the old adapter of exclusive outcomes'],
]);

export const SPENDER_CHECKS: readonly Check[] = [
  { name: 'allowances', needs: ['key', 'wallet'], needsKeys: true, look: allowanceFindings },
  { name: 'approvals', needs: ['key', 'wallet', 'markets'], needsKeys: true, look: approvalFindings },
];

/** Every spender that the venue lists is one that it checks; the three exchanges must be among them. */
async function allowanceFindings(patient: Patient): Promise<readonly Found[]> {
  const answer = await balanceOf(patient, 'COLLATERAL');
  if (!answer.ok) return [failed(`allowances cannot be read: ${failureText(answer.failure)}`, 'Ask again.')];
  const needed = patient.settings.bankrollUsd.times(MICRO);
  const listed = listedIn(answer.value);
  const found: Found[] = [];
  for (const [who, units] of listed)
    if (needed.lte(units.toString())) found.push(passed(`${who} (${roleOf(who)}) may take the bankroll`, who));
    else found.push(shortage(who, usd(units), patient));
  for (const name of EXCHANGE_NAMES) {
    const who = exchangeContract(name, POLYGON).address;
    const theirs = patient.markets.filter((market) => settlerOf(market) === name).map(({ slug }) => slug);
    if (!listed.has(who) && listed.size > 0) found.push(theirs.length > 0 ? missing(who, theirs) : unlisted(who));
  }
  if (listed.size === 0)
    found.push(
      failed('the venue lists no spender for this wallet', 'Make one trade on its web site, which approves them.'),
    );
  return found;
}

/** The old adapter is retired and still checked, for buys in exclusive markets only: whoever trades none needs none of it. */
function shortage(who: string, has: string, { markets }: Patient): Found {
  const words = `${who} (${roleOf(who)}) may take only $${has}`;
  if (who !== OLD_ADAPTER)
    return failed(
      words,
      `Approve ${who} for collateral: one trade by hand on the web site does it for deposit wallets; then ask again.`,
      who,
    );
  if (!markets.some(({ negRisk }) => negRisk))
    return noted(`${words}: buys in exclusive (neg-risk) markets would be refused, and none is named`, who);
  return failed(
    words,
    `Approve ${who} for collateral on the chain (the web site and the SDKs no longer do it), or leave exclusive markets out of venue.markets.`,
    who,
  );
}

/** What the venue says of one spender and one outcome. */
interface Approval {
  readonly protocol: 'v1' | 'v2';
  readonly spender: string;
  readonly market: string;
  /** null: it is not in the list. */
  readonly units: bigint | null;
  readonly needed: bigint;
}

/** Shares are approved for a whole contract and never for one market; the venue remembers it by outcome, so each is asked for. */
async function approvalFindings(patient: Patient): Promise<readonly Found[]> {
  if (patient.markets.length === 0) return [noted('no market is chosen, so nobody was asked who may take its shares')];
  const all: Approval[] = [];
  for (const market of patient.markets)
    for (const { id, name } of [market.outcomes.yes, market.outcomes.no]) {
      const told = await approvalsOf(patient, market, id);
      if (typeof told === 'string') return [failed(`${name} of ${market.slug}: ${told}`, 'Ask again.', market.slug)];
      all.push(...told);
    }
  const groups = Map.groupBy(all, ({ protocol, spender }) => `${protocol} ${spender}`);
  return [...groups.values()].flatMap(groupFindings);
}

/** A text: why nobody knows. The venue looks at the chain anew before an approval is called missing. */
async function approvalsOf(patient: Patient, market: Market, asset: string): Promise<readonly Approval[] | string> {
  const protocol = isPositionV2(asset) ? 'v2' : 'v1';
  const spenders = spendersOf(settlerOf(market, asset), POLYGON);
  const needed = BigInt(marketSettings(patient.settings, market).quoteShares);
  const kind = protocol === 'v2' ? 'CONDITIONAL-V2' : 'CONDITIONAL';
  const ask = async () => {
    const answer = await balanceOf(patient, kind, asset);
    if (!answer.ok) return `who may take its shares cannot be read: ${failureText(answer.failure)}`;
    const listed = listedIn(answer.value);
    if (listed.size === 0) return 'the venue lists nobody who may take its shares';
    return spenders.map((spender) => ({
      protocol,
      spender,
      market: market.slug,
      units: listed.get(spender) ?? null,
      needed,
    })) satisfies readonly Approval[];
  };
  const first = await ask();
  if (typeof first !== 'string' && !first.some(isShort)) return first;
  await refresh(patient, kind, asset);
  return ask();
}

function isShort({ units, needed }: Pick<Approval, 'units' | 'needed'>): boolean {
  return units !== null && units < needed;
}

/** Of one spender and the shares of one protocol. */
function groupFindings(group: readonly Approval[]): readonly Found[] {
  const [first] = group;
  if (!first) return [];
  const { protocol, spender } = first;
  const marketsIn = (of: (one: Approval) => boolean) => [...new Set(group.filter(of).map(({ market }) => market))];
  const short = marketsIn(isShort);
  const silent = marketsIn(({ units }) => units === null);
  const who = `${spender} (${roleOf(spender)})`;
  const found: Found[] = [];
  if (short.length > 0)
    found.push(
      failed(
        `${who} may not take the shares we sell in ${short.join(', ')}: sales there would be refused`,
        `Approve ${spender} for shares: setApprovalForAll of ${SHARE_CONTRACTS[protocol]} on the chain${byHand(spender)}; then ask again.`,
        spender,
      ),
    );
  if (silent.length > 0 && spender !== OLD_ADAPTER) found.push(missing(spender, silent, 'shares'));
  if (short.length + silent.length === 0) found.push(passed(`${who} may take the shares we sell`, spender));
  return found;
}

function byHand(spender: string): string {
  return spender === OLD_ADAPTER
    ? ' (the web site and the SDKs no longer do it), or leave exclusive markets out of venue.markets'
    : ', which one trade by hand on the web site does for deposit wallets';
}

/** By spender, in our spelling. One number for everybody, in old answers. */
function listedIn({ allowances, allowance }: Balance): ReadonlyMap<string, bigint> {
  if (allowances) return new Map([...allowances].map(([who, units]) => [readAddress(who) ?? who, units]));
  return new Map(allowance === null ? [] : [...ROLES.keys()].map((who) => [who, allowance]));
}

/** Which contract settles it: that one takes what is traded. */
function settlerOf({ negRisk, outcomes }: Market, asset: string = outcomes.yes.id): ExchangeName {
  if (isPositionV2(asset)) return 'v3';
  return negRisk ? 'negRisk' : 'ctf';
}

/** Without it no trade in these markets can be settled, and nobody knows what it may take. */
function missing(who: string, markets: readonly string[], what = 'collateral'): Found {
  return failed(
    `${who} (${roleOf(who)}) is not in the list of spenders of ${what} that the venue checks, and it settles ${markets.join(', ')}`,
    `Ask again; if it stays, the contracts of the venue are others than those we know: leave ${markets.join(', ')} out of venue.markets and look for a newer release of bothsides.`,
    who,
  );
}

function unlisted(who: string): Found {
  return noted(`${who} (${roleOf(who)}) is not in the list that the venue checks`, who);
}

function roleOf(who: string): string {
  return ROLES.get(who) ?? 'a spender it checks';
}

function usd(units: bigint): string {
  return new Decimal(units.toString()).div(MICRO).toFixed();
}
