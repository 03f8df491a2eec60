// Checks of the account: the key and its API key, the wallet, what the venue forbids it, its money, and who may take it.
import { Decimal, MICRO } from '#domain/units.ts';
import { queryOf } from '../client/page-reader.ts';
import { failureText } from '../failure-text.ts';
import { readAddress } from '../signing/address.ts';
import { EXCHANGE_NAMES, exchangeContract, POLYGON } from '../signing/exchange-contract.ts';
import { KEY_VARIABLES } from '../signing/key-source.ts';
import { WALLET_KINDS, walletsOf } from '../trading-account.ts';
import { API_KEYS, BALANCE, CLOSED_ONLY, dollarsOf } from '../wire/account.ts';
import { type Found, failed, noted, passed } from './finding.ts';
import type { Check, Patient } from './patient.ts';

const READ = { method: 'GET', service: 'clob', auth: 'key' } as const;
const ROLES: Readonly<Record<(typeof EXCHANGE_NAMES)[number], string>> = {
  ctf: 'the exchange of plain markets',
  negRisk: 'the exchange of exclusive outcomes',
  v3: 'the exchange of protocol V2',
};
/** Checked by the venue for exclusive outcomes, although nobody trades through it any more. */
const OLD_ADAPTER = '0xd91E80cF2E7be2e162c6513ceD06f1dD0dA35296';

export const ACCOUNT_CHECKS: readonly Check[] = [
  { name: 'key', needs: ['host', 'clock'], needsKeys: true, look: keyFindings },
  { name: 'wallet', needs: [], needsKeys: true, look: walletFindings },
  { name: 'restrictions', needs: ['key'], needsKeys: true, look: restrictionFindings },
  { name: 'balance', needs: ['key', 'wallet'], needsKeys: true, look: balanceFindings },
  { name: 'allowances', needs: ['key', 'wallet'], needsKeys: true, look: allowanceFindings },
];

async function keyFindings({ inquiry, account }: Patient): Promise<readonly Found[]> {
  if (!account) return [];
  const { key, api } = account;
  const variables = [KEY_VARIABLES.apiKey, KEY_VARIABLES.apiSecret, KEY_VARIABLES.apiPassphrase].join(', ');
  if (api) inquiry.use(api);
  else {
    const made = await inquiry.obtainKey(key);
    if (!made.ok)
      return [
        failed(
          `no API key for ${key.address}: ${failureText(made.failure)}`,
          'Look whether this is the key of your account, and whether the account has ever been logged in; then ask again.',
        ),
      ];
  }
  const owned = await inquiry.ask({ ...READ, path: '/auth/api-keys', cost: { kind: 'keys' }, codec: API_KEYS });
  if (!owned.ok)
    return [
      failed(
        `the API key does not open the account of ${key.address}: ${failureText(owned.failure)}`,
        api
          ? `Unset ${variables}: then one is derived from the key itself.`
          : 'Ask again; if it stays, the clock or the key is not what it seems.',
      ),
    ];
  if (!owned.value.keys.includes(inquiry.key?.apiKey ?? ''))
    return [
      failed(
        `the API key is none of ${key.address}: orders would be refused, because their owner has to be its owner`,
        `Unset ${variables}: then one is derived from the key itself.`,
      ),
    ];
  return [passed(`${key.address} signs (${key.curve}), and its API key opens its account`)];
}

async function walletFindings({ account }: Patient): Promise<readonly Found[]> {
  if (!account) return [];
  const { key, wallet, signatureType } = account;
  if (signatureType === null)
    return [
      failed(
        `${wallet} is no wallet of the key ${key.address}`,
        `Set venue.wallet to the address that your profile shows. The wallets of this key: ${walletsOf(key)}.`,
      ),
    ];
  const words = `${wallet} is the ${WALLET_KINDS[signatureType]} of ${key.address}`;
  if (signatureType === 3) return [passed(words)];
  return [passed(words), noted('New accounts are only taken with a deposit wallet; an older one goes on working.')];
}

async function restrictionFindings({ inquiry }: Patient): Promise<readonly Found[]> {
  const path = '/auth/ban-status/closed-only';
  const answer = await inquiry.ask({ ...READ, path, cost: { kind: 'keys' }, codec: CLOSED_ONLY });
  const cure =
    'Ask the support of the venue why. What is held can be sold on its web site; a new account would break its terms.';
  if (!answer.ok) {
    const banned = answer.failure.kind === 'rejected' && answer.failure.reason === 'accountRestricted';
    const why = failureText(answer.failure);
    return [failed(banned ? `the account is barred: ${why}` : `whether we may trade cannot be asked: ${why}`, cure)];
  }
  if (answer.value.closedOnly) return [failed('the account is closed-only: it may sell and not buy', cure)];
  return [passed('the account may open positions')];
}

function collateral({ inquiry, account }: Patient) {
  const query = queryOf({ asset_type: 'COLLATERAL', signature_type: String(account?.signatureType ?? 0) });
  return inquiry.ask({ ...READ, path: '/balance-allowance', query, cost: { kind: 'balance' }, codec: BALANCE });
}

async function balanceFindings(patient: Patient): Promise<readonly Found[]> {
  const answer = await collateral(patient);
  const { bankrollUsd } = patient.settings;
  if (!answer.ok) return [failed(`the balance cannot be read: ${failureText(answer.failure)}`, 'Ask again.')];
  const has = dollarsOf(answer.value);
  if (has.lt(bankrollUsd))
    return [
      failed(
        `the wallet holds $${has.toFixed()} of collateral, and bankrollUsd is $${bankrollUsd.toFixed()}`,
        `Deposit the difference, or set bankrollUsd to $${has.toFixed()} or less: limits that are shares of it follow.`,
      ),
    ];
  return [passed(`the wallet holds $${has.toFixed()} of collateral, the bankroll is $${bankrollUsd.toFixed()}`)];
}

/** Every spender that the venue lists is one that it checks; the three exchanges must be among them. */
async function allowanceFindings(patient: Patient): Promise<readonly Found[]> {
  const answer = await collateral(patient);
  if (!answer.ok) return [failed(`allowances cannot be read: ${failureText(answer.failure)}`, 'Ask again.')];
  const needed = patient.settings.bankrollUsd.times(MICRO);
  const listed = new Map([...(answer.value.allowances ?? [])].map(([who, units]) => [readAddress(who) ?? who, units]));
  const roles = new Map<string, string>(
    EXCHANGE_NAMES.map((name) => [exchangeContract(name, POLYGON).address, ROLES[name]]),
  );
  const found: Found[] = [];
  for (const [who, units] of listed) {
    const role =
      roles.get(who) ?? (who === OLD_ADAPTER ? 'the old adapter of exclusive outcomes' : 'a spender it checks');
    if (new Decimal(units.toString()).gte(needed)) found.push(passed(`${who} (${role}) may take the bankroll`, who));
    else found.push(shortage(who, role, usd(units), patient));
  }
  for (const [who, role] of roles)
    if (!listed.has(who)) found.push(noted(`${who} (${role}) is not in the list that the venue checks`, who));
  if (listed.size === 0)
    found.push(
      failed('the venue lists no spender for this wallet', 'Make one trade on its web site, which approves them.'),
    );
  return found;
}

/** The old adapter is retired and still checked, for buys in exclusive markets only: whoever trades none needs none of it. */
function shortage(who: string, role: string, has: string, { markets }: Patient): Found {
  const words = `${who} (${role}) may take only $${has}`;
  if (who !== OLD_ADAPTER) return failed(words, approval(who), who);
  if (!markets.some(({ negRisk }) => negRisk))
    return noted(`${words}: buys in exclusive (neg-risk) markets would be refused, and none is named`, who);
  return failed(
    words,
    `Approve ${who} for collateral on the chain (the web site and the SDKs no longer do it), or leave exclusive markets out of venue.markets.`,
    who,
  );
}

function approval(who: string): string {
  return `Approve ${who} for collateral: one trade by hand on the web site does it for deposit wallets; then ask again.`;
}

function usd(units: bigint): string {
  return new Decimal(units.toString()).div(MICRO).toFixed();
}
