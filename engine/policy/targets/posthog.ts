import { durationMs } from '../model/duration.ts';
import type { Matcher } from '../model/matcher.ts';
import type { Target } from '../model/target.ts';
import type { ExportTarget } from './export-target.ts';
import { levelNames } from './level-names.ts';
import { escapedRegex, printRegex } from './print-regex.ts';
import { type Effect, type Refusal, type WrittenRule, writeRules } from './rule-set.ts';
import { all, type RecordTest, textTest, typedTest } from './rule-test.ts';
import type { TakingRule } from './taking-rule.ts';

interface Leaf {
  readonly key: string;
  readonly type: 'log' | 'log_attribute' | 'log_resource_attribute';
  readonly operator: string;
  readonly value: string | readonly string[];
}

interface Printed {
  readonly leaves: readonly Leaf[];
  readonly exemptions: readonly Leaf[];
}

/** Rules of a project: a tree of comparisons a policy. Rules are written switched off; whoever posts them switches them on. */
export const posthog: ExportTarget = {
  id: 'posthog',
  title: 'PostHog',
  about: 'Drop and rate rules of a project, JSON',
  isLooser: true,
  write(set) {
    const { written, policies, decider } = writeRules(set.policies, writeRule);
    const rules = written.map(({ rule, printed, effect }, priority) => {
      const filter_group = { type: 'AND', values: [...printed.leaves, ...printed.exemptions] };
      const rate = effect.kind === 'limit' ? rule.policy.log_sampling?.rate : undefined;
      const name = `logsift ${rule.policy.id}`.slice(0, 255);
      const head = { name, enabled: false, priority };
      if (rate === undefined) return { ...head, rule_type: 'path_drop', config: { filter_group } };
      const logs_per_second = perSecond(rate);
      return {
        ...head,
        rule_type: 'rate_limit',
        config: { logs_per_second, burst_logs: Math.max(logs_per_second, rate.burst ?? logs_per_second), filter_group },
      };
    });
    return {
      files: [{ name: 'logsift.posthog.json', text: `${JSON.stringify({ rules }, undefined, 2)}\n`, language: 'json' }],
      policies,
      assumes: [
        'levels are named as PostHog names them: trace, debug, info, warn',
        'each rule is posted by itself to the sampling rules of the project, in this order, and switched on there; read one back before: types of leaves differ between versions',
      ],
      decider,
    };
  },
};

const CASELESS = 'letters of either case count as the same';

function writeRule(rule: TakingRule): WrittenRule<Printed> | Refusal {
  const effect = effectOf(rule);
  if ('refused' in effect) return effect;
  if (rule.exemptions.some((matchers) => matchers.length > 1))
    return { refused: 'an exemption of several comparisons cannot be said, and without it too much would go' };
  const leaves = rule.matches.map(leafOf);
  const exemptions = rule.exemptions.map(([only]) => leafOf({ ...only, negate: !only.negate }));
  const refused = [...leaves, ...exemptions].find((leaf) => typeof leaf === 'string');
  if (typeof refused === 'string') return { refused };
  const said = leaves.filter((leaf) => typeof leaf !== 'string');
  const except = exemptions.filter((leaf) => typeof leaf !== 'string');
  const names = levelNames(rule.severity).filter((name) => name !== 'warning' && name !== 'notice');
  if (names.length === 0) return { refused: 'it has no such level' };
  const level: Leaf = { key: 'severity_level', type: 'log', operator: 'exact', value: names };
  const test = all([...said, ...except].map((leaf) => leaf.test));
  const caseless = [...said, ...except].some((leaf) => leaf.isCaseless) ? [CASELESS] : [];
  return {
    rule,
    printed: { leaves: [level, ...said.map(({ leaf }) => leaf)], exemptions: except.map(({ leaf }) => leaf) },
    test: (record) => names.includes(record.severityText.toLowerCase().replace('warning', 'warn')) && test(record),
    effect: effect.effect,
    differences: [...effect.differences, ...caseless],
  };
}

function effectOf(rule: TakingRule): { effect: Effect; differences: readonly string[] } | Refusal {
  if (rule.action === 'drop') return { effect: { kind: 'drop' }, differences: [] };
  if (rule.action === 'probability') return { refused: 'it samples by level, not by policy' };
  if (rule.action === 'dedupe') return { refused: 'there is no dedupe' };
  const rate = rule.policy.log_sampling?.rate;
  if (rate === undefined || rate.group_by.length > 0) return { refused: 'its limit knows no groups' };
  if (perSecond(rate) < 1) return { refused: 'its limit is at least one record a second' };
  return { effect: { kind: 'limit', rule }, differences: ['the limit is of the whole project, and nothing says how many were left out'] };
}

function perSecond({ limit, period }: { readonly limit: number; readonly period: string }): number {
  return Math.floor((limit * 1000) / durationMs(period));
}

function leafOf(matcher: Matcher): { leaf: Leaf; test: RecordTest; isCaseless: boolean } | string {
  const { target, predicate, negate } = matcher;
  const { equals, contains, regex, exists } = predicate;
  const place = placeOf(target);
  if (place === undefined) return 'it reads something there is no key for';
  if (typeof equals === 'object' || typeof contains === 'object') return 'it compares bytes';
  if (exists !== undefined)
    return { leaf: { ...place, operator: negate ? 'is_not_set' : 'is_set', value: '' }, test: typedTest(matcher), isCaseless: false };
  if (equals !== undefined) {
    if (typeof equals !== 'string') return 'it compares numbers, and this target compares texts';
    return { leaf: { ...place, operator: negate ? 'is_not' : 'exact', value: [equals] }, test: typedTest(matcher), isCaseless: false };
  }
  const pattern = regex ?? (typeof contains === 'string' ? escapedRegex(contains) : undefined);
  const printed = pattern === undefined ? undefined : printRegex(pattern);
  if (pattern === undefined || printed === undefined)
    return regex === undefined ? 'it compares numbers, and this target compares texts' : 'its expression has no form here';
  const test = textTest({ target, pattern: `(?is)${pattern}`, negate }, true);
  return { leaf: { ...place, operator: negate ? 'not_regex' : 'regex', value: printed }, test, isCaseless: true };
}

function placeOf({ record_field, resource_attribute, log_attribute }: Target): Pick<Leaf, 'key' | 'type'> | undefined {
  if (record_field === 'LOG_RECORD_FIELD_BODY') return { key: 'message', type: 'log' };
  if (record_field === 'LOG_RECORD_FIELD_TRACE_ID') return { key: 'trace_id', type: 'log' };
  if (record_field === 'LOG_RECORD_FIELD_SPAN_ID') return { key: 'span_id', type: 'log' };
  const [path, type] =
    resource_attribute !== undefined ? [resource_attribute, 'log_resource_attribute' as const] : [log_attribute, 'log_attribute' as const];
  const [only] = path ?? [];
  return path?.length === 1 && typeof only === 'string' ? { key: only, type } : undefined;
}
