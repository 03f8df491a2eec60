// What nobody caught: an exception in a timer or a socket's listener, a promise that was rejected and left alone. Node would
// end at once, with our orders resting; whoever listens here can cancel them first.

const KINDS = ['uncaughtException', 'unhandledRejection'] as const;

/** Returns how to listen no more. */
export function onUncaught(tell: (error: unknown) => void): () => void {
  for (const kind of KINDS) process.on(kind, tell);
  return () => {
    for (const kind of KINDS) process.off(kind, tell);
  };
}
