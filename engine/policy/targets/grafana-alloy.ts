import type { Target } from '../model/target.ts';
import type { ExportTarget } from './export-target.ts';
import { levelsPattern } from './fluent-keys.ts';
import { writeRules } from './rule-set.ts';
import { type PrintedTextRule, textRuleWriter } from './text-rule.ts';

/** Joins what a stage reads; it stands in no log line. */
const SEPARATOR = '\\u001f';

/** An id of zeros is none; left as it is, it would be below every threshold. */
const NO_ZEROS = `  stage.template {
    source   = "ls_trace_id"
    template = "{{ if eq .Value \\"${'0'.repeat(32)}\\" }}{{ else }}{{ .Value }}{{ end }}"
  }`;

/** Stages of `loki.process`: one `stage.drop` a policy, over the joined texts of everything it looks at. */
export const grafanaAlloy: ExportTarget = {
  id: 'grafana-alloy',
  title: 'Grafana Alloy',
  about: 'Stages of loki.process',
  write(set) {
    const { written, policies, decider } = writeRules(
      set.policies,
      textRuleWriter({
        dialect: 'perl',
        levels: 'names',
        negation: false,
        exemptions: 'none',
        ofMissing: false,
        rates: () => false,
        accepts: canStandInside,
        keyOf,
      }),
    );
    const names = new Set(['level', ...written.flatMap(({ printed }) => printed.conditions.map(({ key }) => key))]);
    const expressions = [...names].map((name) => `${variableOf(name)} = ${JSON.stringify(pathOf(name))}`);
    const stages = written.map(({ rule, printed }) => stageText(rule.policy.id, printed));
    const text = [
      `// Logsift policies of ${set.service.replace(/\s+/g, ' ')}, version ${set.version}.`,
      'loki.process "logsift" {',
      '  forward_to = [loki.write.default.receiver]',
      `  stage.json { expressions = { ${expressions.join(', ')} } }`,
      ...(names.has('trace_id') ? [NO_ZEROS] : []),
      ...stages,
      '}\n',
    ].join('\n');
    return {
      files: [{ name: 'logsift.alloy', text, language: 'alloy' }],
      policies,
      assumes: [
        'lines are JSON with message, level, service, trace_id and attributes as members, and all of them texts',
        'levels are named as OpenTelemetry names them; a record whose level has another name is kept',
        'what is written goes on to loki.write.default; lines come to loki.process.logsift.receiver',
      ],
      decider,
    };
  },
};

function stageText(id: string, { levels, conditions }: PrintedTextRule): string {
  // That a trace id is not all zeros is said by the stage before all of these.
  const positive = conditions.filter(({ negate }) => !negate);
  const parts = [{ key: 'level', pattern: levelsPattern(levels) }, ...positive.map(({ key, pattern }) => ({ key, pattern }))];
  const source = parts.map(({ key }) => variableOf(key)).join(',');
  const expression = parts.map(({ pattern }) => whole(pattern)).join('\\x1f');
  return [
    `  // ${id.replace(/\s+/g, ' ')}`,
    '  stage.drop {',
    `    source              = ${JSON.stringify(source)}`,
    `    separator           = "${SEPARATOR}"`,
    `    expression          = ${quoted(`\\A${expression}\\z`)}`,
    `    drop_counter_reason = ${JSON.stringify(`policy_${id.replace(/[^A-Za-z0-9]+/g, '_')}`)}`,
    '  }',
  ].join('\n');
}

/** An expression for all of one text among the joined ones: where it is not anchored, anything but the separator goes before and behind. */
function whole(pattern: string): string {
  const [begins, ends] = [pattern.startsWith('\\A'), pattern.endsWith('\\z') && !pattern.endsWith('\\\\z')];
  const inner = pattern.slice(begins ? 2 : 0, ends ? -2 : undefined);
  return `${begins ? '' : '[^\\x1f]*'}(?:${inner})${ends ? '' : '[^\\x1f]*'}`;
}

function keyOf({ record_field, resource_attribute, log_attribute }: Target): string | undefined {
  if (record_field === 'LOG_RECORD_FIELD_BODY') return 'message';
  if (record_field === 'LOG_RECORD_FIELD_TRACE_ID') return 'trace_id';
  if (record_field === 'LOG_RECORD_FIELD_SEVERITY_TEXT') return 'level';
  if (resource_attribute?.length === 1 && resource_attribute[0] === 'service.name') return 'service';
  const [only] = log_attribute ?? [];
  return log_attribute?.length === 1 && typeof only === 'string' && /^[\w.-]+$/.test(only) ? only : undefined;
}

/** Anchors only at the ends, and no alternatives outside of groups: then the expression can be one of several in a row. */
function canStandInside(pattern: string): boolean {
  const inner = pattern.replace(/^\\A/, '').replace(/\\z$/, '');
  const isBare = inner.replace(/\\[^Az]/g, '').replace(/\[[^\]]*\]/g, '');
  if (/\\[Az]/.test(isBare)) return false;
  let depth = 0;
  for (const char of isBare) {
    if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === '|' && depth === 0) return inner === pattern;
  }
  return true;
}

/** A name of the map of extracted values. */
function variableOf(key: string): string {
  return `ls_${key.replace(/\W/g, (char) => `_${char.charCodeAt(0).toString(16)}_`)}`;
}

/** JMESPath. */
function pathOf(key: string): string {
  return /^\w+$/.test(key) ? key : JSON.stringify(key);
}

function quoted(expression: string): string {
  return expression.includes('`') ? JSON.stringify(expression) : `\`${expression}\``;
}
