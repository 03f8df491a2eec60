// Names of actors that are nobody's own machine file to give.
export const ROOT = 'root';
export const shardAddress = (index: number): string => `shard-${index}`;
