// One question that several checks of the doctor ask: what the wallet holds of one thing, and who may take it.
import type { Answer } from '#domain/ports.ts';
import { queryOf } from '../client/page-reader.ts';
import type { Holdable } from '../client/venue-reads.ts';
import { BALANCE, type Balance } from '../wire/account.ts';
import { ANYTHING } from '../wire/codec.ts';
import type { Patient } from './patient.ts';

type HoldingKind = Holdable['kind'];

const READ = { method: 'GET', service: 'clob', auth: 'key' } as const;

/** What the venue believes we hold, and who it believes may take it. `kind`: `COLLATERAL`, or of which protocol an outcome is. */
export function balanceOf(patient: Patient, kind: HoldingKind, asset: string | null = null): Promise<Answer<Balance>> {
  const query = holding(patient, kind, asset);
  return patient.inquiry.ask({ ...READ, path: '/balance-allowance', query, cost: { kind: 'balance' }, codec: BALANCE });
}

/** Has the venue look at the chain; what it answers says nothing. */
export async function refresh(patient: Patient, kind: HoldingKind, asset: string): Promise<void> {
  const query = holding(patient, kind, asset);
  const call = { ...READ, path: '/balance-allowance/update', query, cost: { kind: 'balanceUpdate' } } as const;
  await patient.inquiry.ask({ ...call, codec: ANYTHING });
}

function holding({ account }: Patient, kind: HoldingKind, asset: string | null): string {
  return queryOf({ asset_type: kind, token_id: asset, signature_type: String(account?.signatureType ?? 0) });
}
