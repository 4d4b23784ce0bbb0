import { formatQuery } from '#base/filter/format.ts';
import { withCondition, withOnlyValue, withValueExcluded } from '#base/filter/tokens.ts';
import type { LogRecord } from '#contract/explore.ts';
import { fieldTerm } from './field-term.ts';

/** Something of a record that can be asked for: the value of a field, or a piece of its text. */
export type FilterPick = { readonly field: string; readonly value: string } | { readonly text: string };

/** Longer pieces are cut in the words of a menu, never in the filter. */
const MOST_WORDS = 32;

/** What a menu offers to filter by: what was pointed at, or else what every record has. */
export function picksOf(record: Pick<LogRecord, 'service' | 'level'>, pointed: FilterPick | undefined): readonly FilterPick[] {
  if (pointed !== undefined) return [pointed];
  const service = record.service === undefined ? [] : [{ field: 'service', value: record.service }];
  return record.level === 'UNSET' ? service : [...service, { field: 'level', value: record.level }];
}

export function pickWords(pick: FilterPick): string {
  const text = 'text' in pick ? `“${pick.text}”` : `${pick.field} ${pick.value}`;
  return text.length > MOST_WORDS ? `${text.slice(0, MOST_WORDS)}…` : text;
}

/** The pick in the query language, to be put into another query or sent to someone. */
export function pickTerm(pick: FilterPick): string {
  return 'text' in pick ? formatQuery({ kind: 'text', text: pick.text }) : fieldTerm(pick.field, pick.value);
}

/** The query with nothing else of the field, or with the text added. */
export function withOnlyPick(query: string, pick: FilterPick): string {
  return 'text' in pick ? withCondition(query, { kind: 'text', text: pick.text }) : withOnlyValue(query, pick.field, pick.value);
}

export function withoutPick(query: string, pick: FilterPick): string {
  if ('text' in pick) return withCondition(query, { kind: 'not', part: { kind: 'text', text: pick.text } });
  return withValueExcluded(query, pick.field, pick.value);
}
