import { durationMs } from '../model/duration.ts';
import type { Rate } from '../model/intents.ts';
import type { Target } from '../model/target.ts';
import type { ExportTarget } from './export-target.ts';
import { writeRules } from './rule-set.ts';
import { type PrintedCondition, type PrintedTextRule, textRuleWriter } from './text-rule.ts';

const LEVELS: Readonly<Record<string, string>> = { 7: 'debug', 6: 'info', 5: 'notice', 4: 'warning' };
const SOURCE = 's_app';

/** A filter a policy, and a log path that ends there for what goes. */
export const syslogNg: ExportTarget = {
  id: 'syslog-ng',
  title: 'syslog-ng',
  about: 'Filters and log paths',
  write(set) {
    const { written, policies, decider } = writeRules(
      set.policies,
      textRuleWriter({
        dialect: 'perl',
        levels: 'syslog',
        negation: true,
        exemptions: 'any',
        ofMissing: true,
        rates: (rate) => perSecond(rate) !== undefined,
        keyOf,
      }),
    );
    const parts = written.map(({ rule, printed, effect }, at) => {
      const rate = effect.kind === 'limit' ? rule.policy.log_sampling?.rate : undefined;
      const limit = rate === undefined ? '' : ` and not rate-limit(rate(${perSecond(rate)}))`;
      const name = `f_logsift_${at + 1}`;
      return [
        `# ${rule.policy.id.replace(/\s+/g, ' ')}`,
        `filter ${name} { ${ruleText(printed)}${limit}; };`,
        `log { source(${SOURCE}); filter(${name}); flags(final); };\n`,
      ].join('\n');
    });
    const head = `# Logsift policies of ${set.service.replace(/\s+/g, ' ')}, version ${set.version}. Include before the log paths that write.\n`;
    return {
      files: [{ name: 'logsift.syslog-ng.conf', text: head + parts.join(''), language: 'conf' }],
      policies,
      assumes: [
        `records come from the source ${SOURCE}; the service is the program name, the level the severity of syslog; ERROR and worse are never touched`,
        'trace id and attributes are values such as .json.trace_id, as json-parser(prefix(".json.")) makes them; all of them are texts, and an empty one is none',
      ],
      decider,
    };
  },
};

function ruleText({ levels, conditions, exemptions }: PrintedTextRule): string {
  const level = `level(${levels.map((severity) => LEVELS[severity]).join(', ')})`;
  return [level, ...conditions.map(conditionText), ...exemptions.map((parts) => `not (${parts.map(conditionText).join(' and ')})`)].join(
    ' and ',
  );
}

/** Between single quotes nothing is escaped, and a quote ends the text. */
function conditionText({ key, pattern, negate, needsText }: PrintedCondition): string {
  const match = matchText(pattern, key);
  const positive = needsText ? `(${match} and ${matchText('[\\s\\S]', key)})` : match;
  return `${negate ? 'not ' : ''}${positive}`;
}

function matchText(pattern: string, key: string): string {
  return `match('${pattern.replaceAll("'", '\\x27')}' value("${key}") type("pcre"))`;
}

/** Its limit counts whole messages a second, and has no groups of ours. */
function perSecond({ limit, period, burst, group_by }: Rate): number | undefined {
  const rate = (limit * 1000) / durationMs(period);
  return group_by.length === 0 && Number.isInteger(rate) && rate >= 1 && (burst === undefined || burst === rate) ? rate : undefined;
}

function keyOf({ record_field, resource_attribute, log_attribute }: Target): string | undefined {
  if (record_field === 'LOG_RECORD_FIELD_BODY') return 'MESSAGE';
  if (record_field === 'LOG_RECORD_FIELD_TRACE_ID') return '.json.trace_id';
  if (record_field === 'LOG_RECORD_FIELD_SPAN_ID') return '.json.span_id';
  if (resource_attribute?.length === 1 && resource_attribute[0] === 'service.name') return 'PROGRAM';
  if (log_attribute === undefined || !log_attribute.every((segment) => typeof segment === 'string' && /^[\w-]+$/.test(segment)))
    return undefined;
  return `.json.${log_attribute.join('.')}`;
}
