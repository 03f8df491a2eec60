// How actors write to each other: by name, at the moment of sending. A letter for an actor that is away is counted; those
// that carry money or safety wait until it is back, in order: answers, news, cancels and halts for the gateway, and what the
// chain has done. A plan or a moved book is worthless by then. What moved money and is told once only (a receipt, a credit) is
// kept until its reader says that it was received: whoever fell with it in its hands is given it again when it is back.
import { CHAIN } from '#machines/chain.machine.ts';
import { GATEWAY } from '#machines/order-gateway.protocol.ts';

interface Letter {
  readonly type: string;
}

interface Addressee {
  send(letter: Letter): void;
}

/** Beyond it further letters are lost, and counted: whoever is away that long will read the venue's listing. */
export const WAITING_LETTERS_MAX = 10_000;

/** Which letters wait, by addressee. A job for the chain is remembered elsewhere (`Desk.chainJobs`). */
const WAITS: Readonly<Record<string, (letter: Letter) => boolean>> = {
  [GATEWAY]: ({ type }) => type !== 'QUOTE',
  [CHAIN]: ({ type }) => type === 'ANSWERED' || type === 'DECIDED',
};

interface Kept {
  readonly address: string;
  readonly letter: Letter;
  /** Who was given it last; null: nobody yet. */
  to: Addressee | null;
}

export class Mail {
  readonly #find: (address: string) => Addressee | undefined;
  readonly #lost: () => void;
  #waiting: { readonly address: string; readonly letter: Letter }[] = [];
  /** By payload: as many as there are receipts under way. Beyond the maximum letters are given once only. */
  readonly #kept = new Map<object, Kept>();

  /** `lost` is called once for each letter that nobody will ever read. */
  constructor(find: (address: string) => Addressee | undefined, lost: () => void) {
    this.#find = find;
    this.#lost = lost;
  }

  post(address: string, letter: Letter): void {
    const addressee = this.#find(address);
    if (addressee) {
      this.#handOver(address, addressee);
      addressee.send(letter);
    } else if (WAITS[address]?.(letter) && this.#waiting.length < WAITING_LETTERS_MAX)
      this.#waiting.push({ address, letter });
    else this.#lost();
  }

  /** A letter that is told once only, about `payload`: it is given again to whoever comes back, until that was received. */
  entrust(address: string, letter: Letter, payload: object): void {
    const to = this.#find(address) ?? null;
    if (this.#kept.size < WAITING_LETTERS_MAX) this.#kept.set(payload, { address, letter, to });
    else if (!to) this.#lost();
    if (!to) return;
    this.#handOver(address, to);
    to.send(letter);
  }

  /** How many letters wait for that address. */
  waiting(address: string): number {
    return this.#waiting.reduce((sum, each) => sum + (each.address === address ? 1 : 0), 0);
  }

  /** It is being handled. */
  received(payload: object): void {
    this.#kept.delete(payload);
  }

  /** Somebody came back: whoever has letters waiting and is there now gets them, those first that fell out of its hands. */
  deliver(): void {
    for (const kept of [...this.#kept.values()]) {
      const addressee = this.#find(kept.address);
      if (!addressee || addressee === kept.to) continue;
      kept.to = addressee;
      addressee.send(kept.letter);
    }
    for (const address of new Set(this.#waiting.map((each) => each.address))) {
      const addressee = this.#find(address);
      if (addressee) this.#handOver(address, addressee);
    }
  }

  #handOver(address: string, addressee: Addressee): void {
    if (this.#waiting.length === 0) return;
    const letters = this.#waiting.filter((each) => each.address === address);
    this.#waiting = this.#waiting.filter((each) => each.address !== address);
    for (const { letter } of letters) addressee.send(letter);
  }
}
