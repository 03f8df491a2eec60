// Sockets of one channel, with the manners of both: the first frame must come soon and says what is wanted, PING is answered with
// PONG, whoever is silent too long or does not read what he is sent is shown out. What frames mean is the channel's business.
import type { Clock } from '#domain/ports.ts';
import type { ServedPeer, ServedSocket } from './served.ts';

export interface Manners<State> {
  /** What the first frame asks for; null: the connection ends. */
  first(seat: Seat<State>, text: string): State | null;
  later(seat: Seat<State>, text: string): void;
  /** It may never have sat down. */
  left(seat: Seat<State>): void;
}

export interface Seat<State> {
  /** null until the first frame was understood. */
  readonly state: State | null;
  send(text: string): void;
}

/** Open at one time; one more is refused. */
export const SEATS_MAX = 1_000;
const FIRST_FRAME_MS = 10_000;
const SILENT_MS = 120_000;
/** How often silence is looked for. */
const LOOK_MS = 10_000;
const POLICY = 1008;
const SLOW = 1013;
const GOING_AWAY = 1001;

export class SocketRoom<State> {
  readonly #clock: Clock;
  readonly #manners: Manners<State>;
  readonly #seats = new Set<TakenSeat<State>>();
  #timer: unknown = null;

  constructor(clock: Clock, manners: Manners<State>) {
    this.#clock = clock;
    this.#manners = manners;
  }

  /** null: there is no room. */
  enter(peer: ServedPeer): ServedSocket | null {
    if (this.#seats.size >= SEATS_MAX) return null;
    const seat: TakenSeat<State> = new TakenSeat(peer, this.#clock.now(), () => this.#leave(seat));
    this.#seats.add(seat);
    this.#arm();
    return {
      text: (text) => this.#hear(seat, text),
      closed: () => this.#leave(seat),
    };
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
    for (const seat of [...this.#seats]) seat.showOut(GOING_AWAY, 'the exchange stops');
  }

  #hear(seat: TakenSeat<State>, text: string): void {
    if (seat.gone) return;
    if (seat.state !== null) seat.heardMs = this.#clock.now();
    if (text === 'PING') seat.send('PONG');
    else if (seat.state !== null) this.#manners.later(seat, text);
    else {
      seat.state = this.#manners.first(seat, text);
      if (seat.state === null) seat.showOut(POLICY, '');
    }
  }

  #leave(seat: TakenSeat<State>): void {
    seat.gone = true;
    if (!this.#seats.delete(seat)) return;
    this.#manners.left(seat);
    if (this.#seats.size > 0) return;
    this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #arm(): void {
    this.#timer ??= this.#clock.setTimeout(() => {
      this.#timer = null;
      this.#look();
      if (this.#seats.size > 0) this.#arm();
    }, LOOK_MS);
  }

  #look(): void {
    const nowMs = this.#clock.now();
    for (const seat of [...this.#seats]) {
      const silentMs = nowMs - seat.heardMs;
      if (silentMs >= (seat.state === null ? FIRST_FRAME_MS : SILENT_MS)) seat.showOut(POLICY, 'silent for too long');
    }
  }
}

class TakenSeat<State> implements Seat<State> {
  state: State | null = null;
  gone = false;
  /** While it has not asked for anything: when it came. */
  heardMs: number;
  readonly #peer: ServedPeer;
  readonly #onOut: () => void;

  constructor(peer: ServedPeer, nowMs: number, onOut: () => void) {
    this.#peer = peer;
    this.heardMs = nowMs;
    this.#onOut = onOut;
  }

  send(text: string): void {
    if (!this.gone && !this.#peer.send(text)) this.showOut(SLOW, 'slow consumer: send buffer full');
  }

  showOut(code: number, reason: string): void {
    if (this.gone) return;
    this.#onOut();
    this.#peer.close(code, reason);
  }
}
