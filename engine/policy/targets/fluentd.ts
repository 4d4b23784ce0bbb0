import type { ExportTarget } from './export-target.ts';
import { FLUENT_KEYS, fluentKey, levelsPattern, onigmo } from './fluent-keys.ts';
import { writeRules } from './rule-set.ts';
import { type PrintedTextRule, textRuleWriter } from './text-rule.ts';

const TAG = 'app.**';

/** One grep filter a policy: a record goes when every `exclude` of its `and` matches, and a missing field matches none. */
export const fluentd: ExportTarget = {
  id: 'fluentd',
  title: 'Fluentd',
  about: 'Filters of the core',
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
        keyOf: (target) => fluentKey(target, (path) => `$${path.map((name) => `['${name}']`).join('')}`),
      }),
    );
    const filters = written.map(({ rule, printed }) => filterText(rule.policy.id, printed));
    const head = `# Logsift policies of ${set.service.replace(/\s+/g, ' ')}, version ${set.version}.\n`;
    return {
      files: [{ name: 'logsift.fluentd.conf', text: head + filters.join(''), language: 'conf' }],
      policies,
      assumes: [
        `records carry the tag ${TAG} and the keys ${Object.values(FLUENT_KEYS).join(', ')}; attributes are keys of their own`,
        'levels are named as OpenTelemetry names them, and values are texts; a record whose level has another name is kept',
      ],
      decider,
    };
  },
};

function filterText(id: string, { levels, conditions, exemptions }: PrintedTextRule): string {
  const excludes = [
    { key: FLUENT_KEYS.level, pattern: levelsPattern(levels) },
    ...conditions.map((condition) => ({ key: condition.key, pattern: onigmo(condition) })),
    ...exemptions.map(([only]) => ({ key: only.key, pattern: onigmo({ pattern: only.pattern, negate: !only.negate }) })),
  ];
  const blocks = excludes.map(
    ({ key, pattern }) => `    <exclude>\n      key ${key}\n      pattern /${slashes(pattern)}/\n    </exclude>\n`,
  );
  return `# ${id.replace(/\s+/g, ' ')}\n<filter ${TAG}>\n  @type grep\n  <and>\n${blocks.join('')}  </and>\n</filter>\n`;
}

/** The slash ends an expression, `#{` would run Ruby. */
function slashes(pattern: string): string {
  return pattern.replaceAll('/', '\\/').replaceAll('#', '\\x23');
}
