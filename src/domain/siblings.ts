// Who of a supervisor's children goes along with one that fell, who is asked to leave next, and who may come back: pure
// decisions over the children in start order. Promises: those who leave together leave one by one, the last started first;
// nobody starts above a hole of those it relies on.

/** `rest_for_one` takes along the children started after the one that fell, `one_for_all` all of them. */
export type Strategy = 'one_for_one' | 'rest_for_one' | 'one_for_all';

/** What a child is given to say goodbye once it was told to shut down; after that it is killed. `brutal`: it is not told. */
export type Shutdown = { readonly withinMs: number } | 'brutal';

export interface Sibling {
  /** `parting`: it has to go, and its turn has not come; `leaving`: it was told; `waiting`: it is gone and will come back. */
  readonly status: 'running' | 'parting' | 'leaving' | 'waiting';
  /** Of one that parts or leaves: whether it comes back. */
  readonly returns: boolean;
  /** Of one that waits: its own wait is over. Whoever was only taken along owes none. */
  readonly due: boolean;
}

/** Whether the child at `other` goes along when the one at `fallen` has to be restarted. */
export function goesAlong(strategy: Strategy, fallen: number, other: number): boolean {
  if (other === fallen || strategy === 'one_for_one') return false;
  return strategy === 'one_for_all' || other > fallen;
}

/** The one to tell now: the last that has to go, once nobody after it is still on the way out. -1: nobody. */
export function nextToLeave(children: readonly Sibling[]): number {
  for (let at = children.length - 1; at >= 0; at -= 1) {
    const status = children[at]?.status;
    if (status === 'leaving') return -1;
    if (status === 'parting') return at;
  }
  return -1;
}

/** Those to start now, in this order. */
export function nextToStart(strategy: Strategy, children: readonly Sibling[]): readonly number[] {
  const waiting = [...children.keys()].filter((at) => children[at]?.status === 'waiting');
  const isDue = (at: number) => children[at]?.due === true;
  if (strategy === 'one_for_one') return waiting.filter(isDue);
  const first = waiting[0];
  if (first === undefined || !isDue(first)) return [];
  const concerned = strategy === 'one_for_all' ? children : children.slice(first);
  if (concerned.some(({ status }) => status === 'parting' || status === 'leaving')) return [];
  return strategy === 'rest_for_one' || waiting.every(isDue) ? waiting : [];
}
