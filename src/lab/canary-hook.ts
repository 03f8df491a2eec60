// Plants one defect into the program of this process before the file that it changes is loaded. The program itself has no
// switches. Promises that the text is found exactly once, or nothing is planted and the canary itself is an error.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { invariant } from '#domain/failure.ts';
import type { Canary } from './canary.ts';

const ROOT = new URL('../../', import.meta.url);

/** Call it before anything of the tree is imported. Returns whether the changed file has been loaded since. */
export function plantCanary({ name, file, find, replace }: Canary): () => boolean {
  const target = new URL(file, ROOT).href;
  const problem = canaryProblem({ name, file, find, replace });
  invariant(problem === null, problem ?? '');
  let loaded = false;
  registerHooks({
    load(url, context, nextLoad) {
      const module = nextLoad(url, context);
      if (url !== target || module.source === undefined || module.source === null) return module;
      loaded = true;
      const text = typeof module.source === 'string' ? module.source : new TextDecoder().decode(module.source);
      return { ...module, source: text.replace(find, () => replace) };
    },
  });
  return () => loaded;
}

/** What is wrong with the canary itself; null: it can be planted. */
export function canaryProblem({
  name,
  file,
  find,
  replace,
}: Pick<Canary, 'name' | 'file' | 'find' | 'replace'>): string | null {
  let text: string;
  try {
    text = readFileSync(new URL(file, ROOT), 'utf8');
  } catch {
    return `canary ${name}: there is no ${file}`;
  }
  const times = text.split(find).length - 1;
  if (times !== 1) return `canary ${name}: ${file} has ${JSON.stringify(find)} ${times} times, not once`;
  return find === replace ? `canary ${name}: changes nothing` : null;
}
