import { Evaluator } from '../evaluate/evaluator.ts';
import type { LogRecord } from '../evaluate/record.ts';
import type { Policy } from '../model/policy.ts';
import type { TargetDecider } from './export-target.ts';

export interface Difference {
  /** Whether our policies keep it, or more of such records than the target does. */
  readonly keeps: boolean;
  /** What the target does: between 0 and 1 where it draws lots. */
  readonly targetKeeps: number;
}

/** Walks with policies and target along the same records, in their order, and says where they decide differently. */
export class DifferenceFinder {
  readonly #evaluator: Evaluator;
  readonly #decider: TargetDecider;

  constructor(policies: readonly Policy[], decider: TargetDecider) {
    this.#evaluator = new Evaluator(policies);
    this.#decider = decider;
  }

  /** @returns undefined where both do the same */
  next(record: LogRecord): Difference | undefined {
    const nowMs = record.timeMs;
    const targetKeeps = this.#decider.keeps(record, nowMs);
    const share = this.#evaluator.keptShare(record, nowMs);
    return isSameShare(share, targetKeeps) ? undefined : { keeps: share > targetKeeps, targetKeeps };
  }
}

/** Two that draw lots draw differently, and do the same if they keep as many; thresholds are rounded. */
export function isSameShare(a: number, b: number): boolean {
  return Math.abs(a - b) < 0.001;
}
