// Messages wait here until the engine has finished what it is doing, then go out in the order in which they were posted.
// Promises: a listener never sees the engine in the middle of an update, and may call it back; what that causes goes out after
// what is waiting. A listener that throws does not rob the others of their message: the first error is thrown at the end.

/** Returns the way to stop listening. */
export function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export class Outbox {
  #waiting: (() => void)[] = [];
  #flushing = false;

  post<Message>(listeners: ReadonlySet<(message: Message) => void>, message: Message): void {
    for (const listener of listeners)
      this.#waiting.push(() => {
        if (listeners.has(listener)) listener(message);
      });
  }

  flush(): void {
    if (this.#flushing || this.#waiting.length === 0) return;
    this.#flushing = true;
    const errors: unknown[] = [];
    try {
      for (let n = 0; n < this.#waiting.length; n++) {
        try {
          this.#waiting[n]?.();
        } catch (error) {
          errors.push(error);
        }
      }
    } finally {
      this.#waiting = [];
      this.#flushing = false;
    }
    if (errors.length > 0) throw errors[0];
  }
}
