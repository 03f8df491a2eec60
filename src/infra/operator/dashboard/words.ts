// Numbers and times as a trader reads them. Money, prices and sizes come as decimal strings (dollars, dollars a share, shares)
// and are only rounded here, for the eye. What is not known, or is no number, is a dash. Pure.

export const NOTHING = '–';
const MINUS = '−';
/** Between thousands, too narrow to end a line at. */
const THIN = ' ';
const DAY_MS = 86_400_000;

export type Figure = string | number | null | undefined;

/** Cents, as fine as the tick: `53¢`, `53.1¢`. */
export function priceWords(price: Figure, tick: string): string {
  const value = numberOf(price);
  if (value === null) return NOTHING;
  return `${fixed(value * 100, Math.max(0, decimalsOf(tick) - 2))}¢`;
}

/** A mark may lie between ticks: one digit finer. */
export function markWords(price: Figure, tick: string): string {
  const value = numberOf(price);
  return value === null ? NOTHING : `${fixed(value * 100, Math.max(0, decimalsOf(tick) - 2) + 1)}¢`;
}

/** `$1 234.50`; what is owed has a minus in front. */
export function dollarWords(dollars: Figure, digits = 2): string {
  const value = numberOf(dollars);
  return value === null ? NOTHING : `${value < 0 ? MINUS : ''}$${fixed(Math.abs(value), digits)}`;
}

/** `+$1.25`, `−$0.40`, `$0.00`: a profit says which way it goes. */
export function profitWords(dollars: Figure, digits = 2): string {
  const value = numberOf(dollars);
  if (value === null) return NOTHING;
  return value > 0 ? `+${dollarWords(value, digits)}` : dollarWords(value, digits);
}

/** Which colour goes with the sign. */
export function wayOf(dollars: Figure): 'up' | 'down' | 'flat' {
  const value = numberOf(dollars) ?? 0;
  if (value === 0) return 'flat';
  return value > 0 ? 'up' : 'down';
}

/** Shares, or any count: `1 234.5`, at most two decimals, none that say nothing. */
export function sizeWords(size: Figure): string {
  const value = numberOf(size);
  if (value === null) return NOTHING;
  const text = fixed(Math.abs(value), 2).replace(/\.?0+$/, '');
  return value < 0 && text !== '0' ? `${MINUS}${text}` : text;
}

/** Shares that may be owed: `+120`, `−40`, `0`. */
export function signedSizeWords(size: Figure): string {
  const value = numberOf(size);
  const text = sizeWords(size);
  return value !== null && value > 0 && text !== '0' ? `+${text}` : text;
}

/** A share of the whole: `93 %`. */
export function percentWords(share: Figure, digits = 0): string {
  const value = numberOf(share);
  return value === null ? NOTHING : `${fixed(value * 100, digits)}${THIN}%`;
}

/** How long, in at most two units: `480 ms`, `4 s`, `2 min 5 s`, `3 h 12 min`, `2 d 4 h`. */
export function durationWords(ms: Figure): string {
  const value = numberOf(ms);
  if (value === null) return NOTHING;
  if (value < 1_000) return `${Math.max(0, Math.round(value))} ms`;
  return secondsWords(Math.floor(value / 1_000));
}

/** How long ago, by whole seconds. */
export function ageWords(sinceMs: number | null, nowMs: number): string {
  if (sinceMs === null || !Number.isFinite(sinceMs)) return NOTHING;
  return secondsWords(Math.max(0, Math.floor((nowMs - sinceMs) / 1_000)));
}

/** The clock on the viewer's wall; a day other than today's is named. */
export function timeWords(atMs: number | null, nowMs: number): string {
  const at = dateOf(atMs);
  if (at === null) return NOTHING;
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return at.toDateString() === new Date(nowMs).toDateString() ? clock : `${dayWords(at)} ${clock}`;
}

/** For whoever points at a time: the same moment in UTC, to the millisecond. */
export function utcWords(atMs: number | null): string {
  const at = dateOf(atMs);
  return at === null ? NOTHING : at.toISOString().replace('T', ' ').replace('Z', ' UTC');
}

/** `in 4 min 10 s`, `12 s ago`. */
export function untilWords(atMs: number, nowMs: number): string {
  const seconds = Math.floor(Math.abs(atMs - nowMs) / 1_000);
  return atMs >= nowMs ? `in ${secondsWords(seconds)}` : `${secondsWords(seconds)} ago`;
}

/** `one`, or the count with the plural. */
export function countWords(count: number, one: string, many = `${one}s`): string {
  return `${fixed(count, 0)} ${count === 1 ? one : many}`;
}

/** null: not known, or no number. */
export function numberOf(figure: Figure): number | null {
  if (figure === null || figure === undefined || figure === '') return null;
  const value = Number(figure);
  return Number.isFinite(value) ? value : null;
}

/** Of a decimal string. */
export function decimalsOf(decimal: string): number {
  const point = decimal.indexOf('.');
  return point === -1 ? 0 : decimal.slice(point + 1).replace(/0+$/, '').length;
}

/** Rounded half away from zero, as people round, not as binary fractions happen to lie. */
function fixed(value: number, digits: number): string {
  const nudged = value + Math.sign(value) * Math.abs(value) * Number.EPSILON * 4;
  const [whole = '0', part] = Math.abs(nudged).toFixed(digits).split('.');
  const sign = value < 0 && /[1-9]/.test(whole + (part ?? '')) ? MINUS : '';
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, THIN)}${part === undefined ? '' : `.${part}`}`;
}

function secondsWords(seconds: number): string {
  const days = Math.floor(seconds / (DAY_MS / 1_000));
  const hours = Math.floor(seconds / 3_600) % 24;
  const minutes = Math.floor(seconds / 60) % 60;
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function dayWords(at: Date): string {
  return `${at.getDate()} ${MONTHS[at.getMonth()]}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function dateOf(atMs: number | null): Date | null {
  const at = atMs === null ? Number.NaN : new Date(atMs);
  return at instanceof Date && Number.isFinite(at.getTime()) ? at : null;
}
