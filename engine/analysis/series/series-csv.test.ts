import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { isAppError } from '../../base/app-error.ts';
import { readSeries, type SeriesPoint } from './series-csv.ts';

async function pointsOf(text: string): Promise<SeriesPoint[]> {
  const points: SeriesPoint[] = [];
  for await (const point of readSeries(Readable.from(text.split('\n')), 'in.csv')) points.push(point);
  return points;
}

test('columns are found by name, times without a zone are UTC, the timestamp stays as it was written', async () => {
  const text = '\ufeffhost, value ,timestamp\n\nweb,1.5,2014-04-01 00:05:00\nweb,-2e3,"2014-04-01T02:10:00.250+02:00"\n';
  expect(await pointsOf(text)).toEqual([
    { timestamp: '2014-04-01 00:05:00', timeMs: Date.UTC(2014, 3, 1, 0, 5), value: 1.5 },
    { timestamp: '2014-04-01T02:10:00.250+02:00', timeMs: Date.UTC(2014, 3, 1, 0, 10, 0, 250), value: -2_000 },
  ]);
});

test.each([
  ['', 'in.csv has no line', 'head "timestamp,value"'],
  ['time;value\n', 'in.csv, line 1 names the columns "time;value"', 'with commas between'],
  ['timestamp,value\n2014-04-01 00:00,1\n2014-04-01\n', 'line 3 ends before the columns', 'Complete the row'],
  ['timestamp,value\nyesterday,1\n', 'line 2 has the timestamp "yesterday"', '2026-09-14T13:40:00Z'],
  ['timestamp,value\n2014-13-01 00:00:00,1\n', 'line 2 has the timestamp "2014-13-01 00:00:00"', 'Write times like'],
  ['timestamp,value\n2014-04-01 00:00:00,\n', 'line 2 has the value ""', 'remove rows without one'],
  ['timestamp,value\n2014-04-01 00:00:00,NaN\n', 'line 2 has the value "NaN"', 'numbers with a point'],
])('%j is refused: where, what was found, what to do', async (text, finding, advice) => {
  const message = await pointsOf(text).then(
    () => 'nothing was refused',
    (error: unknown) => (isAppError(error, 'UNREADABLE_SOURCE') ? error.message : String(error)),
  );
  expect([message.includes(finding), message.includes(advice)], message).toEqual([true, true]);
});
