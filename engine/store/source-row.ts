import type { SourceState } from '../base/source-state.ts';

/** Columns of `source` in the order in which they are read and written, `id` and `choice` apart. */
const COLUMNS = [
  'path',
  'name',
  'state',
  'format',
  'format_title',
  'format_reason',
  'encoding',
  'compression',
  'size_bytes',
  'consumed_bytes',
  'bytes',
  'lines',
  'records',
  'continuation',
  'skipped',
  'unparsed',
  'untimed',
  'truncated',
  'from_us',
  'until_us',
  'time_zone',
  'times_name_zone',
  'elapsed_ms',
  'lines_per_second',
  'patterns',
  'problem_code',
  'problem_message',
  'service',
] as const;

export const SELECT_SOURCES = `SELECT id, ${COLUMNS.join(', ')} FROM source ORDER BY id`;
export const INSERT_SOURCE = `INSERT INTO source (${COLUMNS.join(', ')}, choice) VALUES (${COLUMNS.map((column) => `@${column}`).join(', ')}, @choice)`;
export const UPDATE_SOURCE = `UPDATE source SET ${COLUMNS.map((column) => `${column} = @${column}`).join(', ')} WHERE id = @id`;

export interface SourceRow {
  readonly id: number;
  readonly path: string;
  readonly name: string;
  readonly state: SourceState['state'];
  readonly format: string;
  readonly format_title: string;
  readonly format_reason: string;
  readonly encoding: string;
  readonly compression: string;
  readonly size_bytes: number;
  readonly consumed_bytes: number;
  readonly bytes: number;
  readonly lines: number;
  readonly records: number;
  readonly continuation: number;
  readonly skipped: number;
  readonly unparsed: number;
  readonly untimed: number;
  readonly truncated: number;
  readonly from_us: number | null;
  readonly until_us: number | null;
  readonly time_zone: string;
  readonly times_name_zone: number;
  readonly elapsed_ms: number;
  readonly lines_per_second: number;
  readonly patterns: number;
  readonly problem_code: string | null;
  readonly problem_message: string | null;
  readonly service: string | null;
}

export function rowOfSource(source: Omit<SourceState, 'id'>): Omit<SourceRow, 'id'> {
  return {
    path: source.path,
    name: source.name,
    state: source.state,
    format: source.format,
    format_title: source.formatTitle,
    format_reason: source.formatReason,
    encoding: source.encoding,
    compression: source.compression,
    size_bytes: source.sizeBytes,
    consumed_bytes: source.consumedBytes,
    bytes: source.bytes,
    lines: source.lines,
    records: source.records,
    continuation: source.continuation,
    skipped: source.skipped,
    unparsed: source.unparsed,
    untimed: source.untimed,
    truncated: source.truncated,
    from_us: source.range?.fromUs ?? null,
    until_us: source.range?.untilUs ?? null,
    time_zone: source.timeZone,
    times_name_zone: source.timesNameZone ? 1 : 0,
    elapsed_ms: source.elapsedMs,
    lines_per_second: source.linesPerSecond,
    patterns: source.patterns,
    problem_code: source.problem?.code ?? null,
    problem_message: source.problem?.message ?? null,
    service: source.service ?? null,
  };
}

export function sourceOfRow(row: SourceRow): SourceState {
  return {
    id: row.id,
    path: row.path,
    name: row.name,
    state: row.state,
    format: row.format,
    formatTitle: row.format_title,
    formatReason: row.format_reason,
    encoding: row.encoding,
    compression: row.compression,
    sizeBytes: row.size_bytes,
    consumedBytes: row.consumed_bytes,
    bytes: row.bytes,
    lines: row.lines,
    records: row.records,
    continuation: row.continuation,
    skipped: row.skipped,
    unparsed: row.unparsed,
    untimed: row.untimed,
    truncated: row.truncated,
    range: row.from_us === null || row.until_us === null ? undefined : { fromUs: row.from_us, untilUs: row.until_us },
    timeZone: row.time_zone,
    timesNameZone: row.times_name_zone === 1,
    elapsedMs: row.elapsed_ms,
    linesPerSecond: row.lines_per_second,
    patterns: row.patterns,
    problem: row.problem_code === null ? undefined : { code: row.problem_code, message: row.problem_message ?? '' },
    service: row.service ?? undefined,
  };
}
