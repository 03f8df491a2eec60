// Ports of a process that can be killed: from one moment to the next no timer of it fires, nothing is answered to it and nothing
// told. What it had sent is on its way all the same. The world around it goes on, for whoever is started next.
import type { Ports } from '#actors/ports.ts';
import type { Chain, Clock, IntentFile, MarketStream, Reply, Venue } from '#domain/ports.ts';
import { Bag } from '#infra/bag.ts';

export interface MortalPorts {
  readonly ports: Ports;
  kill(): void;
}

export function mortalPorts(ports: Ports): MortalPorts {
  const life = new Life();
  return {
    ports: {
      ...ports,
      clock: life.clock(ports.clock),
      venue: life.venue(ports.venue),
      stream: life.stream(ports.stream),
      chain: life.chain(ports.chain),
      intents: life.intents(ports.intents),
    },
    kill: () => life.end(ports.clock),
  };
}

interface Timer {
  handle: unknown;
  place: number;
}

class Life {
  #alive = true;
  readonly #timers = new Bag<Timer>();
  readonly #ends = new Set<() => void>();

  end(clock: Clock): void {
    this.#alive = false;
    for (const { handle } of this.#timers.empty()) clock.clearTimeout(handle);
    for (const end of [...this.#ends]) end();
    this.#ends.clear();
  }

  clock(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      steadyMs: () => clock.steadyMs(),
      setTimeout: (run, delayMs) => {
        const timer: Timer = { handle: null, place: -1 };
        timer.handle = clock.setTimeout(() => {
          this.#timers.remove(timer);
          run();
        }, delayMs);
        this.#timers.add(timer);
        return timer;
      },
      clearTimeout: (handle) => {
        const timer = handle as Timer | null | undefined;
        if (timer && this.#timers.remove(timer)) clock.clearTimeout(timer.handle);
      },
    };
  }

  venue(venue: Venue): Venue {
    return {
      place: (orders, reply) => venue.place(orders, this.#heard(reply)),
      cancel: (orders, reply) => venue.cancel(orders, this.#heard(reply)),
      cancelMarket: (market, reply) => venue.cancelMarket(market, this.#heard(reply)),
      cancelAll: (reply) => venue.cancelAll(this.#heard(reply)),
      openOrders: (reply) => venue.openOrders(this.#heard(reply)),
      order: (id, reply) => venue.order(id, this.#heard(reply)),
      fills: (sinceMs, reply) => venue.fills(sinceMs, this.#heard(reply)),
      account: (reply) => venue.account(this.#heard(reply)),
      beat: (previous, reply) => venue.beat(previous, this.#heard(reply)),
      listen: (listener) => this.#until(venue.listen(listener)),
      newsHeardMs: () => venue.newsHeardMs(),
    };
  }

  stream(stream: MarketStream): MarketStream {
    return {
      catalogue: (listener) => this.#until(stream.catalogue(listener)),
      listen: (markets, listener) => this.#until(stream.listen(markets, listener)),
      heardMs: (market) => stream.heardMs(market),
    };
  }

  chain(chain: Chain): Chain {
    return toldWhile(chain, () => this.#alive);
  }

  intents(file: IntentFile): IntentFile {
    const heard = (reply: (problem: string | null) => void) => (problem: string | null) => {
      if (this.#alive) reply(problem);
    };
    return {
      read: () => file.read(),
      append: (text, reply) => file.append(text, heard(reply)),
      replace: (text, reply) => file.replace(text, heard(reply)),
    };
  }

  #heard<T>(reply: Reply<T>): Reply<T> {
    return (answer) => {
      if (this.#alive) reply(answer);
    };
  }

  #until(hangUp: () => void): () => void {
    const end = () => {
      this.#ends.delete(end);
      hangUp();
    };
    this.#ends.add(end);
    return end;
  }
}

/** A tree that failed is gone, and its process may last a while: a receipt that comes then is told to nobody. */
export function toldWhile(chain: Chain, lives: () => boolean): Chain {
  const heard =
    <T>(reply: Reply<T>): Reply<T> =>
    (answer) => {
      if (lives()) reply(answer);
    };
  return {
    merge: (market, size, reply) => chain.merge(market, size, heard(reply)),
    split: (market, size, reply) => chain.split(market, size, heard(reply)),
    redeem: (market, reply) => chain.redeem(market, heard(reply)),
    gas: (reply) => chain.gas(heard(reply)),
  };
}
