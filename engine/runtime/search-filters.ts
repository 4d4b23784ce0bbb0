import { isAppError } from '../base/app-error.ts';
import type { Shards } from '../query/shard-ops.ts';
import type { StoredFilter } from '../store/stored.ts';

/** Blocks whose filters are made and stored at once. */
const BATCH = 64;

/**
 * Has the filters made that blocks still lack, and stored. They only make searching faster: whatever keeps them from being made, such as a full
 * disk or a thread that dies, leaves everything else as it is, and the next one who opens the file makes the rest.
 */
export async function completeFilters(
  shards: Shards,
  store: (filters: readonly StoredFilter[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const ofShard = async (shard: number): Promise<void> => {
    for (;;) {
      const made = await shards.ask(shard, 'filters', { most: BATCH }, { signal });
      if (made.length === 0) return;
      store(made);
    }
  };
  try {
    await Promise.all(Array.from({ length: shards.count }, (_, shard) => ofShard(shard)));
  } catch (error) {
    if (!isAppError(error)) throw error;
  }
}
