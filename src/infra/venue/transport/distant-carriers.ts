// Carriers that are nearer than the venue is, made as far: a service that trades on an exchange beside it feels the delays of one
// that does not. Requests do not overtake each other, answers race, each direction of a socket keeps its order.
import type {
  Clock,
  HttpAnswer,
  HttpRequest,
  HttpTransport,
  Random,
  Socket,
  SocketListener,
  SocketTransport,
} from '#domain/ports.ts';
import { DeliveryLane } from '#infra/exchange/delivery-lane.ts';
import { drawMs } from '#infra/exchange/latency.ts';
import type { PairLatency } from './memory-pair.ts';

export interface DistantParts {
  readonly http: HttpTransport;
  readonly sockets: SocketTransport;
  readonly clock: Clock;
  readonly random: Random;
  readonly latency: PairLatency;
}

type Direction = 'requests' | 'replies' | 'up' | 'down';

interface Asked {
  readonly request: HttpRequest;
  readonly reply: (answer: HttpAnswer) => void;
}

export class DistantCarriers implements HttpTransport, SocketTransport {
  readonly #parts: DistantParts;
  readonly #requests: DeliveryLane<Asked>;
  readonly #lanes = new Set<DeliveryLane<() => void>>();
  readonly #timers = new Set<unknown>();
  readonly #chances: Readonly<Record<Direction, Random>>;
  #closed = false;

  constructor(parts: DistantParts) {
    const { clock, latency, random } = parts;
    this.#parts = parts;
    this.#chances = {
      requests: random.fork('requests'),
      replies: random.fork('replies'),
      up: random.fork('up'),
      down: random.fork('down'),
    };
    this.#requests = new DeliveryLane(clock, this.#delay('requests', latency.requestMs), (asked) => this.#ask(asked));
  }

  /** What takes longer than the request's own patience is cut by whoever carries it: the way there and back comes on top. */
  request(request: HttpRequest, reply: (answer: HttpAnswer) => void): void {
    this.#requests.send({ request, reply });
  }

  open(url: string, listener: SocketListener): Socket {
    const heard = this.#lane('down');
    const said = this.#lane('up');
    let [open, closing] = [false, false];
    const socket = this.#parts.sockets.open(url, {
      opened: () =>
        heard.send(() => {
          open = !closing;
          if (open) listener.opened();
        }),
      text: (text) =>
        heard.send(() => {
          if (!closing) listener.text(text);
        }),
      closed: (code, reason) =>
        heard.send(() => {
          open = false;
          said.close();
          this.#lanes.delete(said);
          this.#lanes.delete(heard);
          listener.closed(code, reason);
        }),
    });
    return {
      // What the line itself turns away later is lost on the way.
      send(text) {
        if (open) said.send(() => void socket.send(text));
        return open;
      },
      close() {
        // What was said before leaves before; a line that is not open yet never will be.
        if (open) said.send(() => socket.close());
        else if (!closing) socket.close();
        open = false;
        closing = true;
      },
    };
  }

  /** Nothing is delivered any more. */
  close(): void {
    this.#closed = true;
    this.#requests.close();
    for (const lane of this.#lanes) lane.close();
    for (const timer of this.#timers) this.#parts.clock.clearTimeout(timer);
  }

  #ask({ request, reply }: Asked): void {
    const { http, clock, latency } = this.#parts;
    http.request(request, (answer) => {
      if (this.#closed) return;
      const timer = clock.setTimeout(() => {
        this.#timers.delete(timer);
        reply(answer);
      }, this.#delay('replies', latency.replyMs)());
      this.#timers.add(timer);
    });
  }

  #lane(direction: 'up' | 'down'): DeliveryLane<() => void> {
    const lane = new DeliveryLane<() => void>(
      this.#parts.clock,
      this.#delay(direction, this.#parts.latency.streamMs),
      (deliver) => deliver(),
    );
    this.#lanes.add(lane);
    return lane;
  }

  #delay(direction: Direction, medianMs: number): () => number {
    const chance = this.#chances[direction];
    return () => drawMs(chance, { medianMs, sigma: this.#parts.latency.sigma });
  }
}
