import { formatQuery } from '#base/filter/format.ts';

/** `field:value` in the query language, quoted where it needs to be. */
export function fieldTerm(field: string, value: string): string {
  return formatQuery({ kind: 'value', field, values: [value] });
}
