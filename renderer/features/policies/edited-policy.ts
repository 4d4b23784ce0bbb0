import type { Policy } from '#contract/policies.ts';

type Matchers = NonNullable<Policy['log_filter']>['matches'];
export type Matcher = Matchers[number];
type Target = Matcher['target'];

export type ActionKind = 'drop' | 'share' | 'rate' | 'once' | 'remove' | 'mask';

const SEVERITY: Target = { record_field: 'LOG_RECORD_FIELD_SEVERITY_NUMBER' };
const BODY: Target = { record_field: 'LOG_RECORD_FIELD_BODY' };
const DAYS_30_MS = 30 * 86_400_000;

/** Common secrets, as RE2. */
export const MASKS = {
  cards: { title: 'card numbers', regex: '\\b(?:[0-9][ -]?){9,15}([0-9]{4})\\b', replacement: '[CARD …$1]' },
  emails: { title: 'e-mail addresses', regex: '[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}', replacement: '[E-MAIL]' },
  tokens: { title: 'bearer tokens', regex: '(?i)(bearer\\s+)[A-Za-z0-9._~+/=-]+', replacement: '$1[TOKEN]' },
} as const;

/** One to begin with: it takes nothing until it is told what. */
export function newPolicy(): Policy {
  const id = `policy-${Date.now().toString(36)}`;
  return withAction(
    { id, name: 'New policy', description: '', enabled: false, labels: { created_by: 'hand' }, control: { state: 'draft' } },
    'share',
    [
      { target: SEVERITY, predicate: { gte: 1 }, negate: false },
      { target: SEVERITY, predicate: { lt: 13 }, negate: false },
      { target: BODY, predicate: { contains: 'text of the message' }, negate: false },
    ],
  );
}

export function matchesOf({ log_filter, log_sampling, log_transform }: Policy): readonly Matcher[] {
  return (log_filter ?? log_sampling ?? log_transform)?.matches ?? [];
}

export function withMatches(policy: Policy, matches: readonly Matcher[]): Policy {
  const own = { matches: [...matches] };
  if (policy.log_filter !== undefined) return { ...policy, log_filter: { ...policy.log_filter, ...own } };
  if (policy.log_sampling !== undefined) return { ...policy, log_sampling: { ...policy.log_sampling, ...own } };
  return policy.log_transform === undefined ? policy : { ...policy, log_transform: { ...policy.log_transform, ...own } };
}

export function actionKindOf({ log_filter, log_sampling, log_transform }: Policy): ActionKind {
  if (log_filter !== undefined) return 'drop';
  if (log_sampling?.rate !== undefined) return 'rate';
  if (log_sampling?.dedupe !== undefined) return 'once';
  if (log_transform !== undefined) return log_transform.redact.length > 0 ? 'mask' : 'remove';
  return 'share';
}

/** The same records with something else done to them. */
export function withAction(policy: Policy, kind: ActionKind, matches: readonly Matcher[] = matchesOf(policy)): Policy {
  const { log_filter: _filter, log_sampling: _sampling, log_transform: _transform, ...rest } = policy;
  const own = { matches: [...matches] };
  const unchanged = { remove: [], redact: [], rename: [], add: [] };
  switch (kind) {
    case 'drop':
      return {
        ...rest,
        control: {
          state: 'draft',
          ...rest.control,
          expires_at: rest.control?.expires_at ?? new Date(Date.now() + DAYS_30_MS).toISOString(),
        },
        log_filter: { ...own, action: 'ACTION_DROP' },
      };
    case 'share':
      return {
        ...rest,
        log_sampling: {
          ...own,
          probability: { percentage: 10, key: { record_field: 'LOG_RECORD_FIELD_TRACE_ID' }, no_key: 'keep', precision: 4 },
        },
      };
    case 'rate':
      return { ...rest, log_sampling: { ...own, rate: { limit: 10, period: '1s', group_by: [] } } };
    case 'once':
      return { ...rest, log_sampling: { ...own, dedupe: { window: '60s', key: [BODY], max_keys: 10_000, emit: 'first_then_summary' } } };
    case 'remove':
      return { ...rest, log_transform: { ...own, ...unchanged, remove: [{ log_attribute: ['field'] }] } };
    case 'mask':
      return {
        ...rest,
        log_transform: { ...own, ...unchanged, redact: [{ target: BODY, regex: MASKS.cards.regex, replacement: MASKS.cards.replacement }] },
      };
  }
}

export const WHAT = ['service', 'level', 'message', 'field'] as const;
export type What = (typeof WHAT)[number];

export function whatOf({ record_field, resource_attribute }: Target): What {
  if (record_field === 'LOG_RECORD_FIELD_BODY') return 'message';
  if (record_field !== undefined) return 'level';
  return resource_attribute?.[0] === 'service.name' ? 'service' : 'field';
}

/** @param field its name, for what is a field */
export function targetOf(what: What, field = 'status'): Target {
  if (what === 'service') return { resource_attribute: ['service.name'] };
  if (what === 'level') return SEVERITY;
  return what === 'message' ? BODY : { log_attribute: [field] };
}

export const HOW = ['is', 'contains', 'matches', 'at least', 'below', 'exists'] as const;
export type How = (typeof HOW)[number];

export function howOf({ predicate }: Matcher): How {
  if (predicate.equals !== undefined) return 'is';
  if (predicate.contains !== undefined) return 'contains';
  if (predicate.regex !== undefined) return 'matches';
  if (predicate.exists !== undefined) return 'exists';
  return predicate.gte !== undefined || predicate.gt !== undefined ? 'at least' : 'below';
}

export function comparedText({ predicate }: Matcher): string {
  const value =
    predicate.equals ?? predicate.contains ?? predicate.regex ?? predicate.gte ?? predicate.gt ?? predicate.lt ?? predicate.lte ?? '';
  return typeof value === 'object' ? '' : String(value);
}

/** A comparison of what was typed; numbers where numbers are compared. */
export function matcherOf(target: Target, how: How, text: string, negate: boolean): Matcher {
  const number = Number(text);
  const predicate =
    how === 'exists'
      ? { exists: {} }
      : how === 'is'
        ? { equals: whatOf(target) === 'level' ? number || 0 : text }
        : how === 'contains'
          ? { contains: text }
          : how === 'matches'
            ? { regex: text === '' ? '.' : text }
            : how === 'at least'
              ? { gte: number || 0 }
              : { lt: number || 0 };
  return { target, predicate, negate };
}

/** The same sample at another share; a name that says the share says the new one. */
export function withShare(policy: Policy, percentage: number): Policy {
  const sampling = policy.log_sampling;
  if (sampling?.probability === undefined) return policy;
  const name = policy.name.replace(/^Keep [\d.]+%/, `Keep ${percentage}%`);
  return { ...policy, name, log_sampling: { ...sampling, probability: { ...sampling.probability, percentage, th: undefined } } };
}
