// Messages wait here until the engine has finished what it is doing, then go out in the order in which they were posted.
// Promises: a listener never sees the engine in the middle of an update, and may call it back; what that causes goes out after
// what is waiting. A listener that throws does not rob the others of their message: the first error is thrown at the end.

/** Returns the way to stop listening. */
export function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

interface Letter {
  readonly listeners: ReadonlySet<unknown>;
  /** No longer meant once it is not among `listeners`. */
  readonly listener: (message: unknown) => void;
  readonly message: unknown;
}

export class Outbox {
  #waiting: Letter[] = [];
  #flushing = false;

  post<Message>(listeners: ReadonlySet<(message: Message) => void>, message: Message): void {
    for (const listener of listeners)
      this.#waiting.push({ listeners, listener: listener as (message: unknown) => void, message });
  }

  flush(): void {
    if (this.#flushing || this.#waiting.length === 0) return;
    this.#flushing = true;
    let first: { readonly error: unknown } | null = null;
    for (let n = 0; n < this.#waiting.length; n++) {
      const { listeners, listener, message } = this.#waiting[n] as Letter;
      try {
        if (listeners.has(listener)) listener(message);
      } catch (error) {
        first ??= { error };
      }
    }
    this.#waiting = [];
    this.#flushing = false;
    if (first) throw (first as { readonly error: unknown }).error;
  }
}
