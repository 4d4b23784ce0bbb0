import { expect, test } from 'vitest';
import { isoOfUs } from '../../base/time.ts';
import { TimestampReader } from './timestamp.ts';
import { namesZone, renderTimestamp, TIMESTAMP_PATTERNS } from './timestamp-layout.ts';
import { zoneOffsets } from './zone.ts';

const reference = Date.UTC(2026, 8, 20) * 1000;
const reader = (zone = 'UTC', isDayFirst = false) =>
  new TimestampReader({ zone: zoneOffsets(zone), referenceTimeUs: reference, isDayFirst });

function read(text: string, zone?: string): string | undefined {
  const bytes = Buffer.from(text);
  const found = reader(zone);
  const ok = /^\d{10,19}(\.|$|[^\d])/.test(text) ? found.readEpoch(bytes, 0, bytes.length) : found.read(bytes, 0, bytes.length);
  if (!ok) return undefined;
  expect(Buffer.from(renderTimestamp(found.layout, found.timeUs)).toString()).toBe(text.slice(0, found.end));
  return `${isoOfUs(found.timeUs)} | ${text.slice(found.end)}`;
}

test.each([
  ['2026-09-14T13:40:00Z x', '2026-09-14T13:40:00.000Z |  x'],
  ['2026-09-14T13:40:00.123456Z', '2026-09-14T13:40:00.123456Z | '],
  ['2026-09-14T13:40:00.123456789Z', '2026-09-14T13:40:00.123456Z | 789Z'],
  ['2026-09-14T13:40:00.123456789+02:00', '2026-09-14T11:40:00.123456Z | 789+02:00'],
  ['2026-09-14 13:40:00,123 INFO', '2026-09-14T13:40:00.123Z |  INFO'],
  ['2026-09-14T13:40:00+02:00', '2026-09-14T11:40:00.000Z | '],
  ['2026-09-14 13:40:00.5 +0530 x', '2026-09-14T08:10:00.500Z |  x'],
  ['2026-09-14 13:40:00.123 UTC [7]', '2026-09-14T13:40:00.123Z |  [7]'],
  ['17/06/09 20:10:40 INFO', '2017-06-09T20:10:40.000Z |  INFO'],
  ['081109 203615 148', '2008-11-09T20:36:15.000Z |  148'],
  ['2005-06-03-15.42.50.675872 R02', '2005-06-03T15:42:50.675872Z |  R02'],
  ['Jun 14 15:16:01 combo', '2026-06-14T15:16:01.000Z |  combo'],
  ['Dec  1 06:55:46 LabSZ', '2025-12-01T06:55:46.000Z |  LabSZ'],
  ['03-17 16:13:38.811  1702', '2026-03-17T16:13:38.811Z |   1702'],
  ['14/Sep/2026:13:40:00 +0200]', '2026-09-14T11:40:00.000Z | ]'],
  ['Sun Dec 04 04:47:44 2005]', '2005-12-04T04:47:44.000Z | ]'],
  ['Sun Dec 04 04:47:44.123456 2005]', '2005-12-04T04:47:44.123456Z | ]'],
  ['Mon, 14 Sep 2026 13:40:00 GMT', '2026-09-14T13:40:00.000Z | '],
  ['1117838570 x', '2005-06-03T22:42:50.000Z |  x'],
  ['1117838570.25 x', '2005-06-03T22:42:50.250Z |  x'],
  ['1789393200123 x', '2026-09-14T13:40:00.123Z |  x'],
  ['1789393200123456789', '2026-09-14T13:40:00.123456Z | 789'],
])('%s is %s', (text, expected) => {
  expect(read(text)).toBe(expected);
});

test.each([
  '2026-13-14T13:40:00Z',
  '2026-02-30 10:00:00',
  '2026-09-14T24:00:00Z',
  'Mon Dec 04 04:47:44 2005',
  '2026-09-14',
  'hello world',
  '',
  '12345',
  '999999999999',
])('%j is no timestamp', (text) => {
  expect(read(text)).toBeUndefined();
});

test('a time without a zone is read in the zone asked for, over a clock change too', () => {
  expect(read('2026-07-01 12:00:00 x', 'Europe/Berlin')).toBe('2026-07-01T10:00:00.000Z |  x');
  expect(read('2026-01-01 12:00:00 x', 'Europe/Berlin')).toBe('2026-01-01T11:00:00.000Z |  x');
  expect(read('2026-01-01 12:00:00 x', '-03:30')).toBe('2026-01-01T15:30:00.000Z |  x');
  expect(() => zoneOffsets('Mars/Olympus')).toThrow('There is no time zone "Mars/Olympus".');
});

test('the layout knows whether the text names its zone', () => {
  const found = reader();
  const text = Buffer.from('2026-09-14T13:40:00Z 2026-09-14T13:40:00');
  found.read(text, 0, text.length);
  expect(namesZone(found.layout)).toBe(true);
  found.read(text, 21, text.length);
  expect(namesZone(found.layout)).toBe(false);
});

test('what is read is rendered back byte for byte, for random times, layouts and zones (seed 7)', () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed % below;
  };
  for (const zone of ['UTC', 'Europe/Berlin', 'America/St_Johns', '+05:45']) {
    const found = reader(zone);
    for (let round = 0; round < 3_000; round++) {
      const iso = new Date(
        Date.UTC(1990 + random(60), random(12), 1 + random(28), random(24), random(60), random(60), random(1000)),
      ).toISOString();
      const fraction = [
        '',
        `.${random(10)}`,
        `,${String(random(1000)).padStart(3, '0')}`,
        `.${String(random(1_000_000)).padStart(6, '0')}`,
      ][random(4)];
      const tail = ['', 'Z', '+02:00', '-0330', '+01', ' +0000', ' UTC'][random(7)];
      const text = `${iso.slice(0, 10)}${'T '[random(2)]}${iso.slice(11, 19)}${fraction}${tail}`;
      const bytes = Buffer.from(text);
      expect(found.read(bytes, 0, bytes.length)).toBe(true);
      expect(Buffer.from(renderTimestamp(found.layout, found.timeUs)).toString()).toBe(text.slice(0, found.end));
      expect(found.end).toBe(bytes.length);
    }
  }
});

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Writes a time in a pattern; undefined where the pattern cannot write that day. */
function written(pattern: string, time: Date, fraction: string, zone: string): string | undefined {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = time.getUTCDate();
  if (/[ej]/.test(pattern) && day > 9) return undefined;
  const codes: Record<string, string> = {
    Y: String(time.getUTCFullYear()),
    y: two(time.getUTCFullYear() % 100),
    M: two(time.getUTCMonth() + 1),
    b: MONTHS[time.getUTCMonth()],
    a: WEEKDAYS[time.getUTCDay()],
    D: two(day),
    e: two(day),
    d: String(day).padStart(2),
    j: String(day),
    H: two(time.getUTCHours()),
    m: two(time.getUTCMinutes()),
    s: two(time.getUTCSeconds()),
    f: fraction,
    z: zone,
  };
  return [...pattern].map((code) => codes[code] ?? code).join('');
}

test('every pattern is read as the time it was written from and rendered back, whatever was read before (seed 3)', () => {
  let seed = 3;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return (seed >>> 7) % below;
  };
  const usedReaders = [reader('UTC', false), reader('UTC', true)];
  for (let round = 0; round < 4_000; round++) {
    const pattern = TIMESTAMP_PATTERNS[1 + random(TIMESTAMP_PATTERNS.length - 1)];
    const hasYear = /[Yy]/.test(pattern);
    const time = new Date(
      Date.UTC(hasYear ? 1971 + random(90) : 2026, random(hasYear ? 12 : 8), 1 + random(28), random(24), random(60), random(60)),
    );
    if (pattern.includes('y') && time.getUTCFullYear() > 2069) continue;
    const digits = random(7);
    const fraction = digits === 0 ? '' : `${'.,'[random(2)]}${String(random(10 ** digits)).padStart(digits, '0')}`;
    const [zone, minutes] = (
      [
        ['', 0],
        ['Z', 0],
        ['+02:00', 120],
        ['-0330', -210],
        ['+01', 60],
        [' +0000', 0],
        [' UTC', 0],
        ['-00:00', 0],
        [' -0000', 0],
      ] as const
    )[random(9)];
    const text = written(pattern, time, pattern.includes('f') ? fraction : '', zone);
    if (text === undefined) continue;
    const line = Buffer.from(`${text} INFO x`);
    const isDayFirst = pattern.startsWith('D/M');
    for (const found of [usedReaders[isDayFirst ? 1 : 0], reader('UTC', isDayFirst)]) {
      expect([text, found.read(line, 0, line.length)]).toEqual([text, true]);
      expect(line.subarray(0, found.end).toString()).toBe(text);
      expect(Buffer.from(renderTimestamp(found.layout, found.timeUs)).toString()).toBe(text);
      const us = pattern.includes('f') && digits > 0 ? Number(fraction.slice(1).padEnd(6, '0')) : 0;
      expect(found.timeUs).toBe(time.getTime() * 1000 + us - (pattern.includes('z') ? minutes * 60_000_000 : 0));
    }
  }
});

test('random changes of a timestamp are refused or rendered back exactly (seed 5)', () => {
  let seed = 5;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return (seed >>> 7) % below;
  };
  const found = reader('Europe/Berlin');
  const alphabet = '0123456789 :.,-+/TZJanFebMonSun';
  for (let round = 0; round < 40_000; round++) {
    const pattern = TIMESTAMP_PATTERNS[1 + random(TIMESTAMP_PATTERNS.length - 1)];
    const text = written(
      pattern,
      new Date(Date.UTC(2026, random(12), 1 + random(9), random(24), random(60), random(60))),
      ['', '.5', ',123456789'][random(3)],
      ['', 'Z', '+02:00'][random(3)],
    );
    const line = Buffer.from(`${text} x`);
    line[random(line.length)] = alphabet.charCodeAt(random(alphabet.length));
    if (found.read(line, 0, line.length))
      expect(Buffer.from(renderTimestamp(found.layout, found.timeUs)).toString()).toBe(line.subarray(0, found.end).toString());
  }
});

test('times without a year are never later than a day after the reference', () => {
  const atNewYear = new TimestampReader({ zone: zoneOffsets('UTC'), referenceTimeUs: Date.UTC(2026, 0, 1, 0, 5) * 1000 });
  const yearOf = (text: string) => {
    const bytes = Buffer.from(text);
    expect(atNewYear.read(bytes, 0, bytes.length)).toBe(true);
    return isoOfUs(atNewYear.timeUs).slice(0, 10);
  };
  expect(['Dec 31 23:59:59', 'Jan  1 00:05:00', 'Jan  2 00:00:00', 'Jan  3 00:00:00', 'Feb 29 12:00:00'].map(yearOf)).toEqual([
    '2025-12-31',
    '2026-01-01',
    '2026-01-02',
    '2025-01-03',
    '2024-02-29',
  ]);
});

test('a reader that remembers the last time reads the next one as a fresh one does', () => {
  const dates = [
    '2026-09-14T13:40:',
    '2026-09-14 13:40:',
    '2026-09-14 13:41:',
    '14/Sep/2026:13:40:',
    'Sep 14 13:40:',
    'Sep  4 13:40:',
    '2026/09/14 23:59:',
  ];
  const seconds = ['00', '07', '59', '60', '6a', '5'];
  const fractions = ['', '.1', '.123', ',123', '.12x', '.123456', '.123456789'];
  const zones = ['', 'Z', '+02:00', '+0200', '+02', '-00:00', ' +0200', ' UTC', ' GMT', ' UTX', '+1'];
  const behind = ['', ' ', ' x', ']', '\tx', ' 5', ' -', ' +0100 x', '5', ' Up', ' GMT+1', ':00', 'Z'];
  let state = 7;
  const pick = <T>(from: readonly T[]): T => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return from[(state >>> 8) % from.length];
  };
  for (const zone of ['UTC', 'Europe/Berlin']) {
    let remembering = reader(zone);
    for (let round = 0; round < 3_000; round++) {
      if (round % 50 === 0) remembering = reader(zone);
      // Few forms in a row, so that times do repeat.
      const form = [pick(dates), pick(fractions), pick(zones)];
      for (let repeat = 0; repeat < 3; repeat++) {
        const text = form[0] + pick(seconds) + form[1] + form[2] + pick(behind);
        const bytes = Buffer.from(text);
        const fresh = reader(zone);
        const expected = fresh.read(bytes, 0, bytes.length) ? [fresh.timeUs, fresh.layout, fresh.end] : 'none';
        const found = remembering.read(bytes, 0, bytes.length) ? [remembering.timeUs, remembering.layout, remembering.end] : 'none';
        expect(found, text).toEqual(expected);
      }
    }
  }
});
