// Checks of the account: the key and its API key, the wallet, what the venue forbids it, and its money.
import { failureText } from '../failure-text.ts';
import { KEY_VARIABLES } from '../signing/key-source.ts';
import { WALLET_KINDS, walletsOf } from '../trading-account.ts';
import { API_KEYS, CLOSED_ONLY, dollarsOf } from '../wire/account.ts';
import { reasonOf } from '../wire/reject-reasons.ts';
import { balanceOf } from './balances.ts';
import { type Found, failed, noted, passed } from './finding.ts';
import type { Check, Patient } from './patient.ts';

const READ = { method: 'GET', service: 'clob', auth: 'key' } as const;

export const ACCOUNT_CHECKS: readonly Check[] = [
  { name: 'key', needs: ['host', 'clock'], needsKeys: true, look: keyFindings },
  { name: 'wallet', needs: [], needsKeys: true, look: walletFindings },
  { name: 'restrictions', needs: ['key'], needsKeys: true, look: restrictionFindings },
  { name: 'balance', needs: ['key', 'wallet'], needsKeys: true, look: balanceFindings },
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
    const why = failureText(answer.failure);
    if (answer.failure.kind === 'rejected' && isBarred(answer.failure.text))
      return [failed(`the account is barred: ${why}`, cure)];
    return [
      failed(
        `whether we may trade cannot be asked: ${why}`,
        'Nothing is said of the account: look at what answered (a proxy, a firewall, a gateway before the venue, its status page), and ask again.',
      ),
    ];
  }
  if (answer.value.closedOnly) return [failed('the account is closed-only: it may sell and not buy', cure)];
  return [passed('the account may open positions')];
}

/** Whatever stands before the venue may refuse as well: only its own words are about the account. */
function isBarred(text: string): boolean {
  return !text.startsWith('a web page') && reasonOf(text) === 'accountRestricted';
}

async function balanceFindings(patient: Patient): Promise<readonly Found[]> {
  const answer = await balanceOf(patient, 'COLLATERAL');
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
