// The hash that everything on the chain is named and signed by. WebAssembly, because a hash in JavaScript costs ten times as
// much and an order of a deposit wallet needs four; it is made ready while modules load, so that hashing itself never waits.
import { createKeccak } from 'hash-wasm';

const hasher = await createKeccak(256);

/** 32 bytes, of its own. */
export function keccak(bytes: Uint8Array): Uint8Array {
  hasher.init();
  hasher.update(bytes);
  return hasher.digest('binary');
}

/** Of the text's UTF-8 bytes. */
export function keccakOfText(text: string): Uint8Array {
  return keccak(Buffer.from(text, 'utf8'));
}
