// Parameters of faults: kinds, ranges and how a person may write one. A value is a plain number or word, so that a command
// stays plain JSON on its way through a socket, a fact or a log. Durations are numbers of milliseconds, written `250ms`,
// `5s`, `2m`, `1h` or as a bare number of milliseconds.

export interface NumberParam {
  readonly kind: 'number' | 'whole' | 'duration';
  readonly unit: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** Zero would change nothing. */
  readonly nonzero: boolean;
  readonly range: string;
  readonly sentence: string;
}

export interface WordParam<Word extends string = string> {
  readonly kind: 'word';
  readonly unit: '';
  readonly default: Word;
  readonly words: readonly Word[];
  readonly range: string;
  readonly sentence: string;
}

export type Param = NumberParam | WordParam;
export type ParamValue<P> = P extends WordParam<infer Word> ? Word : number;
export type ParamReading = { readonly value: number | string } | { readonly error: string };

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly nonzero?: boolean;
}

/** Longest duration anybody may ask for: a day. */
export const DURATION_MAX_MS = 86_400_000;

export function number(written: number, unit: string, bounds: Bounds, sentence: string): NumberParam {
  const { min, max, nonzero = false } = bounds;
  const range = `${min} to ${max}${nonzero ? ', but not 0' : ''}`;
  return { kind: 'number', unit, default: written, min, max, nonzero, range, sentence };
}

export function whole(written: number, unit: string, bounds: Bounds, sentence: string): NumberParam {
  return { ...number(written, unit, bounds, sentence), kind: 'whole' };
}

/** How many of those concerned it strikes, each drawn alone. `least`: a fault that strikes none is none. */
export function share(written: number, sentence: string, least = 0.001): NumberParam {
  return number(written, 'share', { min: least, max: 1 }, sentence);
}

export function duration(written: number, bounds: Bounds, sentence: string): NumberParam {
  const { min, max, nonzero = false } = bounds;
  const range = `${durationText(min)} to ${durationText(max)}${nonzero ? ', but not 0' : ''}`;
  return { kind: 'duration', unit: 'milliseconds', default: written, min, max, nonzero, range, sentence };
}

export function word<const Word extends string>(
  words: readonly Word[],
  written: Word,
  sentence: string,
): WordParam<Word> {
  return { kind: 'word', unit: '', default: written, words, range: words.join(', '), sentence };
}

export function readParam(param: Param, raw: unknown): ParamReading {
  if (param.kind === 'word') {
    const found = param.words.find((each) => each === raw);
    return found === undefined ? { error: `must be one of ${param.range}; found ${shown(raw)}` } : { value: found };
  }
  const value = param.kind === 'duration' ? readDuration(raw) : readNumber(raw);
  const wanted = param.kind === 'duration' ? 'a duration such as 250ms, 5s or 2m' : `a number (${param.unit})`;
  if (value === null) return { error: `must be ${wanted}; found ${shown(raw)}` };
  if (param.kind === 'whole' && !Number.isSafeInteger(value))
    return { error: `must be a whole number (${param.unit}); found ${shown(raw)}` };
  const isIdle = param.nonzero && value === 0;
  if (value < param.min || value > param.max || isIdle)
    return { error: `must be in ${param.range}; found ${shown(raw)}` };
  return { value };
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds, or null when it is no duration. A minus in front is a time that goes back. */
export function readDuration(raw: unknown): number | null {
  if (typeof raw === 'number') return Number.isFinite(raw) ? Math.round(raw) + 0 : null;
  if (typeof raw !== 'string') return null;
  const [, digits, unit] = /^(-?\d{1,12}(?:\.\d{1,6})?)(ms|s|m|h)?$/.exec(raw) ?? [];
  if (digits === undefined) return null;
  return Math.round(Number(digits) * (UNITS_MS[unit ?? 'ms'] ?? 1)) + 0;
}

/** The shortest exact way to write it: `2m`, `90s`, `250ms`. */
export function durationText(ms: number): string {
  if (ms === 0) return '0s';
  const unit = (['h', 'm', 's'] as const).find((each) => ms % (UNITS_MS[each] ?? 1) === 0) ?? 'ms';
  return `${ms / (UNITS_MS[unit] ?? 1)}${unit}`;
}

function readNumber(raw: unknown): number | null {
  // As fine as money and shares are; adding zero takes the sign off -0.
  if (typeof raw === 'number') return Number.isFinite(raw) && Number(raw.toFixed(6)) === raw ? raw + 0 : null;
  if (typeof raw !== 'string' || !/^-?\d{1,12}(?:\.\d{1,6})?$/.test(raw)) return null;
  return Number(raw) + 0;
}

function shown(raw: unknown): string {
  const text = typeof raw === 'string' || typeof raw === 'object' ? (JSON.stringify(raw) ?? 'nothing') : String(raw);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
