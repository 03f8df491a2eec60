// Names of actors that are nobody's own machine file to give, and what a name says of its bearer.
export const ROOT = 'root';
export const shardAddress = (index: number): string => `shard-${index}`;

/** What an actor is, from its address: `quoter` of `market:wide-1/quoter`, `shard` of `shard-0`. */
export function actorKind(address: string): string {
  const own = address.slice(address.lastIndexOf('/') + 1);
  return (own.split(':')[0] ?? own).replace(/-\d+$/, '');
}
