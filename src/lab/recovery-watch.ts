// What comes back: once the last fault is over, every market has quoted again within the stated time, or there is a reason that
// people can see. Asked once a night.
import { STATED } from './checks.ts';
import type { OrderWatch } from './order-watch.ts';
import { MAKER, type Scene } from './scene.ts';
import type { TreeWatch } from './tree-watch.ts';

const TRADES: readonly string[] = ['trading', 'inPlay'];
/** Words of a quoter that looked and found no price or size that it may quote. */
const NOTHING_TO_QUOTE = [
  'noRoom',
  'fairBeyondGrid',
  'belowMinimumSize',
  'notCovered',
  'one side only',
  'microHalt',
  'crisis',
];
/** The gateway repeats a denial at least so often. */
const DENIED_MS = 75_000;

/** `sinceMs`: when the last fault was over. */
export function checkRecovery(scene: Scene, orders: OrderWatch, tree: TreeWatch, sinceMs: number): void {
  const { world, say } = scene;
  for (const market of world.exchange.markets()) {
    if (market.payout !== null || (orders.restedMs.get(market.slug) ?? 0) >= sinceMs) continue;
    if (scene.clock.now() - (orders.deniedMs.get(market.slug) ?? 0) < DENIED_MS) continue;
    const reason = silenceOf(scene, tree, market.slug);
    if (reason === null)
      say('recovery', `${market.slug} has not quoted for ${STATED.recoveryMs} ms: ${stateOf(scene, market.slug)}`);
  }
}

/** Why a market may be silent; null: it may not. */
function silenceOf(scene: Scene, tree: TreeWatch, slug: string): string | null {
  const { life, world, untold } = scene;
  const { desk } = life();
  if (tree.latched !== 'armed') return `latched: ${tree.latched}`;
  const state = [...desk.markets.values()].find(({ facts }) => facts.slug === slug);
  if (!state) return null;
  const left = desk.halts.reason(state.facts.id);
  if (left?.includes('failed too often')) return left;
  if (state.phase === 'halted') return untold.some ? 'halted for a divergence' : null;
  if (!TRADES.includes(state.phase)) return state.phase;
  const { silence } = state;
  if (silence !== null && NOTHING_TO_QUOTE.some((word) => silence.includes(word))) return silence;
  const { id } = state.facts;
  const own = world.exchange.openOrders(MAKER).filter(({ market }) => market === id).length;
  const depth = (side: 'bid' | 'ask') => world.exchange.levels(id, side, own + 1).length;
  return depth('bid') === 0 || depth('ask') === 0 ? 'nobody else is there' : null;
}

/** How one market stands, for people. */
export function stateOf(scene: Scene, slug: string): string {
  const { desk, tree } = scene.life();
  const state = [...desk.markets.values()].find(({ facts }) => facts.slug === slug);
  if (!state) return 'nobody knows it';
  const { mode, why } = desk.admission;
  const rows = desk.orders.live(state.facts.id).map(({ slot, status }) => `${slot} ${status}`);
  return [
    `phase ${state.phase}`,
    `quoter ${tree.stateOf(`market:${slug}/quoter`)}`,
    `book ${state.book.trust(desk.clock.now())}`,
    `gateway ${mode} (${why})`,
    `silence: ${state.silence}`,
    `rows: ${rows.join(', ') || 'none'}`,
  ].join(', ');
}
