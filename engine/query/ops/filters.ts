import { FrameFilterBuilder } from '../../store/frame-filter.ts';
import type { StoredFilter } from '../../store/stored.ts';
import type { Control, Shard } from '../shard.ts';

/** Makes filters of up to `most` blocks that have none, and uses them from now on. Empty: all blocks have theirs. */
export async function filters(shard: Shard, { most }: { readonly most: number }, control: Control): Promise<StoredFilter[]> {
  const builder = new FrameFilterBuilder();
  const made: StoredFilter[] = [];
  for (const block of shard.blocks.all()) {
    if (made.length >= most) break;
    if (shard.blocks.filter(block) !== undefined) continue;
    await control.breathe();
    const reader = shard.blocks.load(block);
    const data = builder.ofBlock(reader);
    reader.release();
    shard.blocks.putFilter(block, data);
    made.push({ blockId: block.id, data });
  }
  return made;
}
