import { stringify } from 'yaml';
import type { ExportTarget } from './export-target.ts';
import { FLUENT_KEYS, fluentKey, levelsPattern, onigmo } from './fluent-keys.ts';
import { writeRules } from './rule-set.ts';
import { type PrintedTextRule, textRuleWriter } from './text-rule.ts';

const TAG = 'app.*';

/** One grep filter a policy: all its `exclude` rules must match for a record to go, and a missing field matches none. */
export const fluentBit: ExportTarget = {
  id: 'fluent-bit',
  title: 'Fluent Bit',
  about: 'Filters, YAML',
  write(set) {
    const { written, policies, decider } = writeRules(
      set.policies,
      textRuleWriter({
        dialect: 'perl',
        levels: 'names',
        negation: true,
        exemptions: 'single',
        ofMissing: false,
        rates: () => false,
        keyOf: (target) => fluentKey(target, (path) => `$${path.map((name, at) => (at === 0 ? name : `['${name}']`)).join('')}`),
      }),
    );
    const filters = written.map(({ printed }) => ({ name: 'grep', match: TAG, logical_op: 'and', exclude: excludes(printed) }));
    const ids = written.map(({ rule }, at) => `#   ${at + 1}. ${rule.policy.id.replace(/\s+/g, ' ')}`);
    const head = [
      `# Logsift policies of ${set.service.replace(/\s+/g, ' ')}, version ${set.version}. One filter for each, in this order:`,
      ...ids,
      '',
    ].join('\n');
    return {
      files: [{ name: 'logsift.fluent-bit.yaml', text: head + stringify({ pipeline: { filters } }, { lineWidth: 0 }), language: 'yaml' }],
      policies,
      assumes: [
        `records carry the tag ${TAG} and the keys ${Object.values(FLUENT_KEYS).join(', ')}; attributes are keys of their own`,
        'levels are named as OpenTelemetry names them, and values are texts; a record whose level has another name is kept',
        'Fluent Bit 2.1 or newer, for filters that join their rules by "and"',
      ],
      decider,
    };
  },
};

/** The key ends at the first space; spaces of the expression stand in brackets. */
function excludes({ levels, conditions, exemptions }: PrintedTextRule): readonly string[] {
  const rules = [
    `${FLUENT_KEYS.level} ${levelsPattern(levels)}`,
    ...conditions.map((condition) => `${condition.key} ${onigmo(condition)}`),
    ...exemptions.map(([only]) => `${only.key} ${onigmo({ pattern: only.pattern, negate: !only.negate })}`),
  ];
  return rules.map((rule) => {
    const at = rule.indexOf(' ');
    return `${rule.slice(0, at)} ${withoutSpaces(rule.slice(at + 1))}`;
  });
}

function withoutSpaces(pattern: string): string {
  return pattern.replaceAll(' ', '\\x20');
}
