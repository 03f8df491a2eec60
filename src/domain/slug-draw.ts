// A draw that depends on nothing but a name: the same from run to run, on any machine. For splitting markets in halves, and for
// giving each its own moment.

/** 0 … sides − 1 (FNV-1a with a final mix). `salt`: another draw for the same name. */
export function slugDraw(slug: string, sides: number, salt: string): number {
  let hash = 0x811c9dc5;
  const text = `${salt}\n${slug}`;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % sides;
}
