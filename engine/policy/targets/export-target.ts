import type { LogRecord } from '../evaluate/record.ts';
import type { PolicySet } from '../model/policy.ts';

/** How well a target says a policy: the same records, others of about the same amount, or not at all, which keeps them. */
export type Fidelity = 'exact' | 'close' | 'out';

export interface ExportedPolicy {
  readonly policyId: string;
  readonly fidelity: Fidelity;
  /** Empty for an exact one. */
  readonly reasons: readonly string[];
}

export interface ExportedFile {
  readonly name: string;
  readonly text: string;
  readonly language: 'yaml' | 'json' | 'conf' | 'alloy' | 'lua';
}

/** Decides as the target would, with the file that was written; windows and limits are its own. */
export interface TargetDecider {
  /** @returns the share of such records that stay: 0 or 1 where the record alone decides, between where the target draws lots */
  keeps(record: LogRecord, nowMs: number): number;
}

export interface ExportedSet {
  readonly files: readonly ExportedFile[];
  /** Of every policy that does something, in the order of the set. */
  readonly policies: readonly ExportedPolicy[];
  /** What must be true of the records for "exact" to hold, and what has to be wired by hand. */
  readonly assumes: readonly string[];
  readonly decider: () => TargetDecider;
}

export interface ExportTarget {
  /** As in `--target`. */
  readonly id: string;
  readonly title: string;
  /** What the file is. */
  readonly about: string;
  /** It compares more loosely than policies do, and may touch what no policy touches. */
  readonly isLooser?: true;
  /** @param set valid; policies that are not in force were left out before */
  readonly write: (set: PolicySet) => ExportedSet;
}
