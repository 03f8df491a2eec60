import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { TreeNode } from '#domain/operator/views.ts';
import { leafText, summaryOf } from '../../../../src/infra/operator/dashboard/context-tree.ts';
import {
  actorsIn,
  findNode,
  shortName,
  stateTone,
  treeRows,
} from '../../../../src/infra/operator/dashboard/tree-rows.ts';

function node(id: string, kind: string, state: string, children: readonly TreeNode[] = [], restarts = 0): TreeNode {
  const lived = { sinceMs: 0, bornMs: 0, restarts, queued: 0, lastEvent: null, lastEventMs: null, events: 0 };
  return { id, kind, state, ...lived, children };
}
const market = (slug: string, quoter = 'quoting') =>
  node(`market:${slug}`, 'market', 'trading', [
    node(`market:${slug}/complete-set`, 'complete-set', 'pairing', [
      node(`market:${slug}/pair-trade:1`, 'pair-trade', 'leg1Working'),
    ]),
    node(`market:${slug}/quoter`, 'quoter', quoter, [], 2),
  ]);
const root = (...shards: readonly TreeNode[]) =>
  node('root', 'root', 'running', [
    node('venue', 'venue', 'running', [node('order-gateway', 'order-gateway', 'open')]),
    ...shards,
  ]);
const shard = (at: number, ...slugs: readonly string[]) =>
  node(
    `shard-${at}`,
    'shard',
    'running',
    slugs.map((slug) => market(slug)),
  );
const shown = (tree: TreeNode, opened: Readonly<Record<string, boolean>> = {}, filter = '') =>
  treeRows(tree, new Map(Object.entries(opened)), filter).map(({ node: { id }, depth }) => `${' '.repeat(depth)}${id}`);

test('the only shard is left out: its markets stand in its place, closed', () => {
  assert.equal(shown(root(shard(0, 'wide-1', 'wide-2'))), [
    ...['root', ' venue', '  order-gateway', ' market:wide-1', ' market:wide-2'],
  ]);
});

test('several shards are rows of their own, and closed', () => {
  assert.equal(shown(root(shard(0, 'wide-1'), shard(1, 'wide-2'))), [
    ...['root', ' venue', '  order-gateway', ' shard-0', ' shard-1'],
  ]);
});

test('what somebody opened or closed stays so', () => {
  assert.equal(shown(root(shard(0, 'wide-1')), { venue: false, 'market:wide-1': true }), [
    ...['root', ' venue', ' market:wide-1', '  market:wide-1/complete-set', '  market:wide-1/quoter'],
  ]);
});

test('a closed row says what it holds, and counts the restarts in it', () => {
  const rows = treeRows(root(shard(0, 'wide-1')), new Map(), '');
  const closed = rows.find((row) => row.node.id === 'market:wide-1');
  assert.is(closed?.inside, 'pairing · quoting, 1 pair trade');
  assert.is(closed?.restarts, 2);
  assert.is(closed?.open, false);
  const [top] = rows;
  assert.is(top?.inside, null);
  assert.is(top?.restarts, 0);
  const many = treeRows(root(shard(0, ...'abcdef'), shard(1, 'g')), new Map(), '');
  assert.is(many.find((row) => row.node.id === 'shard-0')?.inside, '6 markets');
});

test('a filter leaves whoever fits by name, kind or state, and whoever stands above', () => {
  const tree = root(shard(0, 'wide-1', 'wide-2'));
  assert.equal(shown(tree, {}, 'wide-2 quoter'), ['root', ' market:wide-2', '  market:wide-2/quoter']);
  assert.equal(shown(tree, {}, 'LEG1'), [
    ...['root', ' market:wide-1', '  market:wide-1/complete-set', '   market:wide-1/pair-trade:1'],
    ...[' market:wide-2', '  market:wide-2/complete-set', '   market:wide-2/pair-trade:1'],
  ]);
  assert.equal(shown(tree, {}, 'nobody'), []);
});

test('one actor is found by its address, and has a short name', () => {
  const tree = root(shard(0, 'wide-1'));
  assert.is(findNode(tree, 'market:wide-1/quoter')?.kind, 'quoter');
  assert.is(findNode(tree, 'shard-0')?.kind, 'shard');
  assert.is(findNode(tree, 'market:wide'), null);
  assert.is(shortName('market:wide-1/pair-trade:7'), 'pair-trade:7');
  assert.is(actorsIn(tree), 8);
});

test('colours go with what a state means; most mean nothing special', () => {
  assert.is(stateTone('active.quoting'), 'good');
  assert.is(stateTone('held'), 'warn');
  assert.is(stateTone('halted'), 'bad');
  assert.is(stateTone('copying'), 'calm');
});

test('what an actor knows is cut where it is too long, and says so', () => {
  assert.is(leafText('a'.repeat(300)), `${'a'.repeat(240)}… (300 characters)`);
  assert.is(leafText(null), 'null');
  assert.is(leafText(0.5), '0.5');
  assert.is(leafText([]), '[]');
  assert.is(summaryOf([1, 2]), '[2]');
  assert.is(summaryOf({ a: 1, b: 2, c: 3, d: 4 }), '{a, b, c, …}');
});

test.run();
