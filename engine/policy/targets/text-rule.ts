import type { LogRecord } from '../evaluate/record.ts';
import { LinearRegex } from '../evaluate/regex/linear-regex.ts';
import type { Rate } from '../model/intents.ts';
import type { Matcher } from '../model/matcher.ts';
import type { Target } from '../model/target.ts';
import { levelNames, syslogSeverities, syslogSeverity } from './level-names.ts';
import { type Dialect, printRegex } from './print-regex.ts';
import { type Effect, type Refusal, traceSampling, type WrittenRule } from './rule-set.ts';
import { plainText, type RecordTest, type TextCondition, textCondition, textTest } from './rule-test.ts';
import type { TakingRule } from './taking-rule.ts';
import { belowThreshold, traceIdBelow } from './threshold-prefixes.ts';

/** What a program can say that sees a record as named texts. */
export interface TextAbilities {
  readonly dialect: Dialect;
  /** By name, or by the severity of syslog. */
  readonly levels: 'names' | 'syslog';
  readonly negation: boolean;
  /** Exemptions of several comparisons, of one, or none at all. */
  readonly exemptions: 'any' | 'single' | 'none';
  /**
   * Whether a missing field is an empty text, which is no text: then a negated comparison holds there, as it does for policies. Otherwise no
   * comparison holds.
   */
  readonly ofMissing: boolean;
  /** Whether it can hold a limit of the records of one policy. */
  readonly rates: (rate: Rate) => boolean;
  /** Whether a printed expression can stand where it has to. Absent: any can. */
  readonly accepts?: (pattern: string) => boolean;
  /** Where the program has what a policy reads. */
  readonly keyOf: (target: Target) => string | undefined;
}

export interface PrintedCondition {
  readonly key: string;
  /** In the dialect. */
  readonly pattern: string;
  readonly negate: boolean;
  /** A missing field would match as an empty text: it must be asked for besides. */
  readonly needsText: boolean;
}

export interface PrintedTextRule {
  /** Names in lower case, or numbers of syslog. */
  readonly levels: readonly (string | number)[];
  /** All of them hold. */
  readonly conditions: readonly PrintedCondition[];
  /** None of these holds in all its parts. */
  readonly exemptions: readonly (readonly PrintedCondition[])[];
}

const TRACE: Target = { record_field: 'LOG_RECORD_FIELD_TRACE_ID' };

/** Says a rule in texts, or why that cannot be. */
export function textRuleWriter(abilities: TextAbilities): (rule: TakingRule) => WrittenRule<PrintedTextRule> | Refusal {
  return (rule) => writeTextRule(rule, abilities);
}

function writeTextRule(rule: TakingRule, abilities: TextAbilities): WrittenRule<PrintedTextRule> | Refusal {
  const exempt = exemptionProblem(rule, abilities);
  if (exempt !== undefined) return { refused: exempt };
  const matches = conditionsOf(rule.matches, abilities);
  if (typeof matches === 'string') return { refused: matches };
  const exemptions: { readonly read: readonly TextCondition[]; readonly printed: readonly PrintedCondition[] }[] = [];
  for (const matchers of rule.exemptions) {
    const conditions = conditionsOf(matchers, abilities);
    if (typeof conditions === 'string') return { refused: `an exemption cannot be said: ${conditions}` };
    exemptions.push(conditions);
  }
  const effect = effectOf(rule, abilities);
  if ('refused' in effect) return effect;
  const differences = [...effect.differences];
  const isNegated = rule.exemptions.length > 0 || rule.matches.some(({ negate }) => negate);
  if (isNegated && !abilities.ofMissing)
    differences.push('records without a field that a negated comparison or an exemption reads are kept');
  const syslog = syslogSeverities(rule.severity);
  const levels = abilities.levels === 'names' ? levelNames(rule.severity) : syslog.severities;
  if (levels.length === 0) return { refused: 'it is about levels that this target does not tell apart' };
  if (abilities.levels === 'syslog' && syslog.isCut)
    differences.push('syslog has one severity for levels that it tells apart, and keeps all of them');
  return {
    rule,
    printed: { levels, conditions: [...matches.printed, ...effect.conditions], exemptions: exemptions.map(({ printed }) => printed) },
    test: testOf(
      levels,
      matches.read,
      exemptions.map(({ read }) => read),
      abilities,
    ),
    effect: effect.effect,
    differences,
  };
}

function exemptionProblem({ exemptions }: TakingRule, abilities: TextAbilities): string | undefined {
  if (exemptions.length === 0 || abilities.exemptions === 'any') return undefined;
  if (abilities.exemptions === 'none') return 'an exemption cannot be said, and without it too much would go';
  return exemptions.some((matchers) => matchers.length > 1)
    ? 'an exemption of several comparisons cannot be said, and without it too much would go'
    : undefined;
}

function conditionsOf(matchers: readonly Matcher[], { dialect, keyOf, negation, accepts, ofMissing }: TextAbilities) {
  const read: TextCondition[] = [];
  const printed: PrintedCondition[] = [];
  for (const matcher of matchers) {
    const condition = textCondition(matcher);
    if (typeof condition === 'string') return condition;
    if (condition.negate && !negation) return 'negated comparisons cannot be said';
    const key = keyOf(matcher.target);
    if (key === undefined) return 'it reads something this target has no field for';
    const pattern = printRegex(condition.pattern, dialect);
    if (pattern === undefined || accepts?.(pattern) === false) return 'its expression has no form in the dialect of this target';
    read.push(condition);
    printed.push({ key, pattern, negate: condition.negate, needsText: ofMissing && new LinearRegex(condition.pattern).test('') });
  }
  return { read, printed };
}

function effectOf(
  rule: TakingRule,
  { dialect, keyOf, rates }: TextAbilities,
): { effect: Effect; conditions: readonly PrintedCondition[]; differences: readonly string[] } | Refusal {
  if (rule.action === 'drop') return { effect: { kind: 'drop' }, conditions: [], differences: [] };
  if (rule.action === 'dedupe') return { refused: 'there is nothing that removes repeated records and says how many they were' };
  if (rule.action === 'rate') {
    const rate = rule.policy.log_sampling?.rate;
    if (rate === undefined || !rates(rate)) return { refused: 'there is no such limit for the records of one policy' };
    return {
      effect: { kind: 'limit', rule },
      conditions: [],
      differences: ['the limit is of each instance, and nothing says how many were left out'],
    };
  }
  const sampling = traceSampling(rule);
  if ('refused' in sampling) return sampling;
  const { threshold, differences } = sampling;
  const key = keyOf(TRACE);
  if (key === undefined) return { refused: 'it has no field for the trace id' };
  if (belowThreshold(threshold) === '') return { refused: 'it keeps all' };
  const [below, zeros] = [printRegex(traceIdBelow(threshold), dialect), printRegex('\\A0+\\z', dialect)];
  if (below === undefined || zeros === undefined) return { refused: 'its threshold cannot be said' };
  const conditions = [
    { key, pattern: below, negate: false, needsText: false },
    { key, pattern: zeros, negate: true, needsText: false },
  ];
  return { effect: { kind: 'below', threshold }, conditions, differences };
}

function testOf(
  levels: readonly (string | number)[],
  matches: readonly TextCondition[],
  exemptions: readonly (readonly TextCondition[])[],
  { ofMissing, levels: kind }: TextAbilities,
): RecordTest {
  const matchTests = matches.map((condition) => textTest(condition, ofMissing));
  // A record that a negated comparison cannot judge is kept: missing fields never open an exemption's door the other way.
  const exemptTests = exemptions.map((conditions) => conditions.map((condition) => exemptTest(condition, ofMissing)));
  const levelOf = (record: LogRecord) =>
    kind === 'names' ? plainText(record.severityText)?.toLowerCase() : syslogSeverity(record.severityNumber);
  return (record) => {
    const level = levelOf(record);
    if (level === undefined || !levels.includes(level)) return false;
    return matchTests.every((test) => test(record)) && !exemptTests.some((tests) => tests.every((test) => test(record)));
  };
}

/** Where the program cannot tell a missing field, the exemption holds: that keeps the record. */
function exemptTest(condition: TextCondition, ofMissing: boolean): RecordTest {
  if (ofMissing) return textTest(condition, true);
  const positive = textTest({ ...condition, negate: false }, false);
  const isThere = textTest({ ...condition, pattern: '', negate: false }, false);
  return (record) => !isThere(record) || positive(record) !== condition.negate;
}
