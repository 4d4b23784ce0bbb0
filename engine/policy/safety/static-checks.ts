import { textsOf } from '../evaluate/regex/needed-text.ts';
import { parseRegex } from '../evaluate/regex/parse-regex.ts';
import type { Matcher } from '../model/matcher.ts';
import { actionOf, matchersOf, type Policy } from '../model/policy.ts';
import { targetText } from '../model/target.ts';
import type { SafetyCheck } from './check.ts';

const FIRST_WARNING = 13;
const FIRST_ERROR = 17;
const LEAST_PERCENTAGE = 1;
const LEAST_CONSTANT = 8;
/** What nobody drops by accident. */
const PROTECTED = /\b(?:panic|fatal|denied|unauthori[sz]ed|forbidden|payments?|audit|security|exception|traceback|stack trace)\b/i;
/** Other checks than its own text decide about what a policy takes away: these take records. */
const TAKING: ReadonlySet<string> = new Set(['drop', 'probability', 'rate', 'dedupe']);

/** What the policy says, without looking at a record: rules 1 to 7. Policies that take nothing pass. */
export function staticChecks(policy: Policy): readonly SafetyCheck[] {
  if (!TAKING.has(actionOf(policy))) return [];
  return [selective(policy), errorsKept(policy), ...anchored(policy), ...expiring(policy), ...floor(policy), ...unprotected(policy)];
}

function selective(policy: Policy): SafetyCheck {
  const title = 'Says which records it is about';
  const others = matchersOf(policy).filter(({ target, negate }) => !negate && targetText(target) !== SERVICE);
  const own = others.filter(
    ({ target: { record_field: field } }) => field !== 'LOG_RECORD_FIELD_SEVERITY_NUMBER' && field !== 'LOG_RECORD_FIELD_SEVERITY_TEXT',
  );
  if (others.length === 0) return { rule: 1, state: 'block', title, fact: 'only a service' };
  return own.length === 0
    ? { rule: 1, state: 'block', title, fact: 'only a level' }
    : { rule: 1, state: 'ok', title, fact: `${own.length} of its own` };
}

const SERVICE = targetText({ resource_attribute: ['service.name'] });

/** The evaluator guards them anyway; programs that a policy is exported to do not. */
function errorsKept(policy: Policy): SafetyCheck {
  const title = 'ERROR, FATAL and unknown levels are kept';
  const { from, below } = severityRange(matchersOf(policy));
  if (below > FIRST_ERROR || from < 1) return { rule: 2, state: 'block', title, fact: 'its conditions let them in' };
  const isAllowed = policy.control?.overrides?.some(({ rule }) => rule === 2) ?? false;
  if (below > FIRST_WARNING) return { rule: 2, state: isAllowed ? 'note' : 'block', title, fact: 'takes WARN' };
  return { rule: 2, state: 'ok', title, fact: 'by its conditions' };
}

/** Severity numbers that the conditions let in: [from, below). */
function severityRange(matchers: readonly Matcher[]): { readonly from: number; readonly below: number } {
  let [from, below] = [0, Number.POSITIVE_INFINITY];
  for (const { target, predicate, negate } of matchers) {
    if (target.record_field !== 'LOG_RECORD_FIELD_SEVERITY_NUMBER') continue;
    const { equals, gt, gte, lt, lte } = predicate;
    if (!negate && typeof equals === 'number') [from, below] = [Math.max(from, equals), Math.min(below, equals + 1)];
    if (gte !== undefined) [from, below] = negate ? [from, Math.min(below, gte)] : [Math.max(from, gte), below];
    if (gt !== undefined) [from, below] = negate ? [from, Math.min(below, gt + 1)] : [Math.max(from, gt + 1), below];
    if (lt !== undefined) [from, below] = negate ? [Math.max(from, lt), below] : [from, Math.min(below, lt)];
    if (lte !== undefined) [from, below] = negate ? [Math.max(from, lte + 1), below] : [from, Math.min(below, lte + 1)];
  }
  return { from, below };
}

function anchored(policy: Policy): SafetyCheck[] {
  const title = 'Its expressions match whole messages';
  const patterns = matchersOf(policy).flatMap(({ predicate, negate }) =>
    predicate.regex === undefined || negate ? [] : [predicate.regex],
  );
  return patterns.map((pattern): SafetyCheck => {
    if (!/^(?:\(\?[is]+\))?(?:\\A|\^)/.test(pattern) || !/(?:\\z|(?<!\\)\$)$/.test(pattern))
      return { rule: 3, state: 'block', title, fact: 'not bound to the beginning and the end' };
    const constant = constantsOf(pattern);
    const isTelling =
      constant.some((text) => text.length >= LEAST_CONSTANT) || constant.flatMap((text) => text.match(/[\p{L}]{2,}/gu) ?? []).length >= 2;
    return isTelling
      ? { rule: 3, state: 'ok', title, fact: 'bound at both ends' }
      : { rule: 3, state: 'block', title, fact: 'has hardly any constant text' };
  });
}

function constantsOf(pattern: string): readonly string[] {
  try {
    return textsOf(parseRegex(pattern));
  } catch {
    // What only the library reads has no constants that are certain.
    return [];
  }
}

function expiring({ log_filter, control }: Policy): SafetyCheck[] {
  if (log_filter?.action !== 'ACTION_DROP') return [];
  const expires = control?.expires_at;
  const title = 'Ends by itself';
  return [
    expires === undefined
      ? { rule: 5, state: 'block', title, fact: 'a drop needs an end' }
      : { rule: 5, state: 'ok', title, fact: expires.slice(0, 10) },
  ];
}

function floor({ log_sampling }: Policy): SafetyCheck[] {
  const percentage = log_sampling?.probability?.percentage;
  if (percentage === undefined) return [];
  const title = `Keeps at least ${LEAST_PERCENTAGE}%`;
  return [{ rule: 6, state: percentage < LEAST_PERCENTAGE ? 'block' : 'ok', title, fact: `${percentage}%` }];
}

function unprotected(policy: Policy): SafetyCheck[] {
  const title = 'Takes nothing that is protected';
  const texts = [
    policy.control?.evidence?.template ?? '',
    ...matchersOf(policy).flatMap(({ predicate }) => (predicate.regex === undefined ? [] : constantsOf(predicate.regex))),
  ];
  const found = texts.map((text) => PROTECTED.exec(text)?.[0]).find((word) => word !== undefined);
  return [
    found === undefined
      ? { rule: 7, state: 'ok', title, fact: 'no protected word' }
      : { rule: 7, state: 'block', title, fact: `"${found}"` },
  ];
}

export function isProtected(text: string): boolean {
  return PROTECTED.test(text);
}
