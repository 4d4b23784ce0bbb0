import { expect, test } from 'vitest';
import { formatBytes } from './bytes.ts';
import { formatCount, formatFactor, formatPercent, formatShare, formatShortCount, plural } from './count.ts';
import { formatBucket, formatDuration, formatRemaining, formatSpan } from './duration.ts';
import { createTimeFormat } from './time.ts';

const locale = 'en-GB';
const US = 1_000_000;
const at = (iso: string): number => Date.parse(iso) * 1000;

test('counts keep all digits up to 9,999,999 and three significant ones above', () => {
  const counts = [0, 214, 41_207, 9_999_999, 10_000_000, 23_866_596, 118_000_000, 1_260_000_000, 999_600_000];
  expect(counts.map((count) => formatCount(count, { locale }))).toEqual([
    '0',
    '214',
    '41,207',
    '9,999,999',
    '10M',
    '23.9M',
    '118M',
    '1.26B',
    '1B',
  ]);
});

test('an unknown count is a dash, a negative one has a real minus, a partial one a plus', () => {
  expect([formatCount(undefined), formatCount(-3), formatCount(14_787, { partial: true, locale })]).toEqual(['–', '\u22123', '14,787+']);
});

test('badges are short from ten thousand on', () => {
  expect([96, 7_898_742, 988_240, 42_118].map((count) => formatShortCount(count, { locale }))).toEqual(['96', '7.9M', '988k', '42.1k']);
});

test('a share never claims all or nothing unless it is', () => {
  const shares = [0, 0.00001, 0.0052, 0.012, 0.381, 0.9999, 1];
  expect(shares.map((share) => formatPercent(share, locale))).toEqual(['0%', '<0.01%', '0.52%', '1.2%', '38.1%', '>99.9%', '100%']);
  expect(formatShare(1, 0)).toBe('–');
});

test('factors lose their decimals from ten on', () => {
  expect([480, 9.34, 0.1, 0.04].map((factor) => formatFactor(factor, locale))).toEqual(['480×', '9.3×', '0.1×', '<0.1×']);
});

test('one of a thing is singular', () => {
  expect([plural(1, 'file'), plural(3, 'file')]).toEqual(['1 file', '3 files']);
});

test('bytes are decimal with three digits, binary on demand', () => {
  expect([0, 700, 2_100, 11_900_000, 6_350_000_000].map((bytes) => formatBytes(bytes, { locale }))).toEqual([
    '0 B',
    '700 B',
    '2.1 kB',
    '11.9 MB',
    '6.35 GB',
  ]);
  expect(formatBytes(1_048_576, { binary: true, locale })).toBe('1 MiB');
});

test('durations show at most two units', () => {
  expect([0, 0.25, 11, 5_000, 12_340, 1_293_000, 16_200_000, 180_000_000].map(formatDuration)).toEqual([
    '0 ms',
    '250 µs',
    '11 ms',
    '5.00 s',
    '12.3 s',
    '21 min 33 s',
    '4 h 30 min',
    '2 days 2 h',
  ]);
});

test('spans of investigations are whole units where they fit', () => {
  const minute = 60 * US;
  expect([100 * minute, 270 * minute, 1_440 * minute, 2_880 * minute, 44_640 * minute].map(formatSpan)).toEqual([
    '100 min',
    '4 h 30 min',
    '24 h',
    '2 days',
    '31 days',
  ]);
});

test('buckets and remaining times are plain', () => {
  expect([10_000, 50 * US, 60 * US, 21_600 * US, 86_400 * US].map(formatBucket)).toEqual(['10 ms', '50 s', '1 min', '6 h', '1 day']);
  expect([400, 6_000, 120_000].map(formatRemaining)).toEqual(['less than 1 s', '6 s', '2 min']);
});

const now = at('2026-11-23T12:00:00Z');
const utc = createTimeFormat('utc', () => now);

test('times are 24-hour with milliseconds, microseconds only where there are any', () => {
  const us = at('2026-09-14T14:31:07.214Z');
  expect([utc.time(us), utc.time(us + 503), utc.second(us), utc.minute(us), utc.time(undefined)]).toEqual([
    '14:31:07.214',
    '14:31:07.214503',
    '14:31:07',
    '14:31',
    '–',
  ]);
});

test('the year shows only from eleven months away', () => {
  expect([utc.date(at('2026-09-14T00:00:00Z')), utc.date(at('2024-09-14T00:00:00Z'))]).toEqual(['14 Sep', '14 Sep 2024']);
});

test('a range repeats the date only when it ends on another day', () => {
  const from = at('2026-09-14T13:40:00Z');
  expect(utc.range(from, from + 6_000 * US)).toBe('14 Sep 13:40:00 – 15:20:00');
  expect(utc.range(from, from + 86_400 * US)).toBe('14 Sep 13:40:00 – 15 Sep 13:40:00');
});

test('a span in short has minutes within a day, days within a year, years beyond', () => {
  const from = at('2024-09-14T13:40:00Z');
  expect(utc.span(from, from + 6_000 * US)).toBe('13:40 – 15:20');
  expect(utc.span(from, from + 6_000 * US - 25_000)).toBe('13:40 – 15:20');
  expect(utc.span(from, from + 4 * US)).toBe('13:40:00 – 13:40:04');
  expect(utc.span(from, from + 2 * 86_400 * US)).toBe('14 Sep – 16 Sep');
  expect([utc.mark(from, 6_000 * US), utc.mark(from, 2 * 86_400 * US)]).toEqual(['13:40', '14 Sep 2024']);
  expect(utc.span(from, from + 900 * 86_400 * US)).toBe('2024 – 2027');
  expect([utc.dayWithin(from, 86_400 * US), utc.dayWithin(from, 900 * 86_400 * US)]).toEqual(['14 Sep', 'Sep 2024']);
});

test('another zone moves the clock and its summer time with it', () => {
  const berlin = createTimeFormat('Europe/Berlin', () => now);
  expect([berlin.minute(at('2026-03-29T00:59:00Z')), berlin.minute(at('2026-03-29T01:00:00Z'))]).toEqual(['01:59', '03:00']);
  expect(berlin.iso(at('2026-07-01T10:00:00Z'))).toBe('2026-07-01T12:00:00.000+02:00');
  expect(berlin.day(at('2026-07-01T22:30:00Z'))).toBe(utc.day(at('2026-07-02T12:00:00Z')));
});

test('an unknown zone falls back to UTC instead of failing', () => {
  expect(createTimeFormat('Mars/Olympus', () => now).zoneName).toBe('UTC');
});

test('how long ago becomes a day and then a date', () => {
  const ago = [0.5, 12, 300, 2 * 1_440, 20 * 1_440].map((minutes) => utc.ago(now - minutes * 60 * US));
  expect(ago).toEqual(['just now', '12 min ago', '5 h ago', 'Sat 12:00', '3 Nov']);
});
