import { stringify } from 'yaml';
import type { Matcher } from '../model/matcher.ts';
import type { Target } from '../model/target.ts';
import type { ExportTarget } from './export-target.ts';
import { escapedRegex, printRegex } from './print-regex.ts';
import { type Effect, type Refusal, traceSampling, type WrittenRule, withoutKey, writeRules } from './rule-set.ts';
import { all, type RecordTest, typedTest } from './rule-test.ts';
import { type TakingRule, thresholdOfPolicy } from './taking-rule.ts';

interface Printed {
  /** OTTL, true for the records of the rule. */
  readonly hit: string;
  /** OTTL, further true for those that go. */
  readonly gone: string | undefined;
  /** What kept records carry. */
  readonly threshold: string | undefined;
}

const NO_TRACE = 'TraceID(0x00000000000000000000000000000000)';

export const otelCollector: ExportTarget = {
  id: 'otel-collector',
  title: 'OpenTelemetry Collector',
  about: 'Processors of a pipeline, YAML',
  write(set) {
    const { written, policies, decider } = writeRules(set.policies, writeRule);
    const conditions = written.map(({ printed }) => (printed.gone === undefined ? printed.hit : `${printed.hit} and ${printed.gone}`));
    const statements = written.flatMap(({ printed }) =>
      printed.threshold === undefined ? [] : [`set(log.attributes["sampling.threshold"], "${printed.threshold}") where ${printed.hit}`],
    );
    const processors = {
      ...(conditions.length > 0 && { 'filter/logsift': { error_mode: 'ignore', log_conditions: conditions } }),
      ...(statements.length > 0 && { 'transform/logsift': { error_mode: 'ignore', log_statements: statements } }),
    };
    const names = Object.keys(processors);
    const head = [
      `# Logsift policies of ${set.service.replace(/\s+/g, ' ')}, version ${set.version}.`,
      `# Add to the pipeline, in this order: ${names.length === 0 ? 'nothing to add' : names.join(', ')}.`,
      '# Needs the contrib distribution, 0.146.0 or newer.\n',
    ].join('\n');
    return {
      files: [
        {
          name: 'logsift.otel-collector.yaml',
          text: head + stringify({ processors }, { lineWidth: 0, defaultStringType: 'QUOTE_SINGLE', defaultKeyType: 'PLAIN' }),
          language: 'yaml',
        },
      ],
      policies,
      assumes: [`the processors ${names.join(' and ')} stand in the pipeline of logs, in this order`],
      decider,
    };
  },
};

function writeRule(rule: TakingRule): WrittenRule<Printed> | Refusal {
  const matches = rule.matches.map(conditionText);
  const exemptions = rule.exemptions.map((matchers) => matchers.map(conditionText));
  if ([...matches, ...exemptions.flat()].includes(undefined)) return { refused: 'it reads or compares something that has no form in OTTL' };
  const effect = effectOf(rule);
  if ('refused' in effect) return effect;
  const { from, below } = rule.severity;
  const except = exemptions.map((parts) => `not (${parts.join(' and ')})`);
  const hit = [`log.severity_number >= ${from}`, `log.severity_number < ${below}`, ...matches, ...except].join(' and ');
  const lists = [...rule.matches, ...rule.exemptions.flat()].some(({ predicate }) => predicate.contains !== undefined);
  return {
    rule,
    printed: { hit: effect.has === undefined ? hit : `${hit} and ${effect.has}`, gone: effect.gone, threshold: effect.threshold },
    test: testOf(rule),
    effect: effect.effect,
    differences: [...effect.differences, ...(lists ? ['"contains" looks into texts and not into lists'] : [])],
  };
}

interface WrittenEffect {
  readonly effect: Effect;
  /** What a record must have to be sampled at all. */
  readonly has: string | undefined;
  readonly gone: string | undefined;
  readonly threshold: string | undefined;
  readonly differences: readonly string[];
}

function effectOf(rule: TakingRule): WrittenEffect | Refusal {
  const { action, policy } = rule;
  if (action === 'drop') return { effect: { kind: 'drop' }, has: undefined, gone: undefined, threshold: undefined, differences: [] };
  if (action === 'rate') return { refused: 'its processors know no limit for logs; enforce it in an SDK or in Vector' };
  const probability = policy.log_sampling?.probability;
  if (probability === undefined)
    return { refused: 'its log_dedup sends one record at the end of a window instead of the first at once; use an SDK' };
  const padded = thresholdOfPolicy(probability);
  const threshold = padded.replace(/0+$/, '') || '0';
  const byTrace = traceSampling(rule);
  if (!('refused' in byTrace)) {
    const gone = `Substring(log.trace_id.string, 18, 14) < "${padded}"`;
    return {
      effect: { kind: 'below', threshold: padded },
      has: `log.trace_id != ${NO_TRACE}`,
      gone,
      threshold,
      differences: byTrace.differences,
    };
  }
  const key = pathOf(probability.key);
  if (key === undefined) return { refused: 'its key has no path in OTTL' };
  return {
    effect: { kind: 'hashed', threshold: padded, rule },
    has: `IsString(${key}) and ${key} != ""`,
    gone: `Substring(SHA256(${key}), 0, 14) < "${padded}"`,
    threshold: undefined,
    differences: [...withoutKey(policy), 'keys that are no texts are kept'],
  };
}

function testOf(rule: TakingRule): RecordTest {
  const { from, below } = rule.severity;
  const matches = all(rule.matches.map(typedTest));
  const exemptions = rule.exemptions.map((matchers) => all(matchers.map(typedTest)));
  return (record) =>
    record.severityNumber >= from && record.severityNumber < below && matches(record) && !exemptions.some((test) => test(record));
}

function conditionText({ target, predicate, negate }: Matcher): string | undefined {
  const path = pathOf(target);
  if (path === undefined) return undefined;
  const positive = positiveText(path, predicate);
  return positive && (negate ? `not (${positive})` : positive);
}

function positiveText(path: string, { regex, equals, contains, exists, gt, gte, lt, lte }: Matcher['predicate']): string | undefined {
  if (exists !== undefined)
    return path.endsWith('.string') || /\.(severity_text|event_name|name|version|schema_url)$/.test(path)
      ? `${path} != ""`
      : `${path} != nil`;
  if (typeof equals === 'object' || typeof contains === 'object') return undefined;
  if (equals !== undefined) return `${path} == ${JSON.stringify(equals)}`;
  if (contains !== undefined) return typeof contains === 'string' ? matchText(path, escapedRegex(contains)) : undefined;
  if (regex !== undefined) {
    const text = printRegex(regex);
    return text === undefined ? undefined : path === 'log.severity_number' ? undefined : matchText(path, text);
  }
  const [operator, bound] =
    gt !== undefined ? ['>', gt] : gte !== undefined ? ['>=', gte] : lt !== undefined ? ['<', lt] : ['<=', lte ?? 0];
  return `${path} ${operator} ${bound}`;
}

/** Backslashes are doubled inside texts of OTTL; a dollar sign is doubled because the configuration would expand it. */
function matchText(path: string, pattern: string): string {
  return `(IsString(${path}) and IsMatch(${path}, ${JSON.stringify(pattern).replaceAll('$', '$$$$')}))`;
}

function pathOf({ record_field, scope_field, log_attribute, resource_attribute, scope_attribute }: Target): string | undefined {
  switch (record_field) {
    case 'LOG_RECORD_FIELD_BODY':
      return 'log.body';
    case 'LOG_RECORD_FIELD_SEVERITY_TEXT':
      return 'log.severity_text';
    case 'LOG_RECORD_FIELD_SEVERITY_NUMBER':
      return 'log.severity_number';
    case 'LOG_RECORD_FIELD_TRACE_ID':
      return 'log.trace_id.string';
    case 'LOG_RECORD_FIELD_SPAN_ID':
      return 'log.span_id.string';
    case 'LOG_RECORD_FIELD_EVENT_NAME':
      return 'log.event_name';
    default:
  }
  if (scope_field !== undefined) return `scope.${scope_field.replace('SCOPE_FIELD_', '').toLowerCase()}`;
  const [name, path] = log_attribute
    ? ['log', log_attribute]
    : resource_attribute
      ? ['resource', resource_attribute]
      : ['scope', scope_attribute ?? []];
  return `${name}.attributes${path.map((segment) => `[${JSON.stringify(segment)}]`).join('')}`;
}
