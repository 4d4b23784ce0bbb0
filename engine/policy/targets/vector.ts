import { stringify } from 'yaml';
import { durationMs } from '../model/duration.ts';
import type { Matcher } from '../model/matcher.ts';
import type { Target } from '../model/target.ts';
import type { ExportTarget } from './export-target.ts';
import { levelNames } from './level-names.ts';
import { printRegex } from './print-regex.ts';
import { type Effect, type Refusal, traceSampling, type WrittenRule, withoutKey, writeRules } from './rule-set.ts';
import { all, plainText, type RecordTest, typedTest } from './rule-test.ts';
import { type TakingRule, thresholdOfPolicy } from './taking-rule.ts';
import { belowThreshold, traceIdBelow } from './threshold-prefixes.ts';

interface Printed {
  /** VRL, true for the records of the rule. */
  readonly hit: string;
  /** VRL, true for those of them that go; undefined for a limit. */
  readonly gone: string | undefined;
}

const MESSAGE = 'string(.message) ?? ""';

export const vector: ExportTarget = {
  id: 'vector',
  title: 'Vector',
  about: 'Transforms, YAML',
  write(set) {
    const { written, policies, decider } = writeRules(set.policies, writeRule);
    const transforms: Record<string, object> = {};
    let input = 'app_logs';
    const filters = written.filter(({ printed }) => printed.gone !== undefined);
    if (filters.length > 0) {
      const source = filters.map(({ rule, printed }, at) => `# ${comment(rule.policy.id)}\ngone_${at} = ${printed.hit} && ${printed.gone}`);
      const condition = {
        type: 'vrl',
        source: `${LEVEL}\n${source.join('\n')}\n!(${filters.map((_, at) => `gone_${at}`).join(' || ')})\n`,
      };
      transforms.logsift_filter = { type: 'filter', inputs: [input], condition };
      input = 'logsift_filter';
    }
    for (const { rule, printed, effect } of written) {
      const rate = rule.policy.log_sampling?.rate;
      if (effect.kind !== 'limit' || rate === undefined) continue;
      const name = `logsift_limit_${Object.keys(transforms).length}`;
      const key_field = rate.group_by.map((target) => `{{ ${fieldOf(target)?.slice(1)} }}`).join(' ');
      transforms[name] = {
        type: 'throttle',
        inputs: [input],
        threshold: rate.limit,
        window_secs: durationMs(rate.period) / 1000,
        ...(key_field !== '' && { key_field }),
        exclude: { type: 'vrl', source: `${LEVEL}\n# ${comment(rule.policy.id)}\n!(${printed.hit})\n` },
      };
      input = name;
    }
    const head = `# Logsift policies of ${comment(set.service)}, version ${set.version}. What stays comes out of "${input}".\n`;
    return {
      files: [{ name: 'logsift.vector.yaml', text: head + stringify({ transforms }, { lineWidth: 0 }), language: 'yaml' }],
      policies,
      assumes: [
        'records come from "app_logs", with message, level, service, trace_id and attributes as fields of the event; other attributes of the resource lie in "resource"',
        'levels are named as OpenTelemetry names them; a record whose level has another name is kept',
        `what reads on takes "${input}" as its input`,
      ],
      decider,
    };
  },
};

const LEVEL = 'level = downcase(string(.level) ?? "")';

function writeRule(rule: TakingRule): WrittenRule<Printed> | Refusal {
  const names = levelNames(rule.severity);
  const matches = rule.matches.map(conditionText);
  const exemptions = rule.exemptions.map((matchers) => matchers.map(conditionText));
  const texts = [...matches, ...exemptions.flat()];
  if (texts.includes(undefined)) return { refused: 'it reads or compares something that has no form in VRL' };
  const effect = effectOf(rule);
  if ('refused' in effect) return effect;
  const except = exemptions.map((parts) => `!(${parts.join(' && ')})`);
  const hit = [`includes(${JSON.stringify(names)}, level)`, ...matches, ...except].join(' && ');
  const lists = [...rule.matches, ...rule.exemptions.flat()].some(({ predicate }) => predicate.contains !== undefined);
  return {
    rule,
    printed: { hit, gone: effect.gone },
    test: testOf(rule, names),
    effect: effect.effect,
    differences: [...effect.differences, ...(lists ? ['"contains" looks into texts and not into lists'] : [])],
  };
}

function effectOf(rule: TakingRule): { effect: Effect; gone: string | undefined; differences: readonly string[] } | Refusal {
  const { action, policy } = rule;
  const probability = policy.log_sampling?.probability;
  if (action === 'drop') return { effect: { kind: 'drop' }, gone: 'true', differences: [] };
  if (action === 'dedupe') return { refused: 'its dedupe keeps no count of what it removed; use an SDK or the OpenTelemetry Collector' };
  if (probability === undefined) {
    const rate = policy.log_sampling?.rate;
    if (rate?.group_by.some((target) => fieldOf(target) === undefined)) return { refused: 'it groups by something that has no field' };
    if (!Number.isInteger(rate?.limit)) return { refused: 'its throttle takes whole numbers' };
    return {
      effect: { kind: 'limit', rule },
      gone: undefined,
      differences: ['the limit is of each Vector instance, its burst is the limit, and nothing says how many were left out'],
    };
  }
  const threshold = thresholdOfPolicy(probability);
  if (belowThreshold(threshold) === '') return { effect: { kind: 'below', threshold }, gone: 'false', differences: [] };
  const byTrace = traceSampling(rule);
  if (!('refused' in byTrace)) {
    const id = 'string(.trace_id) ?? ""';
    const gone = `match(${id}, ${raw(traceIdBelow(threshold))}) && !match(${id}, r'\\A0+\\z')`;
    return { effect: { kind: 'below', threshold }, gone, differences: byTrace.differences };
  }
  const key = fieldOf(probability.key);
  if (key === undefined) return { refused: 'its key has no field' };
  const text = `(to_string(${key}) ?? "")`;
  const gone = `${text} != "" && match(sha2(${text}, variant: "SHA-256"), ${raw(`\\A${belowThreshold(threshold)}`)})`;
  return { effect: { kind: 'hashed', threshold, rule }, gone, differences: withoutKey(policy) };
}

function testOf(rule: TakingRule, names: readonly string[]): RecordTest {
  const matches = all(rule.matches.map(typedTest));
  const exemptions = rule.exemptions.map((matchers) => all(matchers.map(typedTest)));
  return (record) =>
    names.includes((plainText(record.severityText) ?? '').toLowerCase()) && matches(record) && !exemptions.some((test) => test(record));
}

function conditionText({ target, predicate, negate }: Matcher): string | undefined {
  const field = fieldOf(target);
  if (field === undefined) return undefined;
  const positive = positiveText(field, predicate);
  return positive && (negate ? `!(${positive})` : positive);
}

function positiveText(field: string, { regex, equals, contains, exists, gt, gte, lt, lte }: Matcher['predicate']): string | undefined {
  if (exists !== undefined) return `exists(${field})`;
  if (typeof equals === 'object' || typeof contains === 'object') return undefined;
  if (equals !== undefined) return `${field} == ${JSON.stringify(equals)}`;
  if (contains !== undefined)
    return typeof contains === 'string' ? `(is_string(${field}) && contains(string!(${field}), ${JSON.stringify(contains)}))` : undefined;
  if (regex !== undefined) {
    const text = printRegex(regex);
    if (text === undefined) return undefined;
    return field === '.message' ? `match(${MESSAGE}, ${raw(text)})` : `(is_string(${field}) && match(string!(${field}), ${raw(text)}))`;
  }
  const [operator, bound] =
    gt !== undefined ? ['>', gt] : gte !== undefined ? ['>=', gte] : lt !== undefined ? ['<', lt] : ['<=', lte ?? 0];
  return `((is_integer(${field}) || is_float(${field})) && to_float!(${field}) ${operator} ${Number(bound).toFixed(Number.isInteger(bound) ? 1 : 6)})`;
}

/** Where Vector has what the policy reads. */
function fieldOf({ record_field, log_attribute, resource_attribute }: Target): string | undefined {
  if (record_field === 'LOG_RECORD_FIELD_BODY') return '.message';
  if (record_field === 'LOG_RECORD_FIELD_TRACE_ID') return '.trace_id';
  if (record_field === 'LOG_RECORD_FIELD_SPAN_ID') return '.span_id';
  if (record_field === 'LOG_RECORD_FIELD_SEVERITY_TEXT') return '.level';
  if (resource_attribute?.length === 1 && resource_attribute[0] === 'service.name') return '.service';
  if (resource_attribute !== undefined) return `.resource${pathText(resource_attribute)}`;
  return log_attribute && pathText(log_attribute);
}

function pathText(path: readonly (string | number)[]): string {
  return path
    .map((segment) =>
      typeof segment === 'number' ? `[${segment}]` : `.${/^[A-Za-z_]\w*$/.test(segment) ? segment : JSON.stringify(segment)}`,
    )
    .join('');
}

/** A raw expression ends at its quote. */
function raw(pattern: string): string {
  return `r'${pattern.replaceAll("'", '\\x27')}'`;
}

function comment(text: string): string {
  return text.replace(/\s+/g, ' ');
}
