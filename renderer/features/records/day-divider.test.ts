import { expect, test } from 'vitest';
import { createTimeFormat } from '../../format/time.ts';
import { dayDivider } from './day-divider.ts';

const us = (text: string): number => Date.parse(text) * 1000;
const NOW = us('2026-09-20T00:00:00Z');
const utc = createTimeFormat('utc', () => NOW);
const berlin = createTimeFormat('Europe/Berlin', () => NOW);

test('midnight of the shown zone divides, not midnight elsewhere', () => {
  const [before, after] = [us('2026-09-14T21:59:59Z'), us('2026-09-14T22:00:00Z')];
  expect([dayDivider(before, after, utc), dayDivider(before, after, berlin)]).toEqual([undefined, '15 Sep']);
});

test('a list that begins with the newest record is divided as well', () => {
  expect(dayDivider(us('2026-09-15T00:00:01Z'), us('2026-09-14T23:59:59Z'), utc)).toBe('14 Sep');
});

test('days without a record are counted', () => {
  const [first, last] = [us('2026-09-14T12:00:00Z'), us('2026-09-17T12:00:00Z')];
  expect(dayDivider(first, last, utc)).toBe('17 Sep, after 2 days without a record');
  expect(dayDivider(last, first, utc)).toBe('14 Sep, before 2 days without a record');
});

test('rows without a time divide nothing', () => {
  expect([dayDivider(undefined, NOW, utc), dayDivider(NOW, undefined, utc), dayDivider(NOW, NOW, utc)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
