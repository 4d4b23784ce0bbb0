import { expect, test } from 'vitest';
import type { LineScanner } from '../../base/line-scan.ts';
import { NO_TIME } from '../../base/time.ts';
import { type LineCounts, MAX_LINE_BYTES, noLines, RecordSplitter, type SplitRules } from './record-splitter.ts';

/** A tiny format: a line is `<digits> text`; the digits are the time. */
const stamped: LineScanner = {
  scan(bytes, start, end, into) {
    into.reset(start, end);
    let at = start;
    while (at < end && bytes[at] >= 0x30 && bytes[at] <= 0x39) at++;
    if (at === start || bytes[at] !== 0x20) return false;
    into.timeUs = Number(Buffer.from(bytes.subarray(start, at)).toString());
    return true;
  },
  describe: () => ({ slotNames: [], fields: [], level: 0, service: undefined }),
};
const anything: LineScanner = {
  scan(_bytes, start, end, into) {
    into.reset(start, end);
    return true;
  },
  describe: stamped.describe,
};
const isContinuation = (bytes: Uint8Array, start: number) => bytes[start] === 0x20 || bytes[start] === 0x09;
const unmatched: SplitRules = { scanner: stamped, fallback: anything, joinUnmatched: true, isContinuation };
const indented: SplitRules = { scanner: stamped, fallback: anything, joinUnmatched: false, isContinuation };

interface Row {
  readonly text: string;
  readonly offset: number;
  readonly line: number;
  readonly timeUs: number;
}

/** Feeds `text` in pieces of `chunk` bytes through a growing buffer, as the worker does. */
function split(
  text: string | Buffer,
  rules: SplitRules,
  chunk = 1 << 20,
  range: { from?: number; until?: number } = {},
): { rows: Row[]; counts: LineCounts } {
  const source = Buffer.from(text);
  const from = range.from ?? 0;
  const rows: Row[] = [];
  const total = noLines();
  const splitter = new RecordSplitter(
    rules,
    { record: () => true },
    { skipLeading: from > 0, stopAt: range.until ?? Number.POSITIVE_INFINITY, lastTimeUs: NO_TIME },
  );
  let start = from;
  if (from > 0 && source[from - 1] !== 0x0a) start = source.indexOf(0x0a, from) + 1 || source.length;
  let readUntil = start;
  while (!splitter.stopped) {
    readUntil = Math.min(source.length, readUntil + chunk);
    const buffer = source.subarray(start, readUntil);
    const atEnd = readUntil === source.length;
    const used = splitter.split(buffer, buffer.length, start, atEnd);
    expect(used).toBeLessThanOrEqual(buffer.length);
    for (let row = 0; row < splitter.rowCount; row++) {
      const end = Math.max(splitter.lineEnd[row], splitter.tailEnd[row]);
      const text = buffer.subarray(splitter.lineStart[row], end).toString();
      rows.push({
        text: text.length > 200 ? `${text.length} bytes` : text,
        offset: splitter.byteOffset[row],
        line: total.lines + splitter.line[row],
        timeUs: splitter.timeUs[row],
      });
    }
    for (const key of Object.keys(total) as (keyof LineCounts)[]) total[key] += splitter.counts[key];
    start += used;
    if (atEnd && start >= source.length) break;
  }
  return { rows, counts: total };
}

const log = '1 first\r\n\n2 second\n\tat here\n\n\tat there\nplain words\n3 third ünïcode\n\n\n4 last';

test('lines the format refuses join the record above, blank lines between records are skipped and counted', () => {
  expect(split(log, unmatched)).toEqual({
    rows: [
      { text: '1 first\r', offset: 0, line: 0, timeUs: 1 },
      { text: '2 second\n\tat here\n\n\tat there\nplain words', offset: 10, line: 2, timeUs: 2 },
      { text: '3 third ünïcode', offset: 51, line: 7, timeUs: 3 },
      { text: '4 last', offset: 71, line: 10, timeUs: 4 },
    ],
    counts: { lines: 11, records: 4, continuation: 4, skipped: 3, unparsed: 0, untimed: 0, truncated: 0 },
  });
});

test('where only indented lines join, a refused line is a record with the time of the line above', () => {
  const { rows, counts } = split(log, indented);
  expect(rows.map((row) => [row.text, row.timeUs])).toEqual([
    ['1 first\r', 1],
    ['2 second\n\tat here\n\n\tat there', 2],
    ['plain words', 2],
    ['3 third ünïcode', 3],
    ['4 last', 4],
  ]);
  expect(counts).toEqual({ lines: 11, records: 5, continuation: 3, skipped: 3, unparsed: 1, untimed: 1, truncated: 0 });
});

test.each([
  ['joining all', unmatched],
  ['joining indented', indented],
] as const)('the cut between buffers never shows (%s)', (_name, rules) => {
  const whole = split(log, rules);
  for (let chunk = 1; chunk < log.length; chunk++) expect(split(log, rules, chunk)).toEqual(whole);
});

test.each([
  ['joining all', unmatched],
  ['joining indented', indented],
] as const)('ranges that meet anywhere give every record once (%s)', (_name, rules) => {
  const bytes = Buffer.from(log);
  const whole = split(log, rules);
  for (let cut = 1; cut < bytes.length; cut++) {
    const left = split(log, rules, 7, { until: cut });
    const right = split(log, rules, 7, { from: cut });
    expect([...left.rows, ...right.rows].map((row) => [row.text, row.offset])).toEqual(whole.rows.map((row) => [row.text, row.offset]));
    expect(left.counts.lines + right.counts.lines).toBe(whole.counts.lines);
    expect(left.counts.skipped + right.counts.skipped).toBe(whole.counts.skipped);
  }
});

test('records before the first time take the first time there is', () => {
  expect(split('head\n7 a\ntail', indented).rows.map((row) => row.timeUs)).toEqual([7, 7, 7]);
  expect(split('no\ntimes', indented).rows.map((row) => row.timeUs)).toEqual([NO_TIME, NO_TIME]);
});

test('a line over the limit keeps its beginning, is counted as truncated, and the next line is whole', () => {
  const long = Buffer.concat([Buffer.from('1 a\n2 '), Buffer.alloc(5 * MAX_LINE_BYTES, 0x78), Buffer.from('\n3 c\n')]);
  const { rows, counts } = split(long, unmatched);
  expect(rows.map((row) => row.text)).toEqual(['1 a', `${MAX_LINE_BYTES} bytes`, '3 c']);
  expect(rows[2].offset).toBe(long.length - 4);
  expect(counts).toEqual({ lines: 3, records: 3, continuation: 0, skipped: 0, unparsed: 0, untimed: 0, truncated: 1 });
});

test('a source of blank lines only ends and counts them', () => {
  expect(split('\n'.repeat(1000), unmatched, 100).counts).toEqual({ ...noLines(), lines: 1000, skipped: 1000 });
});
