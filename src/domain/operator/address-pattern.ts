// Regular expressions of strangers, for addresses of actors. JavaScript's own can take for ever on a short text, and it is the
// trading thread that asks; these take steps times characters at most, whatever is typed. What is understood: characters, `.`,
// classes, `\d \w \s` and their opposites, `^ $`, groups, `|`, `* + ? {n,m}`. What looks around or back is refused by name.
import { BadInput } from '../failure.ts';

type Takes = (char: string) => boolean;
type Part =
  | { readonly is: 'char'; readonly takes: Takes }
  | { readonly is: 'edge'; readonly edge: 'start' | 'end' }
  | { readonly is: 'row'; readonly parts: readonly Part[] }
  | { readonly is: 'either'; readonly parts: readonly Part[] }
  | { readonly is: 'repeat'; readonly part: Part; readonly min: number; readonly max: number };

interface Step {
  /** null: goes on without a character. */
  readonly takes: Takes | null;
  readonly edge: 'start' | 'end' | null;
  to: readonly number[];
}

const PATTERN_MAX = 200;
const STEPS_MAX = 400;
/** Of an address; what is beyond is not looked at. */
const TEXT_MAX = 200;
const REPEATS_MAX = 50;
const SETS: Readonly<Record<string, RegExp>> = { d: /^\d$/, w: /^\w$/, s: /^\s$/, D: /^\D$/, W: /^\W$/, S: /^\S$/ };

export interface AddressPattern {
  matches(address: string): boolean;
}

/** An empty text matches everything. Throws BadInput that names the place. */
export function addressPattern(text: string): AddressPattern {
  if (text.length > PATTERN_MAX) throw new BadInput(`filter: longer than ${PATTERN_MAX} characters`);
  const steps = programOf(new PatternReader(text).read());
  return { matches: (address) => run(steps, address.slice(0, TEXT_MAX)) };
}

class PatternReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Part {
    const part = this.#either();
    if (this.#at < this.#text.length) this.#refuse('a ) without a (');
    return part;
  }

  #either(): Part {
    const parts = [this.#row()];
    while (this.#skip('|')) parts.push(this.#row());
    return parts.length === 1 ? (parts[0] as Part) : { is: 'either', parts };
  }

  #row(): Part {
    const parts: Part[] = [];
    while (this.#at < this.#text.length && !'|)'.includes(this.#next)) parts.push(this.#repeated(this.#atom()));
    return { is: 'row', parts };
  }

  #atom(): Part {
    const char = this.#take();
    if (char === '^' || char === '$') return { is: 'edge', edge: char === '^' ? 'start' : 'end' };
    if (char === '(') return this.#group();
    if (char === '[') return { is: 'char', takes: this.#set() };
    if (char === '.') return { is: 'char', takes: () => true };
    if (char === '\\') return { is: 'char', takes: this.#escaped() };
    if ('*+?'.includes(char)) return this.#refuse(`nothing to repeat before ${char}`);
    return { is: 'char', takes: (each) => each === char };
  }

  #group(): Part {
    if (this.#skip('?') && !this.#skip(':')) this.#refuse('only (…) and (?:…) are understood as groups');
    const part = this.#either();
    if (!this.#skip(')')) this.#refuse('a ( without a )');
    return part;
  }

  #repeated(part: Part): Part {
    const counts = this.#counts();
    if (counts === null) return part;
    if (part.is === 'edge') this.#refuse('an edge cannot be repeated');
    this.#skip('?'); // as few as possible: the same, where only yes or no is asked
    if (this.#counts() !== null) this.#refuse('nothing to repeat');
    return { is: 'repeat', part, ...counts };
  }

  #counts(): { readonly min: number; readonly max: number } | null {
    if (this.#skip('*')) return { min: 0, max: Infinity };
    if (this.#skip('+')) return { min: 1, max: Infinity };
    if (this.#skip('?')) return { min: 0, max: 1 };
    const counted = /^\{(\d{1,3})(,?)(\d{0,3})\}/.exec(this.#text.slice(this.#at, this.#at + 10));
    if (!counted) return null;
    this.#at += counted[0].length;
    const min = Number(counted[1]);
    const max = counted[2] === '' ? min : counted[3] === '' ? Infinity : Number(counted[3]);
    if (max < min || min > REPEATS_MAX || (max > REPEATS_MAX && max !== Infinity))
      this.#refuse(`repetitions run from 0 to ${REPEATS_MAX}, the smaller first`);
    return { min, max };
  }

  /** After the `[`. */
  #set(): Takes {
    const isNot = this.#skip('^');
    const takes: Takes[] = [];
    while (!this.#skip(']')) {
      const from = this.#take('a [ without a ]');
      if (from === '\\') takes.push(this.#escaped());
      else if (this.#next === '-' && this.#text[this.#at + 1] !== ']') takes.push(this.#range(from));
      else takes.push((char) => char === from);
    }
    return (char) => takes.some((each) => each(char)) !== isNot;
  }

  #range(from: string): Takes {
    this.#skip('-');
    const to = this.#take('a [ without a ]');
    if (to === '\\' || to < from) this.#refuse(`the range ${from}-${to} runs backwards`);
    return (char) => char >= from && char <= to;
  }

  /** After the `\`. */
  #escaped(): Takes {
    const char = this.#take('a \\ before nothing');
    const set = SETS[char];
    if (set) return (each) => set.test(each);
    if (/[a-z0-9]/i.test(char)) this.#refuse(`\\${char} is not understood`);
    return (each) => each === char;
  }

  get #next(): string {
    return this.#text[this.#at] ?? '';
  }

  #take(missing = 'the end'): string {
    const char = this.#text[this.#at] ?? this.#refuse(missing);
    this.#at += 1;
    return char;
  }

  #skip(char: string): boolean {
    if (this.#next !== char) return false;
    this.#at += 1;
    return true;
  }

  #refuse(why: string): never {
    throw new BadInput(`filter: ${why}, at character ${this.#at} of ${JSON.stringify(this.#text)}`);
  }
}

/** Step 0 is the end, the last one the start. */
function programOf(whole: Part): readonly Step[] {
  const steps: Step[] = [{ takes: null, edge: null, to: [] }];
  const add = (step: Step): number => {
    if (steps.length >= STEPS_MAX) throw new BadInput(`filter: too long when its repetitions are written out`);
    return steps.push(step) - 1;
  };
  const passing = (to: readonly number[]) => add({ takes: null, edge: null, to });
  const emit = (part: Part, next: number): number => {
    switch (part.is) {
      case 'char':
        return add({ takes: part.takes, edge: null, to: [next] });
      case 'edge':
        return add({ takes: null, edge: part.edge, to: [next] });
      case 'row':
        return part.parts.reduceRight((after, each) => emit(each, after), next);
      case 'either':
        return passing(part.parts.map((each) => emit(each, next)));
      case 'repeat': {
        let after = next;
        if (part.max === Infinity) {
          after = passing([]);
          (steps[after] as Step).to = [emit(part.part, after), next];
        } else for (let n = part.min; n < part.max; n += 1) after = passing([emit(part.part, after), next]);
        for (let n = 0; n < part.min; n += 1) after = emit(part.part, after);
        return after;
      }
    }
  };
  passing([emit(whole, 0)]);
  return steps;
}

/** All ways at once, each step at most once a character. */
function run(steps: readonly Step[], text: string): boolean {
  let here = new Set<number>();
  for (let at = 0; at <= text.length; at += 1) {
    const waiting = [...here, steps.length - 1];
    here = new Set();
    for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
      const { takes, edge, to } = steps[step] as Step;
      if (here.has(step) || (edge === 'start' && at > 0) || (edge === 'end' && at < text.length)) continue;
      if (step === 0) return true;
      here.add(step);
      if (takes === null) waiting.push(...to);
    }
    const char = text[at];
    const after = new Set<number>();
    if (char !== undefined)
      for (const step of here) if (steps[step]?.takes?.(char)) for (const to of steps[step]?.to ?? []) after.add(to);
    here = after;
  }
  return false;
}
