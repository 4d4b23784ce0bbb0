import { expect, test } from 'vitest';
import type { Level } from '../../base/level.ts';
import type { Deviation, DeviationKind } from './deviations.ts';
import { incidentsOf } from './incidents.ts';

const BUCKET_US = 5_000_000;

function deviationAt(second: number, kind: DeviationKind, level: Level, patternId: string, score = 0.6): Deviation {
  return {
    kind,
    watched: { patternId, level, counts: [] },
    fromUs: second * 1_000_000,
    untilUs: (second + 60) * 1_000_000,
    score,
    records: 10,
    perMinute: 10,
    usualPerMinute: 0,
  };
}

test('what begins soon after one another is one incident, what begins later is another', () => {
  const incidents = incidentsOf(
    [
      deviationAt(0, 'new', 'ERROR', 'a'),
      deviationAt(100, 'new', 'ERROR', 'b'),
      deviationAt(200, 'new', 'ERROR', 'c'),
      deviationAt(400, 'new', 'INFO', 'd'),
    ],
    BUCKET_US,
  );
  expect(incidents.map(({ deviations, fromUs, untilUs }) => [deviations.map(({ watched }) => watched.patternId), fromUs, untilUs])).toEqual(
    [
      [['a', 'b', 'c'], 0, 260_000_000],
      [['d'], 400_000_000, 460_000_000],
    ],
  );
});

test('the lead is the first warning that appeared, not what was restarted before it nor what it stopped', () => {
  const [incident] = incidentsOf(
    [
      deviationAt(0, 'new', 'INFO', 'deploy'),
      deviationAt(20, 'silence', 'ERROR', 'stopped'),
      deviationAt(40, 'new', 'ERROR', 'effect'),
      deviationAt(31, 'spike', 'WARN', 'slow'),
      deviationAt(32, 'new', 'FATAL', 'cause'),
    ],
    BUCKET_US,
  );
  expect(incident.lead.watched.patternId).toBe('cause');
  expect(incident.deviations.map(({ watched }) => watched.patternId)).toEqual(['deploy', 'stopped', 'slow', 'cause', 'effect']);
});

test('without a warning the first of all leads, and the incident with more and stronger deviations comes first', () => {
  const incidents = incidentsOf(
    [deviationAt(0, 'drop', 'INFO', 'a', 0.7), deviationAt(900, 'drop', 'INFO', 'b'), deviationAt(910, 'spike', 'INFO', 'c', 0.9)],
    BUCKET_US,
  );
  expect(incidents.map(({ lead, score }) => [lead.watched.patternId, Number(score.toFixed(2))])).toEqual([
    ['b', 0.91],
    ['a', 0.7],
  ]);
});
