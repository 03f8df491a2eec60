// Relations between settings: each value may be fine alone and wrong beside another. Data, one line each, so that the list
// is the documentation; checked on the whole and again for every market with its overrides.

import { Decimal } from '../units.ts';
import type { SettingValues } from './keys.ts';

export interface Relation {
  readonly low: keyof SettingValues;
  readonly high: keyof SettingValues;
  /** Equal is fine too. */
  readonly orEqual: boolean;
  readonly why: string;
}

export const RELATIONS: readonly Relation[] = [
  atMost('lossPerMarketMaxUsd', 'lossPerEventMaxUsd', 'a market is a part of its event'),
  atMost('lossPerEventMaxUsd', 'bankrollUsd', 'we cannot lose more than we have'),
  atMost('dailyLossMaxUsd', 'bankrollUsd', 'we cannot lose more than we have'),
  atMost('weeklyLossMaxUsd', 'bankrollUsd', 'we cannot lose more than we have'),
  atMost('drawdownMaxUsd', 'bankrollUsd', 'we cannot lose more than we have'),
  atMost('exposureMaxUsd', 'bankrollUsd', 'we cannot lose more than we have'),
  atMost('tradeLossMaxUsd', 'bankrollUsd', 'we cannot lose more than we have'),
  atMost('planIntervalMs', 'minRestMs', 'a quote cannot move before the next plan'),
  below('planIntervalMs', 'dataGapMs', 'a gap must be noticed over several plans, not within one'),
  below('minRestMs', 'legPatienceMs', 'the second leg needs time to rest'),
  below('volatilityFastHalfLifeMs', 'volatilitySlowHalfLifeMs', 'the fast average must be the faster one'),
  below('deepSpreadUsd', 'thinSpreadUsd', 'a deep market is no thin one'),
  below('thinDepthUsd', 'deepDepthUsd', 'a deep market is no thin one'),
  atMost('riskBudgetUsd', 'bankrollUsd', 'we cannot lose more than we have'),
  below('haltZOut', 'haltZIn', 'a halt must end at calmer flow than started it'),
  atMost('haltMs', 'haltMaxMs', 'the first halt is the shortest'),
  atMost('haltMaxMs', 'haltCalmMs', 'a halt is no calm'),
];

/** Every relation that `values` break. */
export function brokenRelations(values: SettingValues): readonly Relation[] {
  return RELATIONS.filter(({ low, high, orEqual }) => {
    const order = numberOf(values[low]).comparedTo(numberOf(values[high]));
    return order > 0 || (order === 0 && !orEqual);
  });
}

/** `haltZOut (3) must be below haltZIn (3): …`. */
export function relationText({ low, high, orEqual, why }: Relation, values: SettingValues): string {
  const limit = orEqual ? 'must not be above' : 'must be below';
  return `${low} (${numberOf(values[low]).toFixed()}) ${limit} ${high} (${numberOf(values[high]).toFixed()}): ${why}`;
}

function atMost(low: keyof SettingValues, high: keyof SettingValues, why: string): Relation {
  return { low, high, orEqual: true, why };
}

function below(low: keyof SettingValues, high: keyof SettingValues, why: string): Relation {
  return { low, high, orEqual: false, why };
}

function numberOf(value: unknown): Decimal {
  return new Decimal(value as Decimal | number);
}
