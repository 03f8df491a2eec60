// The fields each shape of the wire is known by, written by hand from the venue's documents and real payloads: the list that
// the code is held against. A field that may be absent ends with `?`.
import { readdirSync } from 'node:fs';
import type { Codec } from '#infra/venue/wire/codec.ts';
import type { Shape } from '#infra/venue/wire/shape.ts';

const TRADE =
  'id taker_order_id market asset_id side size price fee_rate_bps? match_time last_update? outcome? bucket_index? owner? maker_address? transaction_hash? trader_side? maker_orders? status';
const BOOK = 'market asset_id timestamp hash? bids asks min_order_size? tick_size? neg_risk? version?';

const DESCRIBED_REWARD =
  'condition_id question market_slug? event_slug? image? rewards_max_spread rewards_min_size market_competitiveness? tokens rewards_config';

export const CENSUS: Readonly<Record<string, string>> = {
  level: 'price size',
  book: `${BOOK} last_trade_price`,
  'book frame': `${BOOK} last_trade_price?`,
  'market subscription': 'assets_ids custom_feature_enabled? initial_dump?',
  'market subscription change': 'operation assets_ids custom_feature_enabled?',
  'level change': 'asset_id price size side hash? best_bid? best_ask?',
  'price change': 'market price_changes timestamp',
  'last trade price': 'market asset_id price? size? side? fee_rate_bps? timestamp transaction_hash?',
  'tick size change': 'market asset_id old_tick_size? new_tick_size timestamp',
  'best bid and ask': 'market asset_id best_bid? best_ask? spread? timestamp',
  'event message': 'id ticker? slug? title? description?',
  'new market':
    'id question market slug description? assets_ids outcomes event_message? timestamp tags? condition_id? active? clob_token_ids? sports_market_type? line? game_start_time? order_price_min_tick_size? group_item_title? taker_base_fee? fees_enabled? fee_schedule?',
  'market resolved': 'id? market assets_ids winning_asset_id winning_outcome? timestamp tags?',
  'user subscription': 'auth markets?',
  credentials: 'apiKey secret passphrase',
  'user subscription change': 'operation markets',
  'user order':
    'id type market asset_id side price original_size size_matched? status? associate_trades? owner? order_owner? maker_address? outcome? order_type? created_at? expiration? timestamp',
  'user trade': `${TRADE} trade_owner? timestamp?`,
  trade: `${TRADE} match_time_nano? err_msg? created_at?`,
  'maker row':
    'order_id owner maker_address matched_amount price fee_rate_bps? asset_id outcome? outcome_index? side? builder_fee? builder_code?',
  order:
    'id status owner? maker_address? market asset_id side original_size size_matched price associate_trades? outcome? created_at? expiration? order_type?',
  'order answer': 'success errorMsg? orderID? status? makingAmount? takingAmount? tradeIDs? transactionsHashes?',
  'cancel answer': 'canceled not_canceled?',
  page: 'data next_cursor limit? count?',
  'cancel request': 'orderID',
  'market cancel request': 'market? asset_id?',
  'asset query': 'token_id side?',
  balance: 'balance allowances? allowance?',
  heartbeat: 'heartbeat_id?',
  'heartbeat answer': 'error_msg? heartbeat_id',
  'heartbeat refused': 'error_msg heartbeat_id',
  'api key': 'apiKey secret passphrase',
  'api keys': 'apiKeys',
  'builder key': 'key secret passphrase',
  'listed builder key': 'key createdAt? revokedAt?',
  'session signers': 'wallet signers',
  'session signer': 'address scopes valid_until',
  'closed only': 'closed_only',
  'rate tier': 'tier',
  region: 'blocked ip? country region?',
  'compact market': 'c v? t mts mos nr? fd? mbf? tbf? r? ao? aot? sd? gst? cbos? rfqe? itode? ibce? oas?',
  'compact outcome': 't o',
  'compact reward': 'mi? ma? e? moas? smoa?',
  'short fee': 'r e to?',
  'stream fee': 'rate exponent taker_only? rebate_rate?',
  'fee schedule': 'rate exponent takerOnly? rebateRate?',
  'clob market':
    'condition_id question? question_id? market_slug tokens minimum_tick_size minimum_order_size neg_risk neg_risk_market_id? neg_risk_request_id? accepting_orders accepting_order_timestamp? active closed archived enable_order_book end_date_iso? game_start_time? seconds_delay maker_base_fee? taker_base_fee? is_50_50_outcome? rewards? tags?',
  'clob outcome': 'token_id outcome price? winner?',
  'clob reward': 'min_size max_spread rates?',
  'clob reward rate': 'asset_address rewards_daily_rate',
  'tick size': 'minimum_tick_size',
  'neg risk': 'neg_risk',
  'fee rate': 'base_fee',
  version: 'version',
  'market of an asset': 'condition_id primary_token_id secondary_token_id',
  price: 'price',
  midpoint: 'mid',
  spread: 'spread',
  'last price': 'price side?',
  'last price of an asset': 'token_id price side?',
  'price history': 'history',
  'price point': 't p',
  'price histories': 'history',
  'history query': 'markets start_ts? end_ts? interval? fidelity?',
  scoring: 'scoring',
  'reward config': 'id? asset_address start_date end_date rate_per_day total_rewards?',
  'reward market':
    'condition_id rewards_max_spread rewards_min_size rewards_config sponsored_daily_rate? sponsors_count? native_daily_rate? total_daily_rate? market_competitiveness?',
  'rewarded outcome': 'token_id outcome price?',
  'described reward': DESCRIBED_REWARD,
  'found reward': `${DESCRIBED_REWARD} market_id event_id? group_item_title? created_at? end_date? one_day_price_change? spread? volume_24hr?`,
  'own reward': `${DESCRIBED_REWARD} maker_address earning_percentage earnings`,
  'earned asset': 'asset_address earnings asset_rate',
  'reward earning': 'date condition_id? asset_address maker_address earnings asset_rate',
  rebate: 'date condition_id asset_address maker_address rebated_fees_usdc',
  'gamma market':
    'id slug question? conditionId questionID? marketMakerAddress? version? clobTokenIds? positionIds? outcomes? outcomePrices? negRisk? negRiskMarketID? negRiskRequestID? negRiskOther? orderPriceMinTickSize? orderMinSize? enableOrderBook? acceptingOrders? acceptingOrdersTimestamp? active? closed? archived? closedTime? secondsDelay? gameStartTime? gameId? clearBookOnStart? eventStartTime? startDate? endDate? rewardsMinSize? rewardsMaxSpread? clobRewards? holdingRewardsEnabled? feesEnabled? feeType? feeSchedule? makerBaseFee? takerBaseFee? makerRebatesFeeShareBps? umaResolutionStatus? resolutionStatus? resolutionSource? automaticallyResolved? category? sportsMarketType? groupItemTitle? bestBid? bestAsk? spread? lastTradePrice? volumeNum? volume24hr? liquidityNum? events?',
  'gamma reward': 'id? conditionId? assetAddress? rewardsAmount? rewardsDailyRate? startDate? endDate?',
  'event of a market': 'id? slug? title? negRisk? negRiskMarketID?',
  'gamma event':
    'id slug title? category? active? closed? archived? enableOrderBook? negRisk? negRiskMarketID? enableNegRisk? negRiskAugmented? startDate? endDate? startTime? seriesSlug? volume? volume24hr? liquidity? tags? markets?',
  tag: 'id label? slug?',
  'gamma search': 'events?',
  'gamma markets page': 'markets next_cursor?',
  'gamma events page': 'events next_cursor?',
  position:
    'proxy_wallet token_id condition_id status current_size avg_price? current_price? current_value? entry_cost_usdc? redeemable? mergeable? outcome? outcome_index? opposite_token_id? negative_risk? slug? title? event_id? end_date? last_event_at?',
  activity:
    'proxy_wallet type condition_id? token_id? side? size? usdc_size? price? timestamp transaction_hash? outcome_index?',
  envelope: 'data pagination',
  pagination: 'limit? offset? has_more? next_cursor?',
  'reference point': 'timestamp value full_accuracy_value?',
  'reference prices': 'symbol source? window_s? timestamp? value? full_accuracy_value? data?',
  'bolt frame': 'v channel seq ts snapshot? dropped? payload',
  'bolt key': 'rid? auth',
  'bolt subscription': 'rid? subscriptions',
  'subscribed channel': 'channel filter',
  'channel filter': 'symbol window_seconds?',
  'bolt reply': 'op rid? channel? code? message?',
  'rtds frame': 'topic type timestamp connection_id? payload',
  'data error': 'error code? retryable? trace_id? parameter?',
  'old position':
    'proxyWallet asset conditionId size avgPrice? curPrice? currentValue? redeemable? mergeable? outcome? outcomeIndex? oppositeAsset? negativeRisk?',
  notification: 'id type owner timestamp payload',
  'order of a notification':
    'order_id market asset_id outcome outcome_index side price original_size matched_size remaining_size type? trade_id? transaction_hash? question? market_slug? eventSlug? seriesSlug? icon? image?',
  'live trade':
    'event_type market user side size fee_rate_bps? price outcome? outcome_index? transaction_hash? timestamp',
  'market of a live trade': 'condition_id asset_id question? icon? slug?',
  'trader of a live trade': 'address username? profile_picture? optimized_profile_picture? pseudonym?',
  'feed trade':
    'proxy_wallet side token_id condition_id size price timestamp title? slug? icon? event_slug? outcome? outcome_index? name? pseudonym? bio? profile_image? profile_image_optimized? transaction_hash',
  'builder trade':
    'id tradeType takerOrderHash builder? market assetId side size sizeUsdc price status outcome? outcomeIndex? owner maker transactionHash? matchTime bucketIndex? fee? feeUsdc? builderFee? builderCode? err_msg? createdAt? updatedAt?',
  'wallet value': 'data?',
  'value of a wallet': 'proxy_wallet value',
  resolution:
    'question_id? condition_id? status extended_review was_disputed new_version_q proposed_price? reproposed_price? price? transaction_hash? log_index? last_update_timestamp market_type? payouts? resolution_source? reporter? was_arbitrated? resolved_block? resolved_at? expected_settlement_time? settlement_time_basis?',
  resolutions: 'data',
  'public trade':
    'proxyWallet side asset conditionId size price timestamp outcome? outcomeIndex? slug? transactionHash?',
};

const FOLDER = new URL('../../../../src/infra/venue/wire/', import.meta.url);

/** Every codec that any file of the wire exports, by `file name`; single values aside. */
export async function allCodecs(): Promise<ReadonlyMap<string, Codec<unknown>>> {
  const found = new Map<string, Codec<unknown>>();
  for (const file of readdirSync(FOLDER)) {
    const module = (await import(new URL(file, FOLDER).href)) as Record<string, unknown>;
    for (const [name, thing] of Object.entries(module)) if (isCodec(thing)) found.set(`${file} ${name}`, thing);
  }
  return found;
}

/** All shapes in these codecs, the inner ones included. */
export function shapesIn(codecs: Iterable<Codec<unknown>>): ReadonlySet<Shape<unknown>> {
  const found = new Set<Shape<unknown>>();
  const visit = (codec: Codec<unknown>) => {
    if (codec.of) visit(codec.of);
    if (codec.kind !== 'shape' || found.has(codec as Shape<unknown>)) return;
    found.add(codec as Shape<unknown>);
    for (const field of Object.values((codec as Shape<unknown>).fields)) visit(field.codec);
  };
  for (const codec of codecs) visit(codec);
  return found;
}

function isCodec(thing: unknown): thing is Codec<unknown> {
  return typeof thing === 'object' && thing !== null && 'kind' in thing && 'read' in thing && 'write' in thing;
}
