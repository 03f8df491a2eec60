// What real payloads carry and our shapes leave out on purpose: pictures, words for people, statistics of other clocks, and the
// housekeeping of the venue's own site. A field that turns up and is not here is news.

const LEFT: Readonly<Record<string, string>> = {
  'clob market': 'description fpmm icon image notifications_enabled',
  'event of a market':
    'active archived automaticallyActive automaticallyResolved closed closedTime commentCount competitive createdAt creationDate cumulativeMarkets cyom deploying description enableNegRisk enableOrderBook endDate ended eventDate eventMetadata eventWeek featured gameId gmpChartMode icon image liquidity liquidityClob live negRiskAugmented new openInterest pendingDeployment period requiresTranslation resolutionSource restricted score series seriesSlug showAllOutcomes showMarketImages sortBy startDate startTime ticker updatedAt volume volume1mo volume1wk volume1yr volume24hr',
  'gamma event':
    'automaticallyActive automaticallyResolved closedTime commentCount competitive createdAt creationDate cumulativeMarkets cyom deploying deployingTimestamp description ended estimateValue eventCreators eventMetadata featured featuredOrder gmpChartMode icon image liquidityAmm liquidityClob live new openInterest pendingDeployment published_at requiresTranslation resolutionSource restricted series showAllOutcomes showMarketImages sortBy ticker updatedAt volume1mo volume1wk volume1yr',
  'gamma market':
    'approved automaticallyActive comboStatus competitive createdAt creator customLiveness cyom deploying deployingTimestamp description endDateIso featured fee fpmmLive funded groupItemThreshold hasReviewedDates icon image liquidity liquidityAmm liquidityClob mailchimpTag manualActivation marketType new oneDayPriceChange oneHourPriceChange oneMonthPriceChange oneWeekPriceChange oneYearPriceChange pagerDutyNotificationEnabled pendingDeployment ready readyForCron requiresTranslation resolvedBy restricted rfqEnabled sentDiscord seriesColor showGmpOutcome showGmpSeries startDateIso submitted_by twitterCardImage twitterCardLastRefreshed twitterCardLastValidated twitterCardLocation umaBond umaEndDate umaResolutionStatuses umaReward updatedAt updatedBy volume volume1mo volume1moAmm volume1moClob volume1wk volume1wkAmm volume1wkClob volume1yr volume1yrAmm volume1yrClob volume24hrClob volumeClob wideFormat',
  'gamma search': 'pagination profiles tags',
  'old position':
    'cashPnl endDate eventSlug icon initialValue oppositeOutcome percentPnl percentRealizedPnl realizedPnl slug title totalBought',
  'public trade': 'bio eventSlug icon name profileImage profileImageOptimized pseudonym title',
  tag: 'createdAt forceHide forceShow isCarousel publishedAt requiresTranslation updatedAt updatedBy',
};

/** As `shape.field`. */
export const KEPT_OUT: readonly string[] = Object.entries(LEFT).flatMap(([shape, fields]) =>
  fields.split(' ').map((field) => `${shape}.${field}`),
);
