// The only place that may approve an order. Review is pure and belongs in the very step that hands over to the venue: an
// approval that waits goes stale. A cancel has no review, so it cannot be denied.
import type { Approved } from './approved.ts';
import type { OrderIntent } from './order.ts';
import { RULES, type RuleName } from './risk-rules.ts';
import { type RiskLimits, type RiskState, riskCase } from './risk-state.ts';

export interface Denial {
  readonly rule: RuleName;
  /** What the rule allows. */
  readonly limit: string;
  readonly found: string;
}

/** Approves `intent`, or says which rule denies it first. A loss that is not a number denies too. */
export function review(intent: OrderIntent, state: RiskState, limits: RiskLimits): Approved<OrderIntent> | Denial {
  const looked = riskCase(intent, state, limits);
  for (const { name, rule } of RULES) {
    const objection = rule(looked);
    if (objection) return { rule: name, ...objection };
  }
  return intent as Approved<OrderIntent>;
}

export function isDenial(verdict: Approved<OrderIntent> | Denial): verdict is Denial {
  return 'rule' in verdict;
}

/** For logs and facts: one line. */
export function denialText(denial: Denial): string {
  return `${denial.rule}: allowed ${denial.limit}, found ${denial.found}`;
}
