/** One safety rule as it stands for a policy. Rules are numbered as in docs/policies.md. */
export interface SafetyCheck {
  readonly rule: number;
  /** `review`: somebody has to say yes once; `block`: cannot be switched on. */
  readonly state: 'ok' | 'note' | 'review' | 'block';
  readonly title: string;
  /** What was found, short. */
  readonly fact: string;
}

export type Verdict = 'ok' | 'review' | 'block';

/** The worst of all checks. Rules that were set aside with a reason only have to be looked at. */
export function verdictOf(checks: readonly SafetyCheck[], setAside: ReadonlySet<number> = new Set()): Verdict {
  const counted = checks.map(({ rule, state }) => (state === 'block' && setAside.has(rule) && rule !== ERRORS_RULE ? 'review' : state));
  return counted.includes('block') ? 'block' : counted.includes('review') ? 'review' : 'ok';
}

/** Nobody sets this one aside. */
export const ERRORS_RULE = 2;
