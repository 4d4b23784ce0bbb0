import { isoOfUs, type TimeRange } from '../../base/time.ts';
import type { MatcherRow } from '../../query/merge-matchers.ts';
import type { PatternRow } from '../../query/merge-patterns.ts';
import type { Policy } from '../model/policy.ts';
import { BODY, SERVICE_NAME, SEVERITY_NUMBER } from '../model/target.ts';
import { isProtected } from '../safety/static-checks.ts';

/** A pattern below both is left alone: there is little to win and much to lose. */
const LEAST_RECORDS = 100;
const LEAST_SHARE = 0.001;
const SAMPLED_PERCENTAGE = 10;
const EXPIRES_AFTER_MS = 30 * 86_400_000;
const FIRST_WARNING = 13;
/** Constant text that tells a pattern from others. */
const LEAST_CONSTANT = 8;
const NAME_LENGTH = 48;

export interface ProposeFrom {
  readonly patterns: readonly PatternRow[];
  readonly matchers: readonly MatcherRow[];
  /** Patterns that lead an anomaly, or have a pin or a note. */
  readonly useful: ReadonlySet<string>;
  readonly bytes: number;
  readonly range: TimeRange;
  /** By which expiries are set. */
  readonly nowMs: number;
}

/** The name the field of traces has. */
export const GUARD_ID = 'keep-errors';

/** Errors are kept whatever else is said; every set begins with it. */
export function guardPolicy(): Policy {
  return {
    id: GUARD_ID,
    name: 'Always keep ERROR and FATAL',
    description: 'Wins over every other policy.',
    enabled: true,
    labels: { kind: 'guard', created_by: 'logsift' },
    log_filter: { matches: [{ target: SEVERITY_NUMBER, predicate: { gte: 17 }, negate: false }], action: 'ACTION_KEEP' },
    control: { state: 'active' },
  };
}

/**
 * Policies for what is frequent, below WARN and no part of anything found: the smallest that saves. Debug output and repetition without any
 * difference go or are counted; everything else is thinned out by trace. The same investigation gives the same proposals.
 */
export function propose(from: ProposeFrom): readonly Policy[] {
  const matchers = new Map(from.matchers.map((matcher) => [matcher.patternId, matcher]));
  const proposed = from.patterns
    .toSorted((a, b) => b.bytes - a.bytes || (a.id < b.id ? -1 : 1))
    .flatMap((pattern) => {
      const matcher = matchers.get(pattern.id);
      const isExact = matcher !== undefined && matcher.precision === 1 && matcher.tried > 0;
      return isExact && isCandidate(pattern, from) ? [policyFor(pattern, matcher, from)] : [];
    });
  return [guardPolicy(), ...proposed];
}

/** Whether a pattern is worth a policy, given that an expression matches it and nothing else. */
export function isCandidate(pattern: PatternRow, { useful, bytes }: Pick<ProposeFrom, 'useful' | 'bytes'>): boolean {
  const { TRACE = 0, DEBUG = 0, INFO = 0 } = pattern.levels;
  const below = TRACE + DEBUG + INFO;
  const constants = pattern.parts.flatMap((part) => ('text' in part ? [part.text] : []));
  const isTelling =
    constants.some((text) => text.length >= LEAST_CONSTANT) ||
    constants
      .join(' ')
      .split(/\W+/)
      .filter((word) => /\p{L}{2}/u.test(word)).length >= 2;
  return (
    below >= LEAST_RECORDS && pattern.bytes >= bytes * LEAST_SHARE && isTelling && !useful.has(pattern.id) && !isProtected(pattern.template)
  );
}

function policyFor(pattern: PatternRow, { source }: MatcherRow, { range, nowMs }: ProposeFrom): Policy {
  const { id: patternId, services, template, levels } = pattern;
  const matches = [
    ...(services.length === 1 ? [{ target: SERVICE_NAME, predicate: { equals: services[0] }, negate: false }] : []),
    { target: SEVERITY_NUMBER, predicate: { gte: 1 }, negate: false },
    { target: SEVERITY_NUMBER, predicate: { lt: FIRST_WARNING }, negate: false },
    { target: BODY, predicate: { regex: boundForRe2(source) }, negate: false },
  ];
  const common = {
    enabled: true,
    labels: { pattern_id: patternId, created_by: 'logsift' },
    control: {
      state: 'draft' as const,
      expires_at: new Date(nowMs + EXPIRES_AFTER_MS).toISOString(),
      evidence: {
        window: `${isoOfUs(range.fromUs)}/${isoOfUs(range.untilUs)}`,
        lines: pattern.count,
        bytes: pattern.bytes,
        template,
        sample_lines: 0,
      },
    },
  };
  const short = shortened(template);
  const short_id = patternId.slice(0, 8);
  const isDebug = (levels.DEBUG ?? 0) + (levels.TRACE ?? 0) === pattern.count;
  if (isDebug && pattern.variables === 0)
    return {
      ...common,
      id: `drop-${short_id}`,
      name: `Drop ${short}`,
      description: 'Debug output that always says the same.',
      log_filter: { matches, action: 'ACTION_DROP' },
    };
  return {
    ...common,
    id: `sample-${short_id}`,
    name: `Keep ${SAMPLED_PERCENTAGE}% of ${short}`,
    description: 'Frequent, below WARN, and no part of anything found.',
    log_sampling: {
      matches,
      probability: { percentage: SAMPLED_PERCENTAGE, key: { record_field: 'LOG_RECORD_FIELD_TRACE_ID' }, no_key: 'random', precision: 4 },
    },
  };
}

/** Our expressions are bound by signs that mean lines in some programs; these mean the text everywhere. */
function boundForRe2(source: string): string {
  return `\\A${source.replace(/^\^/, '').replace(/\$$/, '')}\\z`;
}

function shortened(template: string): string {
  const text = template.replaceAll('<*>', '…').replace(/\s+/g, ' ').trim();
  return text.length <= NAME_LENGTH ? text : `${text.slice(0, NAME_LENGTH - 1)}…`;
}
