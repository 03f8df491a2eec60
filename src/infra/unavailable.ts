// The surroundings are not as we need them: a folder we may not write, a port in use, a second service on our state.
// Nobody's input and no defect of ours: a command prints the message without a stack and exits 1.

export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** What Node says went wrong, without its stack: `EACCES: permission denied, open '…'`. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Node's short name for a failed call, such as `ENOENT`; empty when there is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
