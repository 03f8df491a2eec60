// When bytes come to and leave this process, whoever reads or writes them, for benches: each socket that the process opens is
// watched where the loop hands bytes over, before anybody reads them and after the system has taken them.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { machineMs } from '#infra/stopwatch.ts';

export interface ByteListener {
  /** Something came over any of the sockets; it is read in this very step. `atMs`: of `machineMs`. */
  came(atMs: number): void;
  /** Given to the system. */
  left(text: string, atMs: number): void;
}

/** Sockets that are opened from now on. Returns the way to stop watching further ones. */
export function watchBytes(listener: ByteListener): () => void {
  const watch = (message: unknown) => watchSocket((message as { readonly socket: Socket }).socket, listener);
  subscribe('net.client.socket', watch);
  return () => unsubscribe('net.client.socket', watch);
}

type Chunks = readonly { readonly chunk: unknown }[];

function watchSocket(socket: Socket, listener: ByteListener): void {
  const { push, _write: write, _writev: writev } = socket;
  socket.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (chunk !== null) listener.came(machineMs());
    return push.call(socket, chunk, encoding);
  };
  socket._write = (chunk: unknown, encoding, done) => {
    write.call(socket, chunk, encoding, done);
    listener.left(String(chunk), machineMs());
  };
  if (!writev) return;
  socket._writev = (chunks, done) => {
    writev.call(socket, chunks, done);
    const atMs = machineMs();
    listener.left((chunks as Chunks).map(({ chunk }) => String(chunk)).join(''), atMs);
  };
}
