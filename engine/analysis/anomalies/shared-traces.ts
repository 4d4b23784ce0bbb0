import { withCondition } from '../../base/filter/tokens.ts';
import type { TimeRange } from '../../base/time.ts';
import type { Asked } from '../../query/answers.ts';
import type { Explorer } from '../../query/explorer.ts';
import { equalBuckets } from '../../query/nice-buckets.ts';

/** Traces followed at most. */
const MOST_TRACES = 16;
/** Records of a pattern in which a trace is looked for. */
const LOOKED_AT = 32;

/**
 * In which of some traces each pattern has records. The traces are those of some records of the patterns, as many of each.
 * @returns by pattern; one without traces has none
 * @throws AppError BAD_QUERY, CANCELLED
 */
export async function tracesThrough(
  explorer: Pick<Explorer, 'samples' | 'patternsByBucket'>,
  asked: Asked & { readonly range: TimeRange },
  patternIds: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, Set<string>>> {
  const samples = await explorer.samples(asked, patternIds, equalBuckets(asked.range, 1), LOOKED_AT, signal);
  const candidates = patternIds.map((id) => {
    const columns = (samples.get(id) ?? []).filter(({ name }) => name !== undefined && /trace/i.test(name));
    return columns.flatMap(({ name, values }) => values.filter((value) => value.length > 3).map((value) => ({ name: name ?? '', value })));
  });
  const traces = takenInTurns(candidates, MOST_TRACES);
  const through = new Map(patternIds.map((id) => [id, new Set<string>()]));
  await Promise.all(
    traces.map(async ({ name, value }) => {
      const query = withCondition(asked.query ?? '', { kind: 'value', field: name, values: [value] });
      const rows = await explorer.patternsByBucket({ query, range: asked.range }, equalBuckets(asked.range, 1), signal);
      for (const { id } of rows) through.get(id)?.add(value);
    }),
  );
  return through;
}

/** One of each list, then another of each, until there are enough different ones. */
function takenInTurns<T extends { readonly value: string }>(lists: readonly (readonly T[])[], most: number): T[] {
  const taken = new Map<string, T>();
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  for (let turn = 0; turn < longest && taken.size < most; turn++)
    for (const list of lists) if (turn < list.length && taken.size < most) taken.set(list[turn].value, list[turn]);
  return [...taken.values()];
}
