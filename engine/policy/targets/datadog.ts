import { readerOf } from '../evaluate/read-target.ts';
import type { Matcher } from '../model/matcher.ts';
import type { Target } from '../model/target.ts';
import type { ExportTarget } from './export-target.ts';
import { levelNames } from './level-names.ts';
import { type Effect, type Refusal, type WrittenRule, writeRules } from './rule-set.ts';
import { all, plainText, type RecordTest, typedTest } from './rule-test.ts';
import type { TakingRule } from './taking-rule.ts';
import { holdsPhrase, phrasesOf } from './words-of.ts';

interface Term {
  readonly query: string;
  readonly test: RecordTest;
  readonly difference: string | undefined;
}

/** Exclusion filters of an index: a search a policy, and the share of what it finds that is left out. The first that matches applies. */
export const datadog: ExportTarget = {
  id: 'datadog',
  title: 'Datadog',
  about: 'Exclusion filters of an index, JSON',
  isLooser: true,
  write(set) {
    const { written, policies, decider } = writeRules(set.policies, writeRule);
    const strictFirst = written.toSorted((a, b) => excluded(b.effect) - excluded(a.effect));
    const exclusion_filters = strictFirst.map(({ rule, printed, effect }) => ({
      name: `logsift:${rule.policy.id}`,
      is_enabled: true,
      filter: { query: printed, sample_rate: excluded(effect) },
    }));
    return {
      files: [{ name: 'logsift.datadog.json', text: `${JSON.stringify({ exclusion_filters }, undefined, 2)}\n`, language: 'json' }],
      policies,
      assumes: [
        'the filters are merged into the configuration of the index, before its others; putting them replaces the whole configuration',
        'what is left out is not indexed, and was ingested and billed for that; archives and metrics still see it',
      ],
      decider,
    };
  },
};

function excluded(effect: Effect): number {
  return effect.kind === 'share' ? Math.round((1 - effect.kept) * 1e6) / 1e6 : 1;
}

/** What Datadog makes of the names of levels. */
const STATUS: Readonly<Record<string, string>> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  notice: 'notice',
  warn: 'warn',
  warning: 'warn',
};

/** A status only where all levels that become it are meant. */
function statusesOf(names: readonly string[]): { readonly statuses: readonly string[]; readonly differences: readonly string[] } {
  const wanted = new Set(names.map((name) => STATUS[name]));
  const statuses = [...wanted].filter((status) => Object.keys(STATUS).every((name) => STATUS[name] !== status || names.includes(name)));
  return { statuses, differences: statuses.length === wanted.size ? [] : ['TRACE and DEBUG are one status, and both are kept'] };
}

function writeRule(rule: TakingRule): WrittenRule<string> | Refusal {
  const effect = effectOf(rule);
  if ('refused' in effect) return effect;
  const terms = rule.matches.map(termOf);
  const exemptions = rule.exemptions.map((matchers) => matchers.map(exactTermOf));
  const refused = [...terms, ...exemptions.flat()].find((term) => typeof term === 'string');
  if (typeof refused === 'string') return { refused };
  const said = terms.filter((term) => typeof term !== 'string');
  const except = exemptions.map((parts) => parts.filter((term) => typeof term !== 'string'));
  const { statuses, differences: ofLevels } = statusesOf(levelNames(rule.severity));
  if (statuses.length === 0) return { refused: 'it has no such level' };
  const query = [
    `status:(${statuses.join(' OR ')})`,
    ...said.map((term) => term.query),
    ...except.map((parts) => `-(${parts.map((term) => term.query).join(' ')})`),
  ].join(' ');
  const test = all(said.map((term) => term.test));
  const exempt = except.map((parts) => all(parts.map((term) => term.test)));
  const differences = new Set([...effect.differences, ...ofLevels, ...said.flatMap(({ difference }) => difference ?? [])]);
  return {
    rule,
    printed: query,
    test: (record) => {
      const status = STATUS[record.severityText.toLowerCase()];
      return status !== undefined && statuses.includes(status) && test(record) && !exempt.some((one) => one(record));
    },
    effect: effect.effect,
    differences: [...differences],
  };
}

function effectOf({ action, policy }: TakingRule): { effect: Effect; differences: readonly string[] } | Refusal {
  if (action === 'drop') return { effect: { kind: 'drop' }, differences: [] };
  const probability = policy.log_sampling?.probability;
  if (probability === undefined) return { refused: action === 'rate' ? 'an index has a daily limit and no other' : 'there is no dedupe' };
  return {
    effect: { kind: 'share', kept: probability.percentage / 100 },
    differences: ['the same share stays, drawn by lot for every record: traces are cut apart'],
  };
}

/** An exemption must not be narrower than it is: a search for words finds all that an expression matches, and more, which keeps more. */
function exactTermOf(matcher: Matcher): Term | string {
  const term = termOf(matcher);
  if (typeof term !== 'string' && matcher.negate && term.difference !== undefined) return 'an exemption cannot be said in words';
  return term;
}

function termOf(matcher: Matcher): Term | string {
  const positive = positiveTerm(matcher);
  if (typeof positive === 'string') return positive;
  if (!matcher.negate) return positive;
  // "Not what has these words" is less than "not what the expression matches".
  return { query: `-${positive.query}`, test: (record) => !positive.test(record), difference: positive.difference };
}

function positiveTerm({ target, predicate }: Matcher): Term | string {
  const { equals, contains, regex, exists, gt, gte, lt, lte } = predicate;
  if (typeof equals === 'object' || typeof contains === 'object') return 'it compares bytes';
  const test = typedTest({ target, predicate, negate: false });
  if (target.record_field === 'LOG_RECORD_FIELD_BODY') {
    const phrases =
      regex !== undefined ? phrasesOf(regex) : typeof equals === 'string' ? [equals] : typeof contains === 'string' ? [contains] : [];
    if (phrases.length === 0) return 'its expression holds no whole word to search for';
    const read = readerOf(target);
    return {
      query: phrases.map((phrase) => JSON.stringify(phrase)).join(' '),
      test: (record) => {
        const text = plainText(read(record));
        return text !== undefined && phrases.every((phrase) => holdsPhrase(text, phrase));
      },
      difference: 'it searches for words, where the policy has an expression',
    };
  }
  const facet = facetOf(target);
  if (facet === undefined) return 'it reads something there is no facet for';
  if (equals !== undefined) return { query: `${facet}:${JSON.stringify(String(equals))}`, test, difference: undefined };
  if (exists !== undefined) return { query: `${facet}:*`, test, difference: undefined };
  if (regex !== undefined || contains !== undefined) return 'its search knows no expressions for attributes';
  const [operator, bound] = gt !== undefined ? ['>', gt] : gte !== undefined ? ['>=', gte] : lt !== undefined ? ['<', lt] : ['<=', lte];
  return { query: `${facet}:${operator}${bound}`, test, difference: undefined };
}

function facetOf({ record_field, resource_attribute, log_attribute }: Target): string | undefined {
  if (resource_attribute?.length === 1 && resource_attribute[0] === 'service.name') return 'service';
  if (record_field === 'LOG_RECORD_FIELD_TRACE_ID') return 'trace_id';
  const path = log_attribute?.every((segment) => typeof segment === 'string' && /^[\w.-]+$/.test(segment)) ? log_attribute : undefined;
  return path && `@${path.join('.')}`;
}
