// A source file as the tidiness rules see it: the same text with comments, and if wanted strings, blanked out in place, so
// that positions and lines stay true; and the functions in it. No parser: a scanner that knows quotes, templates and regular
// expressions is enough for code that our formatter has been over.

export interface Source {
  /** From the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Comments blanked, strings kept. */
export function withoutComments(text: string): string {
  return scan(text, false);
}

/** Comments and the insides of strings and regular expressions blanked. */
export function codeOnly(text: string): string {
  return scan(text, true);
}

export function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

export interface FunctionFound {
  readonly name: string;
  readonly line: number;
  readonly lines: number;
}

/** Everything with a body: functions, methods, arrow functions. */
export function functionsOf(text: string): readonly FunctionFound[] {
  const code = codeOnly(text);
  const partners = brackets(code);
  const found: FunctionFound[] = [];
  for (const [open, close] of partners) {
    if (code[open] !== '{' || open > close) continue;
    const head = headOf(code, open, partners);
    if (head === null) continue;
    const line = lineAt(code, head.at);
    found.push({ name: head.name, line, lines: lineAt(code, close) - line + 1 });
  }
  return found;
}

/** What stands before a brace that begins something else than a body after a type. */
const NOT_A_TYPE = /\b(?:class|interface|else|try|do|finally|return)\b/;
const CONTROL = new Set(['if', 'for', 'while', 'switch', 'catch', 'with', 'await']);

/** Who a brace belongs to, read backwards from it; null when it opens no function. */
function headOf(
  code: string,
  brace: number,
  partners: ReadonlyMap<number, number>,
): { name: string; at: number } | null {
  for (let at = brace - 1; at >= 0; at--) {
    const sign = code[at] ?? '';
    const between = code.slice(at + 1, brace).trim();
    if (sign === '>' && code[at - 1] === '=') {
      if (between === '') return { name: arrowName(code, at), at };
      at--;
    } else if (sign === '}' || sign === ']') at = partners.get(at) ?? 0;
    else if (sign === ')') {
      if (!/^(?:\[\])*$|^:|^=>/.test(between) || NOT_A_TYPE.test(between.slice(between.lastIndexOf('}') + 1)))
        return null;
      const open = partners.get(at) ?? 0;
      const name = /([\w$#]+)\s*(?:<[^()]*>)?\s*$/.exec(code.slice(Math.max(0, open - 200), open))?.[1];
      if (name !== undefined) return CONTROL.has(name) ? null : { name, at: open };
      at = open;
    } else if (/[;{(,=]/.test(sign)) return null;
  }
  return null;
}

function arrowName(code: string, arrow: number): string {
  const line = code.slice(code.lastIndexOf('\n', arrow) + 1, arrow);
  return /(\w+)\s*(?::[^=]*)?[:=]\s*(?:async\s*)?\(?[^(]*$/.exec(line)?.[1] ?? /(\w+)\(/.exec(line)?.[1] ?? 'arrow';
}

/** Each bracket's partner, both ways. */
function brackets(code: string): ReadonlyMap<number, number> {
  const partners = new Map<number, number>();
  const open: number[] = [];
  for (let at = 0; at < code.length; at++) {
    if (/[({[]/.test(code[at] ?? '')) open.push(at);
    if (!/[)}\]]/.test(code[at] ?? '')) continue;
    const from = open.pop();
    if (from === undefined) continue;
    partners.set(from, at);
    partners.set(at, from);
  }
  return partners;
}

/** One token at a time: what is not code becomes blanks, line ends stay. */
function scan(text: string, strings: boolean): string {
  let out = '';
  let at = 0;
  // For each open template: how many braces are open inside its current `${…}`.
  const templates: number[] = [];
  const blank = (part: string) => part.replace(/[^\n]/g, ' ');
  const take = (pattern: RegExp, keep: boolean) => {
    pattern.lastIndex = at;
    const part = pattern.exec(text)?.[0] ?? text[at] ?? '';
    out += keep ? part : /^\/[/*]/.test(part) ? blank(part) : edge(part, blank);
    at += part.length;
  };
  while (at < text.length) {
    const two = text.slice(at, at + 2);
    const sign = text[at] ?? '';
    if (two === '//') take(/\/\/[^\n]*/y, false);
    else if (two === '/*') take(/\/\*[\s\S]*?\*\//y, false);
    else if (sign === "'") take(/'(?:\\.|[^'\\\n])*'/y, !strings);
    else if (sign === '"') take(/"(?:\\.|[^"\\\n])*"/y, !strings);
    else if (sign === '/' && startsExpression(out)) take(/\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/\w*/y, !strings);
    else if (sign === '`' || (sign === '}' && templates.at(-1) === 0)) {
      if (sign === '}') templates.pop();
      const from = out.length;
      take(/[`}](?:\\[\s\S]|\$(?!\{)|[^`\\$])*(?:`|\$\{)/y, !strings);
      if (text.slice(at - 2, at) === '${') templates.push(0);
      // A template's end inside its expression is still code for the brackets.
      if (strings) out = out.slice(0, from) + out.slice(from).replace(/[{}]/g, ' ');
    } else {
      const depth = templates.at(-1);
      if (depth !== undefined && sign === '{') templates[templates.length - 1] = depth + 1;
      if (depth !== undefined && sign === '}') templates[templates.length - 1] = depth - 1;
      out += sign;
      at++;
    }
  }
  return out;
}

/** Keeps what it begins and ends with, so that a value still stands there; the flags of an expression are none. */
function edge(part: string, blank: (part: string) => string): string {
  if (part.length < 2) return part;
  const last = /^[\w]$/.test(part.at(-1) ?? '') ? ' ' : part.at(-1);
  return `${part[0]}${blank(part.slice(1, -1))}${last}`;
}

/** A slash here begins a regular expression, not a division. */
function startsExpression(before: string): boolean {
  const last = before.trimEnd();
  return last === '' || /[(,=:[!&|?{};+\-*%<>~^]$|\b(?:return|typeof|case|of|in|void)$/.test(last);
}
