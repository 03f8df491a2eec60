// A fault as a person fills it in: what stands in the form at first, what is sent, and the command that would do the same. Pure. Only
// what differs from the catalogue is sent; whether it is right is the service's to say, and it names the field.
import type { FaultSpec } from '#domain/chaos/fault.ts';
import type { Param } from '#domain/chaos/fault-param.ts';
import type { TreeNode } from '#domain/operator/views.ts';

export interface FaultForm {
  readonly target: string;
  /** As typed: `5s`, `250ms`. */
  readonly forText: string;
  /** As typed, by name. */
  readonly params: Readonly<Record<string, string>>;
}

export interface FaultRequest {
  readonly fault: string;
  readonly target?: string;
  readonly forMs?: string;
  readonly params?: Readonly<Record<string, string>>;
}

/** Kinds of targets in the order of the list, each with what it means. */
export const TARGET_WORDS: Readonly<Record<FaultSpec['target'], string>> = {
  actor: 'Actors',
  stream: 'Streams',
  market: 'Markets',
  venue: 'The venue',
  chain: 'The chain',
  files: 'Files',
  clock: 'The clock',
  process: 'The process',
};

const UNITS: readonly (readonly [unit: string, ms: number])[] = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
];

/** The shortest exact way to write it, as the command line takes it. */
export function durationTyped(ms: number): string {
  if (ms === 0) return '0s';
  const [unit, size] = UNITS.find(([, each]) => ms % each === 0) ?? ['ms', 1];
  return `${ms / size}${unit}`;
}

export function defaultTyped(param: Param): string {
  return param.kind === 'duration' ? durationTyped(param.default) : String(param.default);
}

export function emptyForm({ params, forMs }: FaultSpec): FaultForm {
  const typed = Object.entries(params).map(([name, param]) => [name, defaultTyped(param)]);
  return { target: '', forText: forMs === 0 ? '' : durationTyped(forMs), params: Object.fromEntries(typed) };
}

export function requestOf(spec: FaultSpec, form: FaultForm): FaultRequest {
  const plain = emptyForm(spec);
  const changed = Object.entries(form.params).filter(([name, typed]) => typed.trim() !== plain.params[name]);
  const [target, forText] = [form.target.trim(), form.forText.trim()];
  return {
    fault: spec.name,
    ...(target === '' ? {} : { target }),
    ...(forText === plain.forText ? {} : { forMs: forText }),
    ...(changed.length === 0
      ? {}
      : { params: Object.fromEntries(changed.map(([name, typed]) => [name, typed.trim()])) }),
  };
}

/** What one would type to ask for the same. */
export function commandOf({ fault, target, forMs, params = {} }: FaultRequest): string {
  const words = ['npm run chaos --', fault];
  if (target !== undefined) words.push('--target', target);
  if (forMs !== undefined) words.push('--for', forMs);
  for (const [name, value] of Object.entries(params)) words.push(`--${name}`, value);
  return words.join(' ');
}

/** Whom it may strike, by name; none: it strikes the whole of something. */
export function targetsOf({ target }: FaultSpec, tree: TreeNode, slugs: readonly string[]): readonly string[] {
  if (target === 'market' || target === 'stream') return slugs;
  if (target !== 'actor') return [];
  const nodes = nodesOf(tree);
  return [...new Set([...nodes.map(({ kind }) => kind), ...nodes.map(({ id }) => id)])];
}

function nodesOf(node: TreeNode): readonly TreeNode[] {
  return [node, ...node.children.flatMap(nodesOf)];
}
