// The Data API on what a wallet is worth and on what became of a market: late and cached, so never the source of truth.
import { type Codec, list, type Of } from './codec.ts';
import { BOOL, COUNT, choice, ID, MARKET_ID, NUMBER, TEXT } from './scalars.ts';
import { at, maybe, shape } from './shape.ts';
import { DATE, SECONDS_TEXT } from './times.ts';

export type Resolution = Of<typeof RESOLUTION>;

/** `GET /v2/value`: nothing for a wallet that nobody knows. */
export const WALLET_VALUE = shape('wallet value', {
  found: maybe(
    'data',
    shape('value of a wallet', { wallet: at('proxy_wallet', ID), value: at('value', NUMBER) }),
    null,
  ),
});

/** A row of `GET /v2/resolutions`. */
export const RESOLUTION = shape('resolution', {
  question: maybe('question_id', ID),
  market: maybe('condition_id', MARKET_ID),
  status: at(
    'status',
    choice({
      initialized: 'initialised',
      posed: 'posed',
      proposed: 'proposed',
      challenged: 'challenged',
      reproposed: 'proposed again',
      disputed: 'disputed',
      active: 'active',
      arbitration: 'arbitration',
      resolved: 'resolved',
    }),
  ),
  extended: at('extended_review', BOOL),
  disputed: at('was_disputed', BOOL),
  /** The question was asked anew with other rules. */
  rulesUpdated: at('new_version_q', BOOL),
  /** Of the oracle, as it writes them. */
  proposedPrice: maybe('proposed_price', TEXT),
  reproposedPrice: maybe('reproposed_price', TEXT),
  price: maybe('price', TEXT),
  transaction: maybe('transaction_hash', ID, ''),
  logIndex: maybe('log_index', TEXT, ''),
  updatedMs: at('last_update_timestamp', SECONDS_TEXT),
  marketType: maybe('market_type', TEXT),
  /** Millionths of a dollar a share, YES first. */
  payouts: maybe('payouts', list(COUNT)),
  source: maybe('resolution_source', choice({ reported: 'reported', derived: 'derived' })),
  reporter: maybe('reporter', choice({ UMA_OO: 'oracle', CHAINLINK: 'chainlink', EOA: 'wallet' })),
  arbitrated: maybe('was_arbitrated', BOOL),
  block: maybe('resolved_block', COUNT),
  resolvedMs: maybe('resolved_at', DATE),
  expectedMs: maybe('expected_settlement_time', DATE),
  basis: maybe('settlement_time_basis', TEXT),
});
export const RESOLUTIONS = shape('resolutions', {
  rows: at('data', list(RESOLUTION) as Codec<readonly Resolution[]>),
});
