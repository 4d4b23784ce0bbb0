import { isoOfUs, type TimeRange } from '../../base/time.ts';
import type { MatcherRow } from '../../query/merge-matchers.ts';
import type { PatternRow } from '../../query/merge-patterns.ts';
import type { Matcher } from '../model/matcher.ts';
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
 * Policies for what is frequent, below WARN and no part of anything found: the smallest that saves. Debug output without any difference goes,
 * other repetition without any is counted, everything else is thinned out by trace. Addresses and secrets are masked, whatever the level. The
 * same investigation gives the same proposals.
 */
export function propose(from: ProposeFrom): readonly Policy[] {
  const matchers = new Map(from.matchers.map((matcher) => [matcher.patternId, matcher]));
  const proposed = from.patterns
    .toSorted((a, b) => b.bytes - a.bytes || (a.id < b.id ? -1 : 1))
    .flatMap((pattern) => {
      const matcher = matchers.get(pattern.id);
      if (matcher === undefined || matcher.tried === 0) return [];
      const masked = maskFor(pattern, matcher, from);
      const isTaken = matcher.precision === 1 && isCandidate(pattern, from);
      return [...(masked === undefined ? [] : [masked]), ...(isTaken ? [policyFor(pattern, matcher, from)] : [])];
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

/** A policy about this pattern, worth it or not: a person asked for it. */
export function policyFor(pattern: PatternRow, { source }: MatcherRow, from: Pick<ProposeFrom, 'range' | 'nowMs'>): Policy {
  const { id: patternId, template, levels } = pattern;
  const matches = [
    ...serviceMatch(pattern),
    { target: SEVERITY_NUMBER, predicate: { gte: 1 }, negate: false },
    { target: SEVERITY_NUMBER, predicate: { lt: FIRST_WARNING }, negate: false },
    { target: BODY, predicate: { regex: boundForRe2(source) }, negate: false },
  ];
  const common = madeFrom(pattern, from);
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
  if (pattern.variables === 0)
    return {
      ...common,
      id: `dedupe-${short_id}`,
      name: `Count ${short} once a minute`,
      description: 'Always says the same: the first of each minute stays, the others are counted.',
      // Its messages are all alike: the service alone tells them apart.
      log_sampling: { matches, dedupe: { window: '60s', key: [SERVICE_NAME], max_keys: 10_000, emit: 'first_then_summary' } },
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

/** Masks what should not stand in a log: e-mail addresses, and values whose name says that they are secret. */
function maskFor(pattern: PatternRow, { source }: MatcherRow, from: ProposeFrom): Policy | undefined {
  const found = MASKED.filter(({ isIn }) => isIn(pattern.parts));
  if (found.length === 0) return undefined;
  return {
    ...madeFrom(pattern, from),
    id: `mask-${pattern.id.slice(0, 8)}`,
    name: `Mask ${found.map(({ what }) => what).join(' and ')} in ${shortened(pattern.template)}`,
    description: 'Takes no record away.',
    log_transform: {
      matches: [...serviceMatch(pattern), { target: BODY, predicate: { regex: boundForRe2(source) }, negate: false }],
      remove: [],
      redact: found.map(({ regex, replacement }) => ({ target: BODY, regex, replacement })),
      rename: [],
      add: [],
    },
  };
}

/** Whether a pattern holds what is masked: its own policy is proposed however rare it is. */
export function isMasked({ parts }: PatternRow): boolean {
  return MASKED.some(({ isIn }) => isIn(parts));
}

const SECRET_NAMES = 'password|passwd|secret|token|api[_-]?key|authorization';
const SECRET_BEFORE = new RegExp(`(?:${SECRET_NAMES})["']?[=:] ?["']?$`, 'i');

const MASKED: readonly {
  readonly what: string;
  readonly regex: string;
  readonly replacement: string;
  readonly isIn: (parts: PatternRow['parts']) => boolean;
}[] = [
  {
    what: 'e-mail addresses',
    regex: '[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+',
    replacement: '[EMAIL]',
    isIn: (parts) => parts.some((part) => 'slot' in part && part.kind === 'email'),
  },
  {
    what: 'secrets',
    regex: `(?i)((?:${SECRET_NAMES})["']?[=:] ?["']?)[^\\s,;&"']+`,
    replacement: '$1[REDACTED]',
    isIn: (parts) =>
      parts.some((part, at) => 'text' in part && SECRET_BEFORE.test(part.text) && parts[at + 1] !== undefined && 'slot' in parts[at + 1]),
  },
];

function serviceMatch({ services }: PatternRow): Matcher[] {
  return services.length === 1 ? [{ target: SERVICE_NAME, predicate: { equals: services[0] }, negate: false }] : [];
}

function madeFrom(
  pattern: PatternRow,
  { range, nowMs }: Pick<ProposeFrom, 'range' | 'nowMs'>,
): Pick<Policy, 'enabled' | 'labels' | 'control'> {
  return {
    enabled: true,
    labels: { pattern_id: pattern.id, created_by: 'logsift' },
    control: {
      state: 'draft',
      expires_at: new Date(nowMs + EXPIRES_AFTER_MS).toISOString(),
      evidence: {
        window: `${isoOfUs(range.fromUs)}/${isoOfUs(range.untilUs)}`,
        lines: pattern.count,
        bytes: pattern.bytes,
        template: pattern.template,
        sample_lines: 0,
      },
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
