// A fault as a typed command: which one, on whom, for how long, with which parameters. The catalogue says what there is;
// this file gives it types and reads what somebody asked for, naming the field that is wrong.
import { nearest } from '../settings/spelling.ts';
import { CATALOGUE, type TargetKind } from './fault-catalogue.ts';
import { DURATION_MAX_MS, durationText, type Param, type ParamValue, readDuration, readParam } from './fault-param.ts';

export type FaultName = keyof typeof CATALOGUE;

export interface FaultSpec {
  readonly name: FaultName;
  readonly sentence: string;
  readonly target: TargetKind;
  readonly params: Readonly<Record<string, Param>>;
  /** Whether it holds for a time; otherwise it happens once, at once. */
  readonly lasting: boolean;
  /** How long when nobody says; 0 for an instant fault. */
  readonly forMs: number;
}

export type FaultParams<Name extends FaultName> = {
  readonly [Key in keyof (typeof CATALOGUE)[Name]['params']]: ParamValue<(typeof CATALOGUE)[Name]['params'][Key]>;
};

/** Plain JSON. Numbers are in the unit that the catalogue names; `forMs` is 0 for an instant fault. */
export type FaultCommand<Name extends FaultName = FaultName> = {
  readonly [Each in Name]: {
    readonly id: string;
    readonly fault: Each;
    /** An actor's address or kind, or a market's name; null strikes all there are. */
    readonly target: string | null;
    readonly forMs: number;
    readonly params: FaultParams<Each>;
  };
}[Name];

/** `field` as the door's answer names it: `fault`, `target`, `forMs`, `params.share`. */
export interface FaultProblem {
  readonly field: string;
  readonly error: string;
}

export const FAULTS: readonly FaultSpec[] = (Object.keys(CATALOGUE) as FaultName[]).map((name) => {
  const { sentence, target, params, forMs } = CATALOGUE[name];
  return { name, sentence, target, params, forMs, lasting: forMs > 0 };
});

const SPECS: ReadonlyMap<string, FaultSpec> = new Map(FAULTS.map((spec) => [spec.name, spec]));
const FIELDS = ['fault', 'target', 'forMs', 'params'];
/** An address is a market's name and an actor's; nothing of ours is longer. */
const TARGET = /^[\w.:/-]{1,200}$/;

export function faultSpec(name: FaultName): FaultSpec {
  return SPECS.get(name) as FaultSpec;
}

/** Reads `{ fault, target?, forMs?, params? }`, as JSON or as text from a command line; what is left out has its default. */
export function parseFault(raw: unknown, id: string): { readonly command: FaultCommand } | FaultProblem {
  if (!isMap(raw)) return { field: 'fault', error: 'must be a map with fault, target, forMs and params' };
  const stray = Object.keys(raw).find((field) => !FIELDS.includes(field));
  if (stray !== undefined) return { field: stray || 'fault', error: `is none of ${FIELDS.join(', ')}` };
  const spec = typeof raw.fault === 'string' ? SPECS.get(raw.fault) : undefined;
  if (!spec) return { field: 'fault', error: unknownFault(raw.fault) };
  const target = readTarget(spec, raw.target ?? null);
  if (target !== null && typeof target !== 'string') return target;
  const forMs = readForMs(spec, raw.forMs ?? null);
  if (typeof forMs !== 'number') return forMs;
  const params = readParams(spec, raw.params ?? {});
  if ('error' in params) return params;
  // Each parameter was read by the row of its name, so the whole has the shape of the catalogue.
  return { command: { id, fault: spec.name, target, forMs, params: params.params } as FaultCommand };
}

/** What one would type to ask for it again, without what is default. */
export function faultText({ fault, target, forMs, params }: FaultCommand): string {
  const spec = faultSpec(fault);
  const words: string[] = [fault];
  if (target !== null) words.push(`--target ${target}`);
  if (spec.lasting && forMs !== spec.forMs) words.push(`--for ${durationText(forMs)}`);
  for (const [name, param] of Object.entries(spec.params)) {
    const value = (params as Readonly<Record<string, number | string>>)[name] ?? param.default;
    if (value === param.default) continue;
    words.push(`--${name} ${param.kind === 'duration' ? durationText(Number(value)) : value}`);
  }
  return words.join(' ');
}

function unknownFault(raw: unknown): string {
  if (typeof raw !== 'string' || raw === '') return 'is missing; `chaos list` shows all there are';
  const near = nearest(raw, [...SPECS.keys()]);
  const shown = JSON.stringify(raw.slice(0, 60));
  return `${shown} is no fault${near === null ? '; `chaos list` shows all there are' : `; did you mean ${near}?`}`;
}

function readTarget(spec: FaultSpec, raw: unknown): string | null | FaultProblem {
  if (raw === null) {
    if (spec.target !== 'actor') return null;
    return {
      field: 'target',
      error: `${spec.name} needs the address or kind of an actor, such as market:wide-1/quoter`,
    };
  }
  if (spec.target !== 'actor' && spec.target !== 'market' && spec.target !== 'stream')
    return { field: 'target', error: `${spec.name} strikes the ${spec.target} as a whole and takes no target` };
  if (typeof raw === 'string' && TARGET.test(raw)) return raw;
  const what = spec.target === 'actor' ? 'the address or kind of an actor' : 'the name of a market';
  return { field: 'target', error: `must be ${what}` };
}

function readForMs(spec: FaultSpec, raw: unknown): number | FaultProblem {
  if (raw === null) return spec.forMs;
  if (!spec.lasting) return { field: 'forMs', error: `${spec.name} happens at once and lasts no time` };
  const forMs = readDuration(raw);
  if (forMs === null) return { field: 'forMs', error: 'must be a duration such as 250ms, 5s or 2m' };
  if (forMs < 1 || forMs > DURATION_MAX_MS)
    return { field: 'forMs', error: `must be in 1ms to ${durationText(DURATION_MAX_MS)}` };
  return forMs;
}

function readParams(
  spec: FaultSpec,
  raw: unknown,
): { readonly params: Readonly<Record<string, number | string>> } | FaultProblem {
  if (!isMap(raw)) return { field: 'params', error: 'must be a map of parameters' };
  for (const name of Object.keys(raw)) {
    if (Object.hasOwn(spec.params, name)) continue;
    const known = Object.keys(spec.params);
    const near = nearest(name, known);
    const hint = near === null ? `it has ${known.join(', ') || 'none'}` : `did you mean ${near}?`;
    return { field: `params.${name}`, error: `is no parameter of ${spec.name}; ${hint}` };
  }
  const params: Record<string, number | string> = {};
  for (const [name, param] of Object.entries(spec.params)) {
    const reading = Object.hasOwn(raw, name) ? readParam(param, raw[name]) : { value: param.default };
    if ('error' in reading) return { field: `params.${name}`, error: reading.error };
    params[name] = reading.value;
  }
  return { params };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
