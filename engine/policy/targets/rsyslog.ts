import type { Target } from '../model/target.ts';
import type { ExportTarget } from './export-target.ts';
import { writeRules } from './rule-set.ts';
import { type PrintedCondition, type PrintedTextRule, textRuleWriter } from './text-rule.ts';

/** One `if … then stop` a policy, in RainerScript with extended POSIX expressions. */
export const rsyslog: ExportTarget = {
  id: 'rsyslog',
  title: 'rsyslog',
  about: 'RainerScript',
  write(set) {
    const { written, policies, decider } = writeRules(
      set.policies,
      textRuleWriter({
        dialect: 'posix',
        levels: 'syslog',
        negation: true,
        exemptions: 'any',
        ofMissing: true,
        rates: () => false,
        accepts: (pattern) => !/[\n\t\r]/.test(pattern),
        keyOf,
      }),
    );
    const head = `# Logsift policies of ${set.service.replace(/\s+/g, ' ')}, version ${set.version}. Include before the actions that write.\n`;
    const rules = written.map(
      ({ rule, printed }) => `# ${rule.policy.id.replace(/\s+/g, ' ')}\nif ${ruleText(printed)} then {\n    stop\n}\n`,
    );
    return {
      files: [{ name: 'logsift.rsyslog.conf', text: head + rules.join(''), language: 'conf' }],
      policies,
      assumes: [
        'the service is the program name, the level the severity of syslog; ERROR and worse are never touched',
        'trace id and attributes are properties such as $!trace_id, as mmjsonparse makes them; all of them are texts, and an empty one is none',
      ],
      decider,
    };
  },
};

function ruleText({ levels, conditions, exemptions }: PrintedTextRule): string {
  const level = `(${levels.map((severity) => `$syslogseverity == ${severity}`).join(' or ')})`;
  return [level, ...conditions.map(conditionText), ...exemptions.map((parts) => `not (${parts.map(conditionText).join(' and ')})`)].join(
    ' and ',
  );
}

function conditionText({ key, pattern, negate, needsText }: PrintedCondition): string {
  const match = `re_match(${key}, '${pattern.replace(/[\\']/g, '\\$&')}')`;
  const positive = needsText ? `(${match} and ${key} != '')` : match;
  return negate ? `not (${positive})` : positive;
}

function keyOf({ record_field, resource_attribute, log_attribute }: Target): string | undefined {
  // What stands behind the tag begins with the space between them.
  if (record_field === 'LOG_RECORD_FIELD_BODY') return 'ltrim($msg)';
  if (record_field === 'LOG_RECORD_FIELD_TRACE_ID') return '$!trace_id';
  if (record_field === 'LOG_RECORD_FIELD_SPAN_ID') return '$!span_id';
  if (resource_attribute?.length === 1 && resource_attribute[0] === 'service.name') return '$programname';
  if (log_attribute === undefined || !log_attribute.every((segment) => typeof segment === 'string' && /^[A-Za-z][\w-]*$/.test(segment)))
    return undefined;
  return `$!${log_attribute.join('!')}`;
}
