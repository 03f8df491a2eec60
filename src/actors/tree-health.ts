// Whether a tree is as well as it was: everybody who lived lives, the gateway is open, and every market that quoted quotes, or
// is silent because its own clock says so. Looks only; what to do about it is for whoever asks.
import type { MarketId } from '#domain/ids.ts';
import type { MarketState } from '#domain/market/market-state.ts';
import { marketAddress } from '#machines/market.machine.ts';
import { quoterAddress } from '#machines/quoter.machine.ts';
import { actorKind } from './addresses.ts';
import type { Desk } from './desk.ts';
import type { Tree } from './root.actor.ts';

export type Seen = Pick<Tree, 'actors' | 'stateOf'>;

/** At one moment: addresses of who lived (pair trades come and go), markets that quoted or were halted, and what was latched. */
export interface TreeHealth {
  readonly lived: readonly string[];
  readonly quoted: readonly MarketId[];
  readonly halted: readonly MarketId[];
  readonly latched: string | null;
}

const QUOTES: readonly (string | null)[] = ['quoting', 'widened', 'oneSided', 'microHalt'];
const TRADES: readonly string[] = ['trading', 'inPlay'];

export function treeHealth(desk: Desk, tree: Seen): TreeHealth {
  const lived = tree.actors().map(({ address }) => address);
  const markets = [...desk.markets.values()].filter((state) => quotes(tree, state));
  return {
    lived: lived.filter((address) => actorKind(address) !== 'pair-trade'),
    quoted: markets.map(({ facts }) => facts.id),
    halted: [...desk.halts.all().keys()],
    latched: desk.vitals.latch?.reason ?? null,
  };
}

/** The first thing that is not yet as it was; null when the tree is well. Markets that ended since are no ailment, and under
 *  a latch that was there before nobody is expected to quote. */
export function ailment(desk: Desk, tree: Seen, { lived, quoted, latched }: TreeHealth): string | null {
  const living = new Set(tree.actors().map(({ address }) => address));
  const homes = new Set([...desk.markets.values()].map(({ facts }) => marketAddress(facts.slug)));
  for (const address of lived) {
    const [home = ''] = address.split('/');
    const isOver = actorKind(home) === 'market' && !homes.has(home);
    if (!living.has(address) && !isOver) return address;
  }
  if (latched !== null) return null;
  if (desk.admission.mode !== 'open') return `the gateway (${desk.admission.why})`;
  for (const market of quoted) {
    const state = desk.markets.get(market);
    if (state && TRADES.includes(state.phase) && !quotes(tree, state)) return quoterAddress(state.facts.slug);
  }
  return null;
}

function quotes(tree: Seen, { facts, phase }: MarketState): boolean {
  return TRADES.includes(phase) && QUOTES.includes(tree.stateOf(quoterAddress(facts.slug)));
}
