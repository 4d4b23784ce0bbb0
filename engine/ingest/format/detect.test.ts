import { expect, test } from 'vitest';
import { levelAt } from '../../base/level.ts';
import { LineScan, type MaskMessage } from '../../base/line-scan.ts';
import { isoOfUs } from '../../base/time.ts';
import { isContinuation } from './continuation.ts';
import { detectFormat } from './detect.ts';
import { loadCatalog } from './load-catalog.ts';
import { sampleText } from './sample.ts';
import { createFallback, createScanner, multilineOf } from './scanner.ts';
import { zoneOffsets } from './zone.ts';

const catalog = loadCatalog(new URL('../../../resources/formats/', import.meta.url));
const context = { zone: zoneOffsets('UTC'), referenceTimeUs: Date.UTC(2026, 8, 20) * 1000, mask: (() => {}) satisfies MaskMessage };

function detect(lines: readonly string[], forced?: string) {
  const bytes = Buffer.from(lines.join('\n'));
  return detectFormat(bytes, sampleText(bytes, true, 'a.log', false), catalog, context, forced);
}

/** One text a line: `time level service message`, `+` for a joined line, `? …` for one that does not fit. */
function read(lines: readonly string[], forced?: string): string[] {
  const { definition, roles } = detect(lines, forced);
  const scanner = createScanner(definition, roles, context);
  const fallback = createFallback(context);
  const multiline = multilineOf(definition, roles);
  const scan = new LineScan();
  return lines.map((line) => {
    const bytes = Buffer.from(line);
    if (multiline === 'indented' && isContinuation(bytes, 0, bytes.length)) return '+';
    const fits = scanner.scan(bytes, 0, bytes.length, scan);
    if (!fits && multiline === 'unmatched') return '+';
    if (!fits) fallback.scan(bytes, 0, bytes.length, scan);
    const { level, service } = (fits ? scanner : fallback).describe(bytes, 0, bytes.length, scan);
    const time = Number.isNaN(scan.timeUs) ? '-' : isoOfUs(scan.timeUs).slice(11, 23);
    return `${fits ? '' : '? '}${time} ${levelAt(level)} ${service ?? '-'} ${bytes.subarray(scan.messageStart, scan.messageEnd)}`;
  });
}

test('a stack trace, a statement over several lines and a broken beginning join; a line with a time of another form stays a record', () => {
  expect(
    read([
      '    at leftover.Line(Foo.java:1)',
      '2026-09-14 13:40:00,123 ERROR [main] c.e.App: boom',
      'java.lang.IllegalStateException: pool',
      '\tat c.e.App.main(App.java:7)',
      'Caused by: java.io.IOException: x',
      '\t... 7 more',
      '2026-09-14 13:40:01,123 INFO [main] c.e.App: select *',
      'from orders',
      'where id = 7',
      '2026-09-14 13:40:02,123 WARN something odd',
    ]),
  ).toEqual([
    '+',
    '13:40:00.123 ERROR - boom',
    '+',
    '+',
    '+',
    '+',
    '13:40:01.123 INFO - select *',
    '+',
    '+',
    '13:40:02.123 WARN - something odd',
  ]);
});

test('lines that do not fit a format of single lines keep their time and level', () => {
  expect(
    read([
      '{"ts":"2026-09-14T13:40:00Z","level":"info","service":"web","msg":"up and running"}',
      '2026-09-14 13:40:01 [error] panic while writing JSON',
      '\tgoroutine 1 [running]',
      '{"ts":"2026-09-14T13:40:02Z","level":"warn","service":"web","msg":"slow request here"}',
    ]),
  ).toEqual([
    '13:40:00.000 INFO web up and running',
    '? 13:40:01.000 ERROR - panic while writing JSON',
    '+',
    '13:40:02.000 WARN web slow request here',
  ]);
});

test('a container log with JSON in it is read to the bottom; its other lines as text', () => {
  const lines = [
    '2026-09-01T10:00:01.250000001Z stderr F {"level":"info","time":"2026-09-01T10:00:01Z","msg":"listening","service":"web","port":80}',
    '2026-09-01T10:00:02.250000001Z stdout F panic: runtime error',
    '2026-09-01T10:00:03.250000001+02:00 stdout F {"broken',
  ];
  expect(read(lines)).toEqual([
    '10:00:01.250 INFO web listening',
    '10:00:02.250 FATAL - panic: runtime error',
    '08:00:03.250 UNSET - {"broken',
  ]);
  expect(detect(lines)).toMatchObject({ roles: { inner: { level: 'level', message: 'msg', service: 'service' } }, timesNameZone: true });
});

test('a field that differs in every line is a variable, whatever its definition says', () => {
  const hosts = Array.from({ length: 100 }, (_, i) => `Sep 14 13:40:00 host-${i} sshd[${i}]: Connection closed`);
  expect(detect(hosts).roles.varying).toEqual(['host']);
  expect(detect(hosts.map((line) => line.replace(/host-\d+/, 'web-1'))).roles.varying).toBeUndefined();
});

test('where most lines are indented, indentation joins nothing', () => {
  const lines = Array.from({ length: 10 }, (_, i) => `  step ${i} done`);
  expect(read(lines)).toEqual(lines.map((line) => `- UNSET - ${line}`));
});

test('fields of JSON are found by name, by content and below other fields', () => {
  const roles = (...lines: object[]) => {
    const { time, level, message, service, levelNumbers } = detect(lines.map((line) => JSON.stringify(line))).roles;
    return [time, level, message, service, levelNumbers];
  };
  expect(roles({ '@timestamp': '2026-09-14T13:40:00Z', 'log.level': 'WARN', message: 'a b c', service: { name: 'pay' } })).toEqual([
    '@timestamp',
    'log.level',
    'message',
    'service.name',
    undefined,
  ]);
  expect(roles({ time: 1789393200123, level: 30, name: 'api', msg: 'a b c' })).toEqual(['time', 'level', 'msg', 'name', 'pino']);
  expect(roles({ __REALTIME_TIMESTAMP: '1789393200123456', PRIORITY: '3', SYSLOG_IDENTIFIER: 'sshd', MESSAGE: 'a b c' })).toEqual([
    '__REALTIME_TIMESTAMP',
    'PRIORITY',
    'MESSAGE',
    'SYSLOG_IDENTIFIER',
    'syslog',
  ]);
  expect(
    roles(
      { when_: '2026-09-14T13:40:00Z', how: 'ERROR', what: 'the quick brown fox jumps' },
      { when_: '2026-09-14T13:40:01Z', how: 'INFO', what: 'over the lazy dog today' },
    ),
  ).toEqual(['when_', 'how', 'what', undefined, undefined]);
});

test('words that only sound like levels are none; marked and upper-case ones are', () => {
  const levels = (...messages: string[]) =>
    messages.map((message) => read([`2026-09-14 13:40:00 ${message}`], 'plain-timestamp')[0].split(' ')[1]);
  expect(
    levels(
      'no error found',
      'all is fine',
      'Errors: 0',
      'A connection was made',
      'the ERROR page was shown',
      '[warn] disk',
      'error: no space',
      'level=debug x',
      'INFO/Main up',
      '<Critical> x',
    ),
  ).toEqual(['UNSET', 'UNSET', 'UNSET', 'UNSET', 'ERROR', 'WARN', 'ERROR', 'DEBUG', 'INFO', 'FATAL']);
});

test('a message that begins with a word for a level keeps it, and the level before it', () => {
  expect(
    read([
      '2026-01-31 12:00:10 INFO Failed password for ann',
      '2026-01-31 12:00:11 INFO Error while closing',
      '2026-01-31 12:00:12 INFO Debug mode is on',
    ]),
  ).toEqual([
    '12:00:10.000 INFO - Failed password for ann',
    '12:00:11.000 INFO - Error while closing',
    '12:00:12.000 INFO - Debug mode is on',
  ]);
  expect(read(['2026-01-31 12:00:10 myapp.db ERROR cannot open', '2026-01-31 12:00:11 myapp.web INFO ready'])).toEqual([
    '12:00:10.000 ERROR - cannot open',
    '12:00:11.000 INFO - ready',
  ]);
});

test('in a long sample a format that few lines have, spread or at the end, does not hide the one that most have', () => {
  const common = (index: number) => `2026-09-14 13:40:${String(index % 60).padStart(2, '0')},123 INFO [main] c.e.App: step ${index}`;
  const rare = (index: number) => `{"ts":"2026-09-14T13:40:00Z","level":"info","msg":"step ${index}"}`;
  const spread = Array.from({ length: 2_000 }, (_, index) => (index % 10 === 3 ? rare(index) : common(index)));
  const atEnd = Array.from({ length: 2_000 }, (_, index) => (index < 1_300 ? common(index) : rare(index)));
  for (const [lines, matched] of [
    [spread, 1_800],
    [atEnd, 1_300],
  ] as const) {
    const { definition, matchedLines, sampledLines } = detect(lines);
    expect([definition.id, matchedLines, sampledLines]).toEqual(['log4j', matched, 2_000]);
  }
  expect(detect(atEnd).runnerUp?.matchedLines).toBeGreaterThanOrEqual(700);
});

test('an empty sample and a sample of one line are read as something', () => {
  expect(detect(['hello']).definition.id).toBe('plain');
  expect(detect(['']).definition.id).toBe('plain');
});

test('a date with the day first is told by the lines that can have no other meaning', () => {
  const monthOf = (...lines: string[]) => {
    const bytes = Buffer.from(lines[0]);
    const { definition, roles } = detect(lines);
    const scan = new LineScan();
    createScanner(definition, roles, context).scan(bytes, 0, bytes.length, scan);
    return isoOfUs(scan.timeUs).slice(0, 10);
  };
  expect(monthOf('04/09/2026 13:40:00 a', '05/09/2026 13:40:00 b')).toBe('2026-04-09');
  expect(monthOf('04/09/2026 13:40:00 a', '14/09/2026 13:40:00 b')).toBe('2026-09-04');
});

test('long values cost no more than their length', () => {
  const lines = Array.from({ length: 300 }, (_, i) =>
    JSON.stringify({ ts: '2026-09-14T13:40:00Z', msg: `part ${i} of it`, blob: 'A'.repeat(3_000) }),
  );
  const { definition, matchedLines } = detect(lines);
  expect([definition.id, matchedLines]).toEqual(['json-lines', 300]);
});
