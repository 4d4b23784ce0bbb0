import type { BareRecord } from '../../query/record-view.ts';
import type { Finding } from '../rules/rule.ts';
import { countWords, durationWords, listed, phraseOf, plural, quoted, times, type Words } from '../words.ts';
import type { AnswerFacts } from './answer-facts.ts';
import type { Wanted } from './read-question.ts';

export interface RuleAnswer {
  readonly headline: Finding | undefined;
  readonly findings: readonly Finding[];
  readonly missing: string;
}

/** The answer without a model: what was counted, what is asked for first. */
export function answerByRules(facts: AnswerFacts, wanted: Wanted, words: Words): RuleAnswer {
  const { records, allRecords, first, last, without } = facts;
  if (first === undefined || last === undefined) {
    const hints = without.map(({ part, records: count }) => `${plural(count, 'record')} without ${part}`);
    const missing = `No record matches; all ${countWords(allRecords)} were searched${hints.length === 0 ? '' : `. There would be ${listed(hints)}`}.`;
    return { headline: undefined, findings: [], missing };
  }
  const timed = [countFinding(facts, first, last, words), serviceFinding(facts), levelFinding(facts, first), patternFinding(facts)];
  return {
    headline: headlineOf(facts, wanted, first, last, words),
    findings: timed.filter((finding) => finding !== undefined),
    missing: `Whether ${records === 1 ? 'that record is' : 'those records are'} what you meant: see how the question was read.`,
  };
}

function headlineOf(facts: AnswerFacts, wanted: Wanted, first: BareRecord, last: BareRecord, { clock }: Words): Finding {
  const { records, services } = facts;
  const at = (record: BareRecord): string => (record.timeUs === undefined ? 'at an unknown time' : `at ${clock(record.timeUs)}`);
  const text = {
    records: `${plural(records, 'record')}, the first ${at(first)}, the last ${at(last)}.`,
    count: `${plural(records, 'record')}.`,
    first: `First ${at(first)}: ${quoted(textOf(first))}.`,
    last: `Last ${at(last)}: ${quoted(textOf(last))}.`,
    services:
      services.length === 0
        ? 'No service is named by these records.'
        : `${listed(services.map(({ name, records: count }) => `${name} (${countWords(count)})`))}.`,
  }[wanted];
  const evidence: Finding['records'] =
    wanted === 'first'
      ? [first]
      : wanted === 'last'
        ? [last]
        : wanted === 'services'
          ? [first, ...services.map((one) => one.first)]
          : [first, last];
  return { title: '', text, records: evidence, timeUs: first.timeUs ?? 0 };
}

function countFinding({ records, allRecords }: AnswerFacts, first: BareRecord, last: BareRecord, { clock }: Words): Finding {
  const span =
    first.timeUs === undefined || last.timeUs === undefined || first.timeUs === last.timeUs
      ? ''
      : ` between ${clock(first.timeUs)} and ${clock(last.timeUs)}, ${durationWords(last.timeUs - first.timeUs)} apart`;
  return { title: 'Records', text: `${countWords(records)} of ${plural(allRecords, 'record')}${span}.`, records: [first, last], timeUs: 0 };
}

function serviceFinding({ services }: AnswerFacts): Finding | undefined {
  const [first, ...rest] = services;
  if (first === undefined || rest.length === 0) return undefined;
  const text = `${listed(services.map(({ name, records }) => `${name} ${times(records)}`))}.`;
  return { title: 'Services', text, records: [first.first, ...rest.map((one) => one.first)], timeUs: 1 };
}

function levelFinding({ levels }: AnswerFacts, first: BareRecord): Finding | undefined {
  if (levels.length < 2) return undefined;
  return {
    title: 'Levels',
    text: `${listed(levels.map(({ name, records }) => `${name} ${times(records)}`))}.`,
    records: [first],
    timeUs: 2,
  };
}

function patternFinding({ patterns, totalPatterns }: AnswerFacts): Finding | undefined {
  const [first, ...rest] = patterns;
  if (first === undefined) return undefined;
  const others = totalPatterns > patterns.length ? `, of ${countWords(totalPatterns)} patterns` : '';
  const text = `${listed(patterns.map(({ template, records }) => `${quoted(phraseOf(template))} ${times(records)}`))}${others}.`;
  return { title: 'What they say', text, records: [first.first, ...rest.map((one) => one.first)], timeUs: 3 };
}

function textOf({ message }: BareRecord): string {
  const text = message.map((piece) => piece.text).join('');
  return text.length <= 160 ? text : `${text.slice(0, 159)}…`;
}
