import { AppError } from '../../base/app-error.ts';

export interface SeriesPoint {
  /** As it stands in the file. */
  readonly timestamp: string;
  readonly timeMs: number;
  readonly value: number;
}

/** `2014-04-01 00:05:00`, also with T, a fraction, no seconds, a zone. */
const MOMENT = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Reads a table with the columns `timestamp` and `value`, line by line as it comes; other columns are passed over. Times that name no
 * zone are UTC. Lines without text are passed over.
 * @param name of the file, for messages
 * @throws AppError UNREADABLE_SOURCE that names the line, what was found there and what to do
 */
export async function* readSeries(lines: AsyncIterable<string>, name: string): AsyncGenerator<SeriesPoint> {
  let columns: { readonly timestamp: number; readonly value: number } | undefined;
  let number = 0;
  for await (const line of lines) {
    number++;
    const text = number === 1 ? line.replace(/^\ufeff/, '') : line;
    if (text.trim() === '') continue;
    const cells = text.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    const place = `${name}, line ${number}`;
    if (columns === undefined) columns = columnsOf(cells, place);
    else yield pointOf(cells[columns.timestamp], cells[columns.value], place);
  }
  if (columns === undefined) throw bad(name, 'has no line', 'It needs a head "timestamp,value" and a row per value.');
}

function columnsOf(cells: readonly string[], place: string) {
  const columns = { timestamp: cells.indexOf('timestamp'), value: cells.indexOf('value') };
  if (columns.timestamp >= 0 && columns.value >= 0) return columns;
  throw bad(
    place,
    `names the columns "${cells.join(',')}"`,
    'The head must name the columns "timestamp" and "value", with commas between.',
  );
}

function pointOf(timestamp: string | undefined, value: string | undefined, place: string): SeriesPoint {
  if (timestamp === undefined || value === undefined) {
    throw bad(place, 'ends before the columns "timestamp" and "value"', 'Complete the row or remove it.');
  }
  const timeMs = momentOf(timestamp);
  if (timeMs === undefined) {
    throw bad(place, `has the timestamp "${timestamp}"`, 'Write times like 2026-09-14 13:40:00 or 2026-09-14T13:40:00Z.');
  }
  const amount = value === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(amount)) {
    throw bad(place, `has the value "${value}"`, 'Values are numbers with a point, such as 12.5; remove rows without one.');
  }
  return { timestamp, timeMs, value: amount };
}

function momentOf(text: string): number | undefined {
  const match = MOMENT.exec(text);
  if (match === null) return undefined;
  const [, day, time, zone = 'Z'] = match;
  const timeMs = Date.parse(`${day}T${time}${zone}`);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

function bad(place: string, finding: string, advice: string): AppError {
  return new AppError('UNREADABLE_SOURCE', `${place} ${finding}. The series cannot be read on from there. ${advice}`);
}
