// Words that a person typed and a program repeats: what looks like a key or a secret is shown by its beginning only, because a
// terminal is scrolled, recorded and pasted elsewhere. Leaves addresses, ids in decimal and paths as they are.

/** A private key, a passphrase, an id of an order: nobody can tell them apart. */
const HEX = /\b(?:0x[0-9a-f]{48,}|(?=\d*[a-f])[0-9a-f]{48,})\b/gi;
/** An API secret: 32 bytes with their filling, or any long one in which everything is mixed. */
const PADDED = /[\w+/-]{43}=(?![\w=])/g;
const MIXED = /(?<![\w./\\+-])[\w+/-]{40,}={0,2}/g;
const ADDRESS = /^0x[0-9a-f]{40}$/i;
const SHOWN = 6;
const EACH_MIN = 3;

export function withoutSecrets(text: string): string {
  return text
    .replace(HEX, beginning)
    .replace(PADDED, beginning)
    .replace(MIXED, (word) => (isMixed(word) ? beginning(word) : word));
}

function beginning(word: string): string {
  return `${word.slice(0, SHOWN)}…`;
}

function isMixed(word: string): boolean {
  if (ADDRESS.test(word) || word.startsWith('/')) return false;
  return [/[a-z]/g, /[A-Z]/g, /\d/g].every((kind) => (word.match(kind)?.length ?? 0) >= EACH_MIN);
}
