import { expect, test } from 'vitest';
import { IsoTimes, isoOfNanoseconds, usOfIso, zuluOf } from './time.ts';

test.each([
  ['2026-09-01T10:00:01.250001Z', 1_788_256_801_250_001],
  ['2026-09-01T10:00:01+00:00', 1_788_256_801_000_000],
  ['2026-09-01T12:00:01.2+02:00', 1_788_256_801_200_000],
  ['2026-09-01 10:00:01.999999999', 1_788_256_801_999_999],
])('%s is %i', (text, us) => {
  expect(usOfIso(text)).toBe(us);
});

test('what is no time is not a number', () => {
  expect(usOfIso('yesterday')).toBeNaN();
});

test('times end with Z, unless they name another zone', () => {
  expect(['2026-09-01 10:00:01', '2026-09-01T10:00:01.25+00:00', '2026-09-01T12:00:01+02:00', '2026-09-01T10:00:01Z'].map(zuluOf)).toEqual([
    '2026-09-01T10:00:01Z',
    '2026-09-01T10:00:01.25Z',
    '2026-09-01T12:00:01+02:00',
    '2026-09-01T10:00:01Z',
  ]);
});

test('nanoseconds keep all nine digits', () => {
  expect(isoOfNanoseconds('1788256801250000001')).toBe('2026-09-01T10:00:01.250000001Z');
});

test('times that follow one another are read as each by itself', () => {
  const times = new IsoTimes();
  const texts = [
    '2026-09-01T10:00:01.250001Z',
    '2026-09-01T10:00:59.9+00:00',
    '2026-09-01T10:01:00Z',
    '2026-09-01 10:01:07.25Z',
    '2026-09-01T12:00:01.2+02:00',
    '2026-09-01T10:01:07.123456789Z',
    '2026-09-01T10:01:0xZ',
    'yesterday, at 10 o’clock+00:00',
    '2026-09-01T10:01:07.Z',
  ];
  const us = (text: string) => times.us(Buffer.from(text), 0, Buffer.byteLength(text));
  expect(texts.map(us)).toEqual(texts.map(usOfIso));
});
