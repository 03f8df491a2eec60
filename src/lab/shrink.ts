// The smallest set that still fails: first the last few of what happened, then halves, quarters and so on left out, one after the
// other (delta debugging). Pure: whoever asks runs the trials. Promises a subset, in order, that failed when it was tried.

/** `fails` tries one subset. At most `triesMax` trials; what is smallest by then is returned. */
export async function smallest<Item>(
  items: readonly Item[],
  fails: (subset: readonly Item[]) => Promise<boolean>,
  triesMax: number,
): Promise<{ readonly items: readonly Item[]; readonly tries: number }> {
  let tries = 0;
  const failing = async (subset: readonly Item[]): Promise<boolean> => {
    if (tries >= triesMax) return false;
    tries += 1;
    return fails(subset);
  };
  let kept = items;
  if (items.length > 0 && (await failing([]))) return { items: [], tries };
  // What fails has mostly just been done.
  for (let last = 1; last < kept.length; last *= 2) {
    const recent = kept.slice(-last);
    if (!(await failing(recent))) continue;
    kept = recent;
    break;
  }
  for (let parts = 2; kept.length > 1 && tries < triesMax; ) {
    const less = await withoutOnePart(kept, Math.min(parts, kept.length), failing);
    if (less) {
      kept = less;
      parts = Math.max(2, parts - 1);
    } else if (parts >= kept.length) break;
    else parts *= 2;
  }
  return { items: kept, tries };
}

async function withoutOnePart<Item>(
  items: readonly Item[],
  parts: number,
  failing: (subset: readonly Item[]) => Promise<boolean>,
): Promise<readonly Item[] | null> {
  for (let part = 0; part < parts; part += 1) {
    const from = Math.floor((items.length * part) / parts);
    const to = Math.floor((items.length * (part + 1)) / parts);
    const rest = [...items.slice(0, from), ...items.slice(to)];
    if (rest.length < items.length && (await failing(rest))) return rest;
  }
  return null;
}
