import { count, overview, timeline } from './ops/charts.ts';
import { facets } from './ops/facets.ts';
import { filters } from './ops/filters.ts';
import { forms } from './ops/forms.ts';
import { checkMatchers, slotShapes } from './ops/matchers.ts';
import { blockCounts, countBefore, keys, rank, top } from './ops/order.ts';
import { patterns, patternTexts } from './ops/patterns.ts';
import { detail, place, records } from './ops/records.ts';
import { samples } from './ops/samples.ts';
import { tree } from './ops/tree.ts';
import { fieldValues, variables } from './ops/values.ts';
import { exportDifferences } from './replay/export-differences.ts';
import { replay } from './replay/replay.ts';
import type { Control, Shard } from './shard.ts';

/** Everything a shard can be asked, by name. Parameters and answers are plain data: they cross threads. */
export const SHARD_OPS = Object.freeze({
  overview,
  count,
  timeline,
  patterns,
  patternTexts,
  facets,
  fieldValues,
  variables,
  samples,
  rank,
  blockCounts,
  keys,
  top,
  countBefore,
  records,
  detail,
  place,
  filters,
  tree,
  forms,
  slotShapes,
  checkMatchers,
  replay,
  exportDifferences,
});

export type ShardOps = typeof SHARD_OPS;
export type OpName = keyof ShardOps;
export type OpParams<Name extends OpName> = ShardOps[Name] extends (shard: Shard) => Promise<unknown>
  ? undefined
  : ShardOps[Name] extends (shard: Shard, params: infer Params, control: Control) => Promise<unknown>
    ? Params
    : never;
export type OpResult<Name extends OpName> = Awaited<ReturnType<ShardOps[Name]>>;

/** Several shards that together hold an investigation. */
export interface Shards {
  readonly count: number;
  /**
   * Asks one shard. Calls to one shard run side by side; each gives way to the others once in a while.
   * @param stallMs the shard is given up when it is not heard of for so long. Absent: wait.
   * @throws AppError CANCELLED, QUERY_TOO_SLOW, WORKER_DIED, or what the operation throws.
   */
  ask<Name extends OpName>(shard: number, name: Name, params: OpParams<Name>, options: AskOptions): Promise<OpResult<Name>>;
}

export interface AskOptions {
  readonly signal?: AbortSignal | undefined;
  readonly stallMs?: number | undefined;
}

/** Runs an operation by name for parameters that came as a message. */
export function runOp(shard: Shard, name: OpName, params: unknown, control: Control): Promise<unknown> {
  // The other end of `ask`, whose types hold name and parameters together.
  const op = SHARD_OPS[name] as (shard: Shard, params: unknown, control: Control) => Promise<unknown>;
  return op(shard, params, control);
}
