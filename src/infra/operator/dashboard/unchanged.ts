// What did not change stays the very same object, so that whoever draws it can see at a glance that there is nothing to draw.
// Pure: JSON in, JSON out.

/** `fresh`, with every part that equals its counterpart in `old` replaced by that counterpart. Members of lists that have an
 *  `id` are compared with the one of that id, wherever it stood. */
export function keepUnchanged<Value>(old: unknown, fresh: Value): Value {
  return kept(old, fresh) as Value;
}

function kept(old: unknown, fresh: unknown): unknown {
  if (old === fresh || typeof fresh !== 'object' || fresh === null || typeof old !== 'object' || old === null)
    return fresh;
  if (Array.isArray(fresh)) return Array.isArray(old) ? keptList(old, fresh) : fresh;
  return Array.isArray(old) ? fresh : keptRecord(old as Fields, fresh as Fields);
}

type Fields = Readonly<Record<string, unknown>>;

function keptRecord(old: Fields, fresh: Fields): Fields {
  const next = Object.entries(fresh).map(
    ([name, value]) => [name, kept(Object.hasOwn(old, name) ? old[name] : undefined, value)] as const,
  );
  const same = next.every(([name, value]) => Object.hasOwn(old, name) && old[name] === value);
  return same && next.length === Object.keys(old).length ? old : Object.fromEntries(next);
}

function keptList(old: readonly unknown[], fresh: readonly unknown[]): readonly unknown[] {
  const byId = new Map(old.flatMap((each) => (hasId(each) ? [[each.id, each] as const] : [])));
  const next = fresh.map((each, at) => kept(hasId(each) ? byId.get(each.id) : old[at], each));
  return next.length === old.length && next.every((each, at) => each === old[at]) ? old : next;
}

function hasId(value: unknown): value is { readonly id: string } {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}
