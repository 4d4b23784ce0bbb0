/** Why a record stays or goes. */
export type Outcome =
  /** No policy has anything to do with it. */
  | 'unmatched'
  /** An error, or of unknown severity: nothing takes it. */
  | 'guarded'
  /** A policy keeps it whatever the others say. */
  | 'exempt'
  /** A dedupe, a sample or a limit let it through, or it was only changed. */
  | 'passed'
  | 'dropped'
  | 'deduped'
  | 'sampled'
  | 'limited'
  /** Something went wrong, which keeps it. */
  | 'failed';

export interface Decision {
  readonly keep: boolean;
  readonly outcome: Outcome;
  /** Number of the policy that decided, where one did. */
  readonly policy: number | undefined;
  /** To be written as `sampling.threshold`, where sampling kept it. */
  readonly threshold: string | undefined;
  /** To be written as `sampling.randomness`, where nobody could find it again. */
  readonly randomness: string | undefined;
  /** Records it stands for by probability, at least 1. */
  readonly weight: number;
  /** To be written as `log_count` when above 1: itself and those that were suppressed before it. */
  readonly logCount: number;
}

export function decision(outcome: Outcome, policy?: number): Decision {
  const keep = outcome !== 'dropped' && outcome !== 'deduped' && outcome !== 'sampled' && outcome !== 'limited';
  return { keep, outcome, policy, threshold: undefined, randomness: undefined, weight: 1, logCount: 1 };
}
