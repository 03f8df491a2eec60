// Hears a venue's sockets and writes every frame down as it came, before anybody reads it. Knows of frames only what must be known
// to ask for them. Keeps its connections as the client does: pinged, watched, dialled again.
import type { Market } from '#domain/market/market.ts';
import type { Clock, Random, SocketTransport } from '#domain/ports.ts';
import { LiveSocket } from '../venue/client/live-socket.ts';
import type { ApiCredentials } from '../venue/signing/l2-auth.ts';
import { writeText } from '../venue/wire/codec.ts';
import { MARKET_RESUBSCRIBE, MARKET_SUBSCRIBE } from '../venue/wire/market-channel.ts';
import { USER_SUBSCRIBE } from '../venue/wire/user-channel.ts';
import { Rotation, type RotationTerms } from './rotation.ts';

export interface RecorderTerms extends Pick<RotationTerms, 'folder' | 'name' | 'everyMs' | 'onFailure'> {
  readonly clock: Clock;
  readonly random: Random;
  readonly sockets: SocketTransport;
  readonly streams: { readonly market: string; readonly user: string };
  readonly source: string;
  readonly markets: readonly Market[];
  /** null: the private stream is not heard. */
  readonly key: ApiCredentials | null;
  /** For people: a connection came or went. */
  readonly onLine: (what: string) => void;
}

const MARKETS_A_SOCKET = 100;
const PING_MS = 5_000;

export class Recorder {
  readonly #terms: RecorderTerms;
  readonly #rotation: Rotation;
  readonly #sockets: LiveSocket[] = [];
  readonly #startedMs: number;
  #frames = 0;

  /** Begins to listen. Throws BadInput when no file can be made. */
  constructor(terms: RecorderTerms) {
    const { clock, markets, key, folder, name, everyMs, onFailure } = terms;
    this.#terms = terms;
    this.#startedMs = clock.now();
    this.#rotation = new Rotation({
      ...{ clock, folder, name, everyMs, onFailure },
      header: () => ({ source: terms.source, startedMs: clock.now(), markets }),
      onRotated: () => this.#askAgain(),
    });
    for (let at = 0; at < markets.length; at += MARKETS_A_SOCKET)
      this.#hearMarkets(markets.slice(at, at + MARKETS_A_SOCKET));
    if (key) this.#hearUser(key);
  }

  /** So far. */
  get progress() {
    const { lost, paths } = this.#rotation;
    const open = this.#sockets.filter((socket) => socket.isOpen).length;
    return {
      frames: this.#frames,
      lost,
      files: paths,
      open,
      sockets: this.#sockets.length,
      startedMs: this.#startedMs,
    };
  }

  /** Whole files. Rejects with what the disk refused. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.close();
    await this.#rotation.close();
  }

  readonly #again: (() => void)[] = [];

  #askAgain(): void {
    for (const again of this.#again) again();
  }

  #hearMarkets(markets: readonly Market[]): void {
    const outcomes = markets.flatMap(({ outcomes: { yes, no } }) => [yes.id, no.id]);
    const socket = this.#hear('market', this.#terms.streams.market, () =>
      writeText(MARKET_SUBSCRIBE, { assets: outcomes, custom: true, dump: true }),
    );
    this.#again.push(() => {
      for (const operation of ['unsubscribe', 'subscribe'] as const)
        socket.send(writeText(MARKET_RESUBSCRIBE, { operation, assets: outcomes, custom: true }));
    });
  }

  #hearUser(key: ApiCredentials): void {
    this.#hear('user', this.#terms.streams.user, () =>
      writeText(USER_SUBSCRIBE, { auth: key.inClear(), markets: null }),
    );
  }

  #hear(channel: 'market' | 'user', url: string, hello: () => string): LiveSocket {
    const { clock, random, sockets, onLine } = this.#terms;
    const parts = { clock, sockets, url, pingMs: PING_MS, random: random.fork(`${channel} ${this.#sockets.length}`) };
    const socket = new LiveSocket(parts, {
      opened: () => {
        socket.send(hello());
        onLine(`${channel} stream is open`);
      },
      text: (text) => {
        this.#frames += 1;
        this.#rotation.write(clock.now(), channel, text);
      },
      lost: (reason) => onLine(`${channel} stream is lost (${reason}); dialling again`),
    });
    this.#sockets.push(socket);
    socket.open();
    return socket;
  }
}
