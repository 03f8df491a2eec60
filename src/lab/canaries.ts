// Every defect that the simulation must find. What finds none of these would not find a real one either.
import { GATE_CANARIES } from './canaries-gate.ts';
import { HOUSE_CANARIES } from './canaries-house.ts';
import { LIMITS_CANARIES } from './canaries-limits.ts';
import { MONEY_CANARIES } from './canaries-money.ts';
import { ORDERS_CANARIES } from './canaries-orders.ts';
import type { Canary } from './canary.ts';

export const CANARIES: readonly Canary[] = [
  ...ORDERS_CANARIES,
  ...MONEY_CANARIES,
  ...HOUSE_CANARIES,
  ...LIMITS_CANARIES,
  ...GATE_CANARIES,
];
