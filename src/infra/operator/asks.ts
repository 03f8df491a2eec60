// What the door has asked the trading thread and not heard yet. Each question gets one answer, in time: the trading thread's, or that
// there was none.
import type { DoorAnswer, DoorAsk, DoorRequest } from '#domain/operator/door-news.ts';

const ASK_MAX_MS = 5_000;
const ASKS_MAX = 200;
/** A look is as good as a new one for so long. */
const LOOK_MS = 250;
const LOOKS_MAX = 1_000;

/** Questions under way. One that is not answered in time gets an answer all the same. */
export class Asks {
  readonly #say: (word: DoorRequest) => void;
  readonly #open = new Map<number, { readonly done: (answer: DoorAnswer) => void; readonly timer: NodeJS.Timeout }>();
  readonly #looks = new Map<string, Promise<DoorAnswer>>();
  #count = 0;

  constructor(say: (word: DoorRequest) => void) {
    this.#say = say;
  }

  /** What only looks is asked once in a while, however many want to know. */
  ask(ask: DoorAsk): Promise<DoorAnswer> {
    if (ask.what !== 'market' && ask.what !== 'actor') return this.#ask(ask);
    const key = JSON.stringify(ask);
    const known = this.#looks.get(key);
    if (known) return known;
    const answer = this.#ask(ask);
    if (this.#looks.size < LOOKS_MAX) {
      this.#looks.set(key, answer);
      setTimeout(() => this.#looks.delete(key), LOOK_MS);
    }
    return answer;
  }

  #ask(ask: DoorAsk): Promise<DoorAnswer> {
    if (this.#open.size >= ASKS_MAX) return Promise.resolve(failed(503, 'too many questions at once'));
    this.#count += 1;
    const id = this.#count;
    return new Promise((done) => {
      const timer = setTimeout(
        () => this.answered(id, failed(504, 'the trading thread did not answer in time')),
        ASK_MAX_MS,
      );
      this.#open.set(id, { done, timer });
      this.#say({ request: 'ask', id, ask });
    });
  }

  answered(id: number, answer: DoorAnswer): void {
    const open = this.#open.get(id);
    if (!open) return;
    this.#open.delete(id);
    clearTimeout(open.timer);
    open.done(answer);
  }
}

function failed(status: number, error: string): DoorAnswer {
  return { ok: false, status, error, field: null };
}
