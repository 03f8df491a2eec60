// Where there is no chain: whoever asks for a merge, a split, a redemption or the price of gas hears no, and later, as from a real
// one. So nothing is worth its gas, and nobody asks twice.
import type { Chain, Clock, Reply } from '#domain/ports.ts';

export function noChain(clock: Clock): Chain {
  const refuse = <T>(reply: Reply<T>) => {
    const failure = { kind: 'rejected', reason: 'other', text: 'there is no chain' } as const;
    clock.setTimeout(() => reply({ ok: false, failure }), 0);
  };
  return {
    merge: (_, __, reply) => refuse(reply),
    split: (_, __, reply) => refuse(reply),
    redeem: (_, reply) => refuse(reply),
    gas: refuse,
  };
}
