// The tree of actors as rows of a table: what is opened, what a filter leaves, and what a closed row says of its inside. Pure.
import type { TreeNode } from '#domain/operator/views.ts';
import type { Tone } from './market-words.ts';
import { countWords } from './words.ts';

export interface TreeRow {
  readonly node: TreeNode;
  readonly depth: number;
  /** null: nobody is in it. */
  readonly open: boolean | null;
  /** What a closed row holds; null: it is open or holds nobody. */
  readonly inside: string | null;
  /** Of the whole inside as well while it is closed. */
  readonly restarts: number;
}

/** Kinds that are open until somebody closes them. */
const OPEN_KINDS: readonly string[] = ['root', 'venue'];
const STATES_NAMED_MAX = 4;

const TONES: Readonly<Record<Exclude<Tone, 'calm'>, readonly string[]>> = {
  good: ['quoting', 'widened', 'trading', 'inPlay', 'open', 'beating', 'waiting', 'live', 'active', 'running', 'armed'],
  warn: [
    ...['oneSided', 'microHalt', 'pulled', 'held', 'partial', 'closing', 'reduceOnly', 'noNewQuotes', 'unwinding'],
    ...[
      'doubting',
      'engineRestarting',
      'probing',
      'newsLost',
      'venueClosed',
      'draining',
      'reconciling',
      'recalibrating',
    ],
    ...['repeating', 'reading', 'hoping', 'readingAgain', 'blind'],
  ],
  bad: [
    'halted',
    'lost',
    'trying',
    'beatLost',
    'diverged',
    'stuck',
    'cancelAll',
    'exit',
    'clearing',
    'failed',
    'error',
  ],
};

const TONE_OF: ReadonlyMap<string, Tone> = new Map(
  Object.entries(TONES).flatMap(([tone, states]) => states.map((state): [string, Tone] => [state, tone as Tone])),
);

/** The colour that goes with a state, by its innermost name; most are neither good nor bad. */
export function stateTone(state: string): Tone {
  return TONE_OF.get(state.split('.').at(-1) ?? state) ?? 'calm';
}

/** `opened`: what somebody opened or closed. A filter opens whatever leads to what it finds. */
export function treeRows(tree: TreeNode, opened: ReadonlyMap<string, boolean>, filter: string): readonly TreeRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const rows: TreeRow[] = [];
  const wanted = words.length === 0 ? null : found(tree, words, new Set());
  walk(tree, 0);
  return rows;

  function walk(node: TreeNode, depth: number): void {
    if (wanted !== null && !wanted.has(node)) return;
    const children = shownChildren(node);
    const open =
      children.length === 0 ? null : wanted !== null || (opened.get(node.id) ?? OPEN_KINDS.includes(node.kind));
    const inside = open === false ? insideWords(children) : null;
    rows.push({ node, depth, open, inside, restarts: open === false ? restartsIn(node) : node.restarts });
    if (open) for (const child of children) walk(child, depth + 1);
  }
}

/** The only shard is left out: its markets stand in its place. */
export function shownChildren(node: TreeNode): readonly TreeNode[] {
  const shards = node.children.filter(({ kind }) => kind === 'shard');
  const [only] = shards;
  if (shards.length !== 1 || !only) return node.children;
  return node.children.flatMap((child) => (child === only ? only.children : [child]));
}

export function findNode(tree: TreeNode, id: string): TreeNode | null {
  if (tree.id === id) return tree;
  for (const child of tree.children) {
    const hit = findNode(child, id);
    if (hit) return hit;
  }
  return null;
}

/** `quoter` of `market:wide-1/quoter`. */
export function shortName(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

export function actorsIn(node: TreeNode): number {
  return node.children.reduce((sum, child) => sum + actorsIn(child), 1);
}

/** Everybody who fits and whoever stands above one who does. */
function found(node: TreeNode, words: readonly string[], wanted: Set<TreeNode>): Set<TreeNode> {
  const text = `${node.id} ${node.kind} ${node.state}`.toLowerCase();
  if (words.every((word) => text.includes(word))) wanted.add(node);
  for (const child of node.children) {
    found(child, words, wanted);
    if (wanted.has(child)) wanted.add(node);
  }
  return wanted;
}

/** `quoting · tracking · pairing, 3 pair trades`. */
function insideWords(children: readonly TreeNode[]): string {
  const trades = children.flatMap((child) => (child.kind === 'complete-set' ? child.children : []));
  const told = trades.length === 0 ? '' : `, ${countWords(trades.length, 'pair trade')}`;
  const [first] = children;
  if (first && children.length > STATES_NAMED_MAX) return `${countWords(children.length, first.kind)}${told}`;
  return `${children.map(({ state }) => state).join(' · ')}${told}`;
}

function restartsIn(node: TreeNode): number {
  return node.children.reduce((sum, child) => sum + restartsIn(child), node.restarts);
}
