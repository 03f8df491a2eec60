// What a server is to those who carry its words: text in, text out, at once. `loopback.ts` carries them over real sockets,
// `../../venue/transport/memory-pair.ts` under one clock inside one process. Whoever is served here never sees either.

export interface ServedRequest {
  readonly method: string;
  /** As it was sent, without host and query: signatures are over this text. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** null when there is none. */
  readonly body: string | null;
  /** The visitor's address. */
  readonly from: string;
}

export interface ServedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds that it is held back by a fault; infinite: it is never given. Left out: at once. */
  readonly lateMs?: number;
}

/** The other end of a socket. */
export interface ServedPeer {
  /** False when too much waits to be sent already: then nothing was sent. */
  send(text: string): boolean;
  close(code: number, reason: string): void;
}

export interface ServedSocket {
  text(text: string): void;
  /** Once, however it ended. */
  closed(): void;
}

export interface Served {
  /** Never throws. */
  answer(request: ServedRequest): ServedAnswer;
  /** null: there is no such socket. */
  connect(path: string, peer: ServedPeer, from: string): ServedSocket | null;
}
