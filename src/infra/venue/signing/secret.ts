// Something that must never be seen: a private key, a passphrase. It prints as `[secret]` wherever values are printed, copied
// or sent (JSON, inspect, String, templates, spread, structuredClone), and is handed out only to a function that uses it.
import { inspect } from 'node:util';

export class Secret {
  /** Where it came from, such as the name of a variable: what errors may say. */
  readonly source: string;
  readonly #bytes: Uint8Array;

  /** Keeps its own copy. */
  constructor(source: string, bytes: Uint8Array) {
    this.source = source;
    this.#bytes = Uint8Array.from(bytes);
  }

  static ofText(source: string, text: string): Secret {
    return new Secret(source, Buffer.from(text, 'utf8'));
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** `run` must not keep the bytes. */
  use<T>(run: (bytes: Uint8Array) => T): T {
    return run(this.#bytes);
  }

  /** For a header that has to carry it. */
  reveal(): string {
    return Buffer.from(this.#bytes).toString('utf8');
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.toPrimitive](): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
