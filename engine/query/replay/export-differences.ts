import { US_PER_MS } from '../../base/time.ts';
import { Evaluator } from '../../policy/evaluate/evaluator.ts';
import type { Policy } from '../../policy/model/policy.ts';
import { POLICY_FORMAT } from '../../policy/model/policy.ts';
import { exportTarget } from '../../policy/targets/all-targets.ts';
import { isSameShare } from '../../policy/targets/differences.ts';
import { rowsOfMatch } from '../matched-rows.ts';
import type { Control, Question, Shard } from '../shard.ts';
import { RowRecords } from './row-records.ts';

export interface ExportDifferencesParams {
  readonly question: Question;
  /** Valid ones, in order of their ids. */
  readonly policies: readonly Policy[];
  /** As in `--target`. */
  readonly target: string;
  /** Records named at most. */
  readonly limit: number;
}

export interface ExportDifferences {
  /** Records that stay here and may go there, and the other way round. */
  readonly taken: number;
  readonly left: number;
  /** Ids, the first of each block order. */
  readonly records: readonly string[];
}

/** On which records another program, with the exported file, would decide differently. */
export async function exportDifferences(
  shard: Shard,
  { question, policies, target: name, limit }: ExportDifferencesParams,
  control: Control,
): Promise<ExportDifferences> {
  const target = exportTarget(name);
  const evaluator = new Evaluator(policies);
  const decider = target.write({ format: POLICY_FORMAT, service: 'any', version: 0, policies: [...policies] }).decider();
  const plans = shard.plans.for(shard, evaluator.policies);
  const makes = new RowRecords(shard);
  const records: string[] = [];
  let [taken, left] = [0, 0];
  for await (const { view, match } of shard.matches(question, control)) {
    const { block } = view;
    const { times, signatures } = view.core();
    const reader = view.reader();
    for (const row of rowsOfMatch(match, view)) {
      const id = block.ids[signatures[row]];
      const service = shard.serviceOf(id, block.sourceId);
      const plan = plans.of(id, service);
      // What no policy touches, only a target touches that compares more loosely.
      if (plan.all.length + plan.some.length === 0 && !target.isLooser) continue;
      const record = makes.of(id, service, { ...plan, needsBody: true }, reader, row, times[row]);
      const nowMs = times[row] / US_PER_MS;
      const share = decider.keeps(record, nowMs);
      const own = evaluator.keptShare(record, nowMs);
      if (isSameShare(own, share)) continue;
      if (own > share) taken++;
      else left++;
      if (records.length < limit) records.push(`${block.id}-${row}`);
    }
  }
  return { taken, left, records };
}
