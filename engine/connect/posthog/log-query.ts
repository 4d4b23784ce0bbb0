import { LEVELS } from '../../base/level.ts';
import type { PullFilter } from '../../base/pull.ts';
import { isoOfUs } from '../../base/time.ts';

/** The part of PostHog's LogsQuery that says which records are meant. */
export interface LogQuery {
  readonly dateRange: { readonly date_from: string; readonly date_to: string | null };
  readonly severityLevels: readonly string[];
  readonly serviceNames: readonly string[];
  readonly searchTerm: string | null;
  readonly filterGroup: readonly { readonly key: string; readonly type: string; readonly operator: string; readonly value: unknown }[];
}

/** @param untilUs undefined: to the present  */
export function logQuery(filter: PullFilter, fromUs: number, untilUs: number | undefined): LogQuery {
  const { minLevel, services, text, attributes } = filter;
  const isLiteral = text === undefined || !/[%_\\]/.test(text);
  return {
    dateRange: { date_from: isoOfUs(fromUs), date_to: untilUs === undefined ? null : isoOfUs(untilUs) },
    severityLevels: minLevel === undefined ? [] : LEVELS.slice(LEVELS.indexOf(minLevel)).map((level) => level.toLowerCase()),
    serviceNames: services,
    searchTerm: isLiteral ? (text ?? null) : null,
    filterGroup: [
      // There `%` and `_` may stand for anything; here they are themselves.
      ...(isLiteral ? [] : [{ key: 'message', type: 'log', operator: 'regex', value: `(?i)${escaped(text)}` }]),
      ...attributes.map(({ key, value, of }) => ({
        key,
        type: of === 'resource' ? 'log_resource_attribute' : 'log_attribute',
        operator: 'exact',
        value: [value],
      })),
    ],
  };
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
