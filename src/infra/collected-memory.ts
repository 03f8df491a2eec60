// What this process holds when everything that nobody needs is collected, for benches: nothing that trades may ask.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Memory {
  /** Bytes. */
  readonly heap: number;
  /** Bytes beside the heap: what lies in typed arrays and buffers. */
  readonly buffers: number;
}

/** Collects twice: what has a last word is freed by the second. Takes as long as the heap is large. */
export function memoryWatch(): () => Promise<Memory> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  return async () => {
    for (let turn = 0; turn < 2; turn += 1) {
      collect();
      await new Promise((done) => setImmediate(done));
    }
    const { heapUsed, external } = process.memoryUsage();
    return { heap: heapUsed, buffers: external };
  };
}
