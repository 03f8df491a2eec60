// YAML that people write, read strictly: duplicate keys, tabs, unknown tags and anchors are refused with file and line.
// Numbers stay the text they were written as, so that money never passes through a float and `1e3` is not taken for 1000.
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { BadInput } from '#domain/failure.ts';

export interface YamlText {
  readonly value: unknown;
  /** `config/sim.yaml:12`, where the value at this path of keys, joined with dots, begins. The file alone if unknown. */
  readonly source: (path: string) => string;
}

/** Deeper than any settings file. */
const DEPTH_MAX = 10;

/** Throws BadInput naming `file` and line. */
export function readYaml(text: string, file: string): YamlText {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, strict: true, stringKeys: true });
  const wrong = document.errors[0] ?? document.warnings[0];
  if (wrong) throw new BadInput(`${file}:${counter.linePos(wrong.pos[0]).line}: ${wrong.message}`);
  const lines = new Map<string, number>();
  const lineOf = (node: Node) => counter.linePos(node.range?.[0] ?? 0).line;
  const read = (node: unknown, path: readonly string[]): unknown => {
    if (node === null) return null;
    if (isAlias(node) || path.length > DEPTH_MAX)
      throw new BadInput(
        `${file}:${lineOf(node as Node)}: ${isAlias(node) ? 'aliases are not allowed' : 'nested too deep'}`,
      );
    if (isScalar(node)) return typeof node.value === 'number' ? (node.source ?? String(node.value)) : node.value;
    if (isSeq(node)) return node.items.map((item) => read(item, path));
    if (!isMap(node)) return undefined;
    return Object.fromEntries(
      node.items.map((pair) => {
        const key = isScalar(pair.key) ? String(pair.key.value) : '';
        const inner = [...path, key];
        if (isScalar(pair.key)) lines.set(inner.join('.'), lineOf(pair.key));
        return [key, read(pair.value, inner)];
      }),
    );
  };
  const value = read(document.contents, []);
  return { value, source: (path) => (lines.has(path) ? `${file}:${lines.get(path)}` : file) };
}
