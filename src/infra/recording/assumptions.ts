// What a replay took for granted: one sentence a default, with the markets it was used for. Told once, in a fixed order.

/** Markets named in a sentence; the rest are counted. */
const NAMED_MAX = 3;

export class Assumptions {
  readonly #uses = new Map<string, string[]>();

  note(what: string, slug: string): void {
    const slugs = this.#uses.get(what);
    if (slugs) slugs.push(slug);
    else this.#uses.set(what, [slug]);
  }

  /** `fee unknown: … (25 markets: a, b, c, …)`. */
  sentences(): readonly string[] {
    return [...this.#uses].map(([what, slugs]) => {
      const named = slugs.slice(0, NAMED_MAX).join(', ') + (slugs.length > NAMED_MAX ? ', …' : '');
      return `${what} (${slugs.length} market${slugs.length === 1 ? '' : 's'}: ${named})`;
    });
  }
}
