import { expect, test } from 'vitest';
import type { Pattern } from '#contract/explore.ts';
import type { Investigation, Source } from '#contract/investigations.ts';
import { isEnabled } from '../../app/commands.ts';
import { createSessionStore } from '../../app/stores/session.ts';
import { createNewest } from './newest-patterns.ts';
import {
  bytesRead,
  expectedTotal,
  handOver,
  mayBegin,
  percentOf,
  quarter,
  readingTitle,
  shareOfSources,
  sourceFacts,
  zoneHint,
} from './progress-words.ts';
import { lanes, niceMax } from './stacked-lanes.ts';
import { stopCommands } from './stop-commands.ts';

const plain: Source = {
  id: 1,
  path: '/var/log/a.log',
  name: 'a.log',
  state: 'reading',
  format: 'logfmt',
  formatTitle: 'logfmt',
  formatReason: '',
  encoding: 'utf-8',
  compression: 'none',
  sizeBytes: 1_000_000,
  consumedBytes: 250_000,
  bytes: 250_000,
  lines: 1_000,
  records: 990,
  continuation: 10,
  skipped: 0,
  unparsed: 0,
  untimed: 0,
  truncated: 0,
  timeZone: 'UTC',
  timesNameZone: false,
  elapsedMs: 10,
  linesPerSecond: 1,
  patterns: 3,
};
const packed: Source = { ...plain, id: 2, name: 'b.gz', compression: 'gzip', sizeBytes: 100_000, consumedBytes: 50_000, bytes: 600_000 };
const investigation = (sources: readonly Source[], more: Partial<Investigation> = {}): Investigation => ({
  id: 'x',
  name: 'x',
  path: '',
  fileBytes: 0,
  createdUs: 0,
  sources: [...sources],
  totals: {
    bytes: 0,
    lines: 0,
    records: 0,
    continuation: 0,
    skipped: 0,
    unparsed: 0,
    untimed: 0,
    truncated: 0,
    patterns: 0,
    byLevel: { UNSET: 0, TRACE: 0, DEBUG: 0, INFO: 0, WARN: 0, ERROR: 0, FATAL: 0 },
  },
  complete: false,
  reading: true,
  ...more,
});

test('the whole is known for plain files and about for packed ones', () => {
  expect(expectedTotal(investigation([plain]))).toEqual({ bytes: 1_000_000, about: false });
  expect(expectedTotal(investigation([plain, packed]))).toEqual({ bytes: 2_200_000, about: true });
});

test('what a file says about its bytes depends on its state', () => {
  expect(bytesRead(plain, false)).toEqual(['250 kB', 'of 1 MB']);
  expect(bytesRead(packed, false)).toEqual(['600 kB', 'of about 1.2 MB']);
  expect(bytesRead({ ...packed, state: 'done' }, false)).toEqual(['600 kB', '100 kB packed']);
  expect(bytesRead({ ...plain, state: 'skipped' }, false)).toEqual(['–', '']);
});

test('what did not fit is said beside the records', () => {
  expect(sourceFacts({ ...plain, state: 'done', unparsed: 2, untimed: 4 })).toBe(
    '990 records, 10 lines joined, 2 kept as plain text, 4 without a time',
  );
  expect(sourceFacts({ ...plain, state: 'skipped', problem: { code: 'BINARY_SOURCE', message: 'Binary data, not a log' } })).toBe(
    'Skipped: binary data, not a log',
  );
});

test('100 % is never shown before the end', () => {
  expect([percentOf(0.9999), percentOf(1), quarter(0.74), quarter(0.99), quarter(undefined)]).toEqual([99, 100, 50, 75, 0]);
});

test('a stopped investigation knows how much was read', () => {
  expect(
    shareOfSources(
      investigation(
        [
          { ...plain, state: 'stopped' },
          { ...plain, id: 2, state: 'skipped' },
        ],
        { reading: false },
      ),
    ),
  ).toBe(0.25);
});

test('Investigate opens by itself only when nobody touched the screen for two seconds', () => {
  expect([handOver(10, undefined, 9_000), handOver(10, 6_500, 9_000), handOver(10, 8_000, 9_000), handOver(0, undefined, 9_000)]).toEqual([
    'open',
    'open',
    'ready',
    'stay',
  ]);
});

test('working may begin at ten thousand records or when all is read', () => {
  const of = (records: number, reading: boolean): boolean =>
    mayBegin({ ...investigation([], { reading }), totals: { ...investigation([]).totals, records } });
  expect([of(9_999, true), of(10_000, true), of(5, false), of(0, false)]).toEqual([false, true, true, false]);
});

test('the heading says what was read', () => {
  const done: Source = { ...plain, state: 'done' };
  expect(readingTitle(investigation([plain]))).toBe('Reading 1 file');
  expect(readingTitle(investigation([done, done], { reading: false }))).toBe('2 files read');
  expect(readingTitle(investigation([done, { ...plain, state: 'failed' }], { reading: false }))).toBe('1 of 2 files read');
  expect(readingTitle(investigation([done, { ...plain, state: 'stopped' }], { reading: false }))).toBe('Reading was stopped');
});

test('a zone that does not fit the other files is told by the hours it is off', () => {
  const hour = 3_600_000_000;
  const other: Source = { ...plain, id: 2, range: { fromUs: 0, untilUs: 10 * hour } };
  const clock = (us: number): string => `${us / hour} h`;
  const hint = (untilUs: number) => zoneHint({ ...plain, range: { fromUs: 0, untilUs } }, [other], clock);
  expect(hint(10 * hour)).toMatchObject({ fits: true });
  expect(hint(8 * hour)?.words).toContain('2 h earlier');
  expect(hint(8.3 * hour)).toBeUndefined();
  expect(zoneHint({ ...plain, timesNameZone: true, range: { fromUs: 0, untilUs: 8 * hour } }, [other], clock)).toBeUndefined();
});

test('patterns that were there first are oldest, later ones say since when', () => {
  const pattern = (id: string): Pattern => ({
    id,
    parts: [],
    template: id,
    level: 'INFO',
    levels: {},
    services: [],
    variables: 0,
    count: 1,
    bytes: 1,
    trend: { kind: 'steady' },
    spark: [],
  });
  const newest = createNewest();
  newest.update([pattern('a'), pattern('b')], 1_000);
  newest.update([pattern('a'), pattern('b'), pattern('c')], 2_000);
  const shown = newest.update([pattern('a'), pattern('b'), pattern('c'), pattern('d')], 5_000);
  expect(shown.map(({ pattern: { id }, ago }) => [id, ago])).toEqual([
    ['d', 'now'],
    ['c', '3 s ago'],
    ['a', ''],
    ['b', ''],
  ]);
});

test('stacked bars stand on each other and end at a round number', () => {
  expect([0, 7, 23, 61_000, 100].map(niceMax)).toEqual([2, 8, 30, 80_000, 100]);
  const { max, paths } = lanes({ ERROR: [1, 0], INFO: [3, 4] }, ['ERROR', 'INFO'], { left: 0, width: 4, bottom: 40, height: 40 });
  expect(max).toBe(4);
  expect(paths).toEqual([
    { level: 'ERROR', path: 'M0 40v-10h2v10' },
    { level: 'INFO', path: 'M0 30v-30h2v30M2 40v-40h2v40' },
  ]);
});

test('reading can be stopped while it goes on, and a stopped file can be read again when nothing is read', () => {
  const session = createSessionStore();
  const done: string[] = [];
  const commands = stopCommands(session, {
    stopReading: async () => void done.push('stop'),
    continueReading: async () => void done.push('again'),
  });
  const offered = (): string[] => commands.filter(isEnabled).map(({ id }) => id);
  expect(offered()).toEqual([]);
  session.opened(investigation([plain], { reading: true }), 'investigate');
  expect(offered()).toEqual(['reading.stop-here']);
  session.opened(investigation([{ ...plain, state: 'stopped' }, packed], { reading: true }), 'investigate');
  expect(offered()).toEqual(['reading.stop-here']);
  session.opened(investigation([{ ...plain, state: 'stopped' }, packed], { reading: false }), 'investigate');
  expect(offered()).toEqual(['reading.again']);
  for (const command of commands) command.run();
  expect(done).toEqual(['stop', 'again']);
});
