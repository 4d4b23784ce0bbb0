import type { Asked } from '../query/answers.ts';
import type { Explorer } from '../query/explorer.ts';
import type { CheckedStatement, CheckResult, EvidenceRecord } from './events.ts';
import { textOf } from './evidence.ts';
import type { IncidentFacts, PatternFact } from './facts/facts.ts';
import { narrowed } from './facts/gather.ts';
import { type Known, NumberCheck, numbersIn } from './numbers.ts';
import { quantityWords, type Words } from './words.ts';

/** Numbers that may be said of an incident: records are counted again for this. */
export async function numberCheck(
  explorer: Explorer,
  asked: Asked,
  facts: IncidentFacts,
  evidence: readonly EvidenceRecord[],
  words: Words,
  signal?: AbortSignal,
): Promise<NumberCheck> {
  const { lead, warnings, silences, start, trace, shifts, range, incident } = facts;
  const patterns = [...new Set([...(lead === undefined ? [] : [lead]), ...warnings, ...silences])];
  const counts = await Promise.all(patterns.map((fact) => recount(explorer, asked, fact, signal)));
  const runs = start === undefined ? [] : [start.cause, ...(start.other === undefined ? [] : [start.other])];
  const known: Known = {
    texts: [
      ...evidence.map(({ service = '', text }) => `${service} ${text}`),
      ...patterns.flatMap(({ template, service = '', constants }) => [
        `${service} ${template}`,
        ...constants.map(({ name, value }) => `${name}=${value} ${value}`),
      ]),
      ...runs.flatMap(({ values }) => values.map(({ name, value }) => `${name}=${value} ${value}`)),
      ...shifts.flatMap(({ template, before, after, unit }) => [template, quantityWords(before, unit), quantityWords(after, unit)]),
      ...(trace === undefined ? [] : [trace.traceId]),
    ],
    counts: [...counts, ...runs.map(({ records }) => records), ...(trace === undefined ? [] : [trace.records])],
    rates: patterns.flatMap(({ deviation }) => [deviation.perMinute, deviation.usualPerMinute]),
    timesUs: [
      ...evidence.flatMap(({ timeUs }) => timeUs ?? []),
      ...patterns.flatMap(({ deviation }) => [deviation.fromUs, deviation.untilUs]),
      ...runs.flatMap(({ firstUs, lastUs }) => [firstUs, lastUs]),
      ...patterns.flatMap(({ last }) => last?.timeUs ?? []),
      incident.fromUs,
      incident.untilUs,
      range.fromUs,
      range.untilUs - 1,
    ],
  };
  return new NumberCheck(known, words);
}

async function recount(explorer: Explorer, asked: Asked, { patternId, deviation }: PatternFact, signal?: AbortSignal): Promise<number> {
  const { fromUs, untilUs } = deviation;
  return explorer.count(narrowed(asked, patternId, { fromUs, untilUs: Math.max(untilUs, fromUs + 1) }), signal);
}

export function unfoundIn(text: string, check: NumberCheck): string[] {
  return numbersIn(text)
    .filter((number) => !check.has(number))
    .map((number) => number.text);
}

/** Reads the cited records again and adds up what was found. */
export async function checkAll(
  explorer: Explorer,
  statements: readonly CheckedStatement[],
  withheld: number,
  evidence: readonly EvidenceRecord[],
  signal?: AbortSignal,
): Promise<CheckResult> {
  const cited = [...new Set(statements.flatMap((statement) => statement.evidence))].flatMap((number) => evidence[number - 1] ?? []);
  const records = await explorer.recordsOf(
    cited.map(({ recordId }) => recordId),
    signal,
  );
  const byId = new Map(records.map((record) => [record.id, record]));
  const isSame = (one: EvidenceRecord): boolean => {
    const record = byId.get(one.recordId);
    return record !== undefined && record.timeUs === one.timeUs && record.patternId === one.patternId && textOf(record) === one.text;
  };
  const numbers = statements.reduce((sum, { text }) => sum + numbersIn(text).length, 0);
  return {
    statements: statements.length,
    withheld,
    citedFound: cited.filter(isSame).length,
    cited: cited.length,
    numbersFound: numbers - statements.reduce((sum, { unfound }) => sum + unfound.length, 0),
    numbers,
  };
}
