import { type PatternTree, patternTree } from '../../mine/pattern-tree.ts';
import type { Shard } from '../shard.ts';

/** The tree above all templates of the investigation; every shard would answer the same. */
export async function tree(shard: Shard): Promise<PatternTree> {
  return patternTree(shard.templates().map(({ fingerprint, text }) => ({ id: fingerprint, text })));
}
