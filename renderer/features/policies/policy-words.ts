import type { Policy, PolicyEffect } from '#contract/policies.ts';
import { plural } from '../../format/count.ts';
import type { IconName } from '../../widgets/icon.tsx';

type Matcher = NonNullable<Policy['log_filter']>['matches'][number];
type Target = Matcher['target'];

/** Its own exemption of errors, which nobody switches off. */
export function isGuard(policy: Policy): boolean {
  return policy.labels.kind === 'guard';
}

/** What it does, and by what. */
export function actionWords(policy: Policy): { readonly action: string; readonly by: string } {
  const { log_filter, log_sampling, log_transform } = policy;
  if (isGuard(policy)) return { action: 'Guard', by: 'wins over all' };
  if (log_filter !== undefined)
    return log_filter.action === 'ACTION_KEEP' ? { action: 'Keep all', by: 'wins over all' } : { action: 'Drop', by: levelWords(policy) };
  if (log_sampling?.probability !== undefined) {
    const { percentage, key } = log_sampling.probability;
    return { action: `Keep ${percentage}%`, by: `key ${targetWords(key)}` };
  }
  if (log_sampling?.rate !== undefined) return { action: `${log_sampling.rate.limit} per ${log_sampling.rate.period}`, by: 'a limit' };
  if (log_sampling?.dedupe !== undefined) return { action: 'Once', by: `per ${log_sampling.dedupe.window}` };
  if (log_transform === undefined) return { action: 'Other', by: 'not about logs' };
  const { remove, redact, rename, add } = log_transform;
  if (redact.length > 0) return { action: 'Mask', by: redact.map(({ target }) => targetWords(target)).join(', ') };
  if (remove.length > 0) return { action: 'Remove field', by: remove.map(targetWords).join(', ') };
  return { action: 'Change', by: plural(rename.length + add.length, 'field') };
}

function levelWords(policy: Policy): string {
  const below = matchersOf(policy).find(
    ({ target, predicate }) => target.record_field === 'LOG_RECORD_FIELD_SEVERITY_NUMBER' && predicate.lt !== undefined,
  );
  return below?.predicate.lt === undefined ? 'all levels' : `below ${levelOfNumber(below.predicate.lt)}`;
}

const LEVEL_NUMBERS = [
  [21, 'FATAL'],
  [17, 'ERROR'],
  [13, 'WARN'],
  [9, 'INFO'],
  [5, 'DEBUG'],
  [1, 'TRACE'],
] as const;

export function levelOfNumber(number: number): string {
  return LEVEL_NUMBERS.find(([from]) => number >= from)?.[1] ?? 'no level';
}

export function matchersOf({ log_filter, log_sampling, log_transform }: Policy): readonly Matcher[] {
  return (log_filter ?? log_sampling ?? log_transform)?.matches ?? [];
}

export function serviceOf(policy: Policy): string {
  const found = matchersOf(policy).find(({ target }) => target.resource_attribute?.[0] === 'service.name');
  return typeof found?.predicate.equals === 'string' ? found.predicate.equals : 'all services';
}

/** The pattern it was made for, or its message condition. */
export function aboutWords(policy: Policy): string {
  const body = matchersOf(policy).find(({ target }) => target.record_field === 'LOG_RECORD_FIELD_BODY');
  return policy.control?.evidence?.template ?? (body === undefined ? '' : conditionWords(body).value);
}

const FIELD_WORDS: Readonly<Record<NonNullable<Target['record_field']>, string>> = {
  LOG_RECORD_FIELD_BODY: 'message',
  LOG_RECORD_FIELD_SEVERITY_TEXT: 'level word',
  LOG_RECORD_FIELD_SEVERITY_NUMBER: 'level',
  LOG_RECORD_FIELD_TRACE_ID: 'trace_id',
  LOG_RECORD_FIELD_SPAN_ID: 'span_id',
  LOG_RECORD_FIELD_EVENT_NAME: 'event',
};

export function targetWords({ record_field, scope_field, resource_attribute, scope_attribute, log_attribute }: Target): string {
  if (record_field !== undefined) return FIELD_WORDS[record_field];
  if (scope_field !== undefined) return scope_field.replace('SCOPE_FIELD_', 'scope ').toLowerCase();
  return (resource_attribute ?? scope_attribute ?? log_attribute ?? []).join('.');
}

/** A comparison as a person reads it. */
export function conditionWords({ target, predicate, negate }: Matcher): {
  readonly what: string;
  readonly how: string;
  readonly value: string;
} {
  const what = targetWords(target);
  const isLevel = target.record_field === 'LOG_RECORD_FIELD_SEVERITY_NUMBER';
  const shown = (value: unknown): string =>
    isLevel && typeof value === 'number' ? levelOfNumber(value) : typeof value === 'object' ? JSON.stringify(value) : String(value);
  const not = negate ? 'not ' : '';
  const { exists, equals, regex, contains, gt, gte, lt, lte } = predicate;
  if (exists !== undefined) return { what, how: negate ? 'is absent' : 'exists', value: '' };
  if (equals !== undefined) return { what, how: `${not}is`, value: shown(equals) };
  if (regex !== undefined) return { what, how: `${not}matches`, value: regex };
  if (contains !== undefined) return { what, how: `${not}contains`, value: shown(contains) };
  if (gte !== undefined) return { what, how: `${not}at least`, value: shown(gte) };
  if (gt !== undefined) return { what, how: `${not}above`, value: shown(gt) };
  if (lt !== undefined) return { what, how: `${not}below`, value: shown(lt) };
  return { what, how: `${not}at most`, value: shown(lte) };
}

/** The six checks of the list: those that tell of records; others count as notes. */
export function verdictWords(
  policy: Policy,
  effect: PolicyEffect | undefined,
): { readonly tone: 'ok' | 'warn' | 'bad' | 'none'; readonly icon: IconName; readonly text: string } {
  if (isGuard(policy)) return { tone: 'ok', icon: 'check', text: 'Cannot be turned off' };
  if (effect === undefined) return { tone: 'none', icon: 'clock', text: 'Not simulated yet' };
  const worst = effect.checks.find(({ state }) => state === 'block') ?? effect.checks.find(({ state }) => state === 'review');
  if (effect.verdict !== 'ok' && worst !== undefined)
    return {
      tone: effect.verdict === 'block' ? 'bad' : 'warn',
      icon: effect.verdict === 'block' ? 'x' : 'warn',
      text: capital(worst.fact),
    };
  const notes = effect.checks.filter(({ state }) => state === 'note').length;
  const held = effect.checks.length - notes;
  return { tone: 'ok', icon: 'check', text: `${held} of ${held} checks${notes === 0 ? '' : `, ${plural(notes, 'note')}`}` };
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

export type Choice = 'all' | 'on' | 'review' | 'blocked';

export function isChosen(choice: Choice, policy: Policy, effect: PolicyEffect | undefined): boolean {
  if (choice === 'on') return policy.enabled;
  if (choice === 'review') return effect?.verdict === 'review';
  return choice === 'all' || effect?.verdict === 'block';
}
