import type { AskOptions, OpName, OpParams, OpResult, Shards } from './shard-ops.ts';

/** Asks every shard the same; the answers stand in the order of the shards. */
export function askAll<Name extends OpName>(
  shards: Shards,
  name: Name,
  params: OpParams<Name>,
  options: AskOptions,
): Promise<OpResult<Name>[]> {
  return Promise.all(Array.from({ length: shards.count }, (_, shard) => shards.ask(shard, name, params, options)));
}
