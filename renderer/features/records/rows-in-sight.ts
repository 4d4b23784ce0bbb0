import type { LogRecord } from '#contract/explore.ts';

/** Rows [first, end). */
export interface RowSpan {
  readonly first: number;
  readonly end: number;
}

/** The records of those rows that are there. */
export function recordsOf(row: (index: number) => LogRecord | undefined, { first, end }: RowSpan): readonly LogRecord[] {
  const records: LogRecord[] = [];
  for (let index = first; index < end; index++) {
    const record = row(index);
    if (record !== undefined) records.push(record);
  }
  return records;
}

/** First and last time among records; undefined where none has a time. */
export function timesOf(records: readonly Pick<LogRecord, 'timeUs'>[]): readonly [number, number] | undefined {
  const times = records.flatMap(({ timeUs }) => timeUs ?? []);
  return times.length === 0 ? undefined : [Math.min(...times), Math.max(...times)];
}

/** Undefined: the key does not move the selection. @param page rows of a page */
export function rowAfterKey(key: string, at: number, total: number, page: number): number | undefined {
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page }[key];
  return by === undefined ? { Home: 0, End: total - 1 }[key] : at + by;
}
