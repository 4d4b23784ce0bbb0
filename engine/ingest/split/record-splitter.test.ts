import { expect, test } from 'vitest';
import type { LineScanner } from '../../base/line-scan.ts';
import { NO_TIME } from '../../base/time.ts';
import { partOfStyle, unfinishedStream } from './parts.ts';
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
  let start = from;
  if (from > 0 && source[from - 1] !== 0x0a) start = source.indexOf(0x0a, from) + 1 || source.length;
  const splitter = new RecordSplitter(
    rules,
    { record: () => true },
    {
      skipLeading: from > 0,
      stopAt: range.until ?? Number.POSITIVE_INFINITY,
      lastTimeUs: NO_TIME,
      openStream: openStreamBefore(source, start, rules),
    },
  );
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

/** As a reader finds out that begins in the middle of a file: by the line above. */
function openStreamBefore(source: Buffer, start: number, { partOf }: SplitRules): number {
  if (start === 0 || partOf === undefined) return 0;
  const lineStart = start === 1 ? 0 : source.lastIndexOf(0x0a, start - 2) + 1;
  return unfinishedStream(partOf(source, lineStart, start - 1));
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

/** `<digits> stdout P text`, as containers write it. */
const inParts: SplitRules = { ...indented, partOf: partOfStyle('cri') };
const containerLog = [
  '1 stdout P alpha ',
  '2 stdout P beta ',
  '3 stdout F gamma',
  '4 stdout F alone',
  '5 stderr P one ',
  '6 stdout F between',
  '7 stderr F two',
  '8 stdout P before a blank',
  '',
  '9 stdout F after it',
  '10 stdout P with a stack',
  '\tat here',
  '11 stdout F no more of it',
  '12 stdout P the end is missing',
].join('\n');

test('parts of a line are one record, as long as they follow one another', () => {
  const { rows, counts } = split(containerLog, inParts);
  expect(rows.map(({ text, timeUs }) => [text, timeUs])).toEqual([
    ['1 stdout P alpha \n2 stdout P beta \n3 stdout F gamma', 1],
    ['4 stdout F alone', 4],
    ['5 stderr P one ', 5],
    ['6 stdout F between', 6],
    ['7 stderr F two', 7],
    ['8 stdout P before a blank', 8],
    ['9 stdout F after it', 9],
    ['10 stdout P with a stack\n\tat here', 10],
    ['11 stdout F no more of it', 11],
    ['12 stdout P the end is missing', 12],
  ]);
  expect(counts).toEqual({ lines: 14, records: 10, continuation: 3, skipped: 1, unparsed: 0, untimed: 0, truncated: 0 });
});

test('parts are joined alike however the source is cut into buffers and ranges', () => {
  const whole = split(containerLog, inParts);
  for (let cut = 1; cut < containerLog.length; cut++) {
    expect(split(containerLog, inParts, cut)).toEqual(whole);
    const left = split(containerLog, inParts, 7, { until: cut });
    const right = split(containerLog, inParts, 7, { from: cut });
    expect([...left.rows, ...right.rows].map((row) => [row.text, row.offset])).toEqual(whole.rows.map((row) => [row.text, row.offset]));
    expect(left.counts.lines + right.counts.lines).toBe(whole.counts.lines);
  }
});

test('parts without an end become further records at the limit, and none is lost', () => {
  const part = `1 stdout P ${'x'.repeat(16_384)}\n`;
  const { rows, counts } = split(part.repeat(200), inParts, 300_000);
  expect(counts).toMatchObject({ lines: 200, truncated: 0, skipped: 0, unparsed: 0 });
  expect(counts.records + counts.continuation).toBe(200);
  expect([rows.length, rows[1].timeUs]).toEqual([4, 1]);
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
