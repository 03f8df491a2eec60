// A fault as a person types it: `crash --target market:wide-1/quoter --for 5s --where guard`. The command line and the control
// socket read the same words; what they mean is checked by the catalogue.
import { CATALOGUE } from '#domain/chaos/fault-catalogue.ts';
import { BadInput } from '#domain/failure.ts';

/** Every parameter that any fault has: what may follow `--` beside `target` and `for`. */
export const FAULT_PARAMS: readonly string[] = [
  ...new Set(Object.values(CATALOGUE).flatMap(({ params }) => Object.keys(params))),
];
export const FAULT_OPTIONS: readonly string[] = ['target', 'for', ...FAULT_PARAMS];

/** For `parseFault`. Throws BadInput naming the word. */
export function readFaultWords(words: readonly string[]): object {
  const [fault, ...rest] = words;
  const values = new Map<string, string>();
  for (let at = 0; at < rest.length; at += 2) {
    const name = rest[at] ?? '';
    const value = rest[at + 1];
    if (!name.startsWith('--')) throw new BadInput(`${name} is not expected after ${fault}`);
    if (value === undefined) throw new BadInput(`${name} needs a value`);
    if (values.has(name.slice(2))) throw new BadInput(`${name} is given twice`);
    values.set(name.slice(2), value);
  }
  return faultRequest(fault, values);
}

export function faultRequest(fault: string | undefined, values: ReadonlyMap<string, string>): object {
  const params = [...values].filter(([name]) => name !== 'target' && name !== 'for');
  return {
    fault,
    ...(values.has('target') ? { target: values.get('target') } : {}),
    ...(values.has('for') ? { forMs: values.get('for') } : {}),
    params: Object.fromEntries(params),
  };
}
