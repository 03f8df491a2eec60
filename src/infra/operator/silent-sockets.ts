// Connections that have asked for nothing yet. They may be many, but never so many that somebody who asks finds no room: then those that
// have been silent longest go.
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Far fewer than a server takes. */
export const SILENT_MAX = 300;

export function limitSilence(server: Server): void {
  const silent = new Set<Socket>();
  server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
    const [oldest] = silent;
    if (silent.size > SILENT_MAX) oldest?.destroy();
  });
  const speaks = ({ socket }: { readonly socket: Socket }) => void silent.delete(socket);
  server.on('request', speaks);
  server.on('upgrade', speaks);
}
