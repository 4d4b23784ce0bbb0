import { describe, expect, test } from 'vitest';
import { type Process, QUIET, STEP_MS } from '../../../tests/support/made-series.ts';
import { SeriesDetector } from './series-detector.ts';

const ROWS = 4_000;
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const BEGIN = 2_900;

function scoresOf(process: Process, rows = ROWS): number[] {
  const detector = new SeriesDetector();
  return Array.from({ length: rows }, (_, row) => detector.next(row * STEP_MS, process(row)));
}

function alarmsOf(process: Process): number[] {
  return scoresOf(process).flatMap((score, row) => (score >= 0.5 ? [row] : []));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

describe('where nothing is wrong, an alarm is rare', () => {
  test.each(Object.entries(QUIET))('%s: less than two alarms in two weeks', (_, quiet) => {
    const alarms = SEEDS.map((seed) => alarmsOf(quiet(seed)).length);
    expect(sum(alarms) / SEEDS.length).toBeLessThan(2);
  });
});

/** Incidents from row BEGIN on; `size` is the spread of the noise. */
const INCIDENTS: Readonly<Record<string, (value: number, row: number, size: number, level: number) => number>> = {
  'a single high value': (value, row, size) => (row === BEGIN ? value + 12 * size : value),
  'a single low value': (value, row, size) => (row === BEGIN ? value - 12 * size : value),
  'a shift that stays': (value, row, size) => (row >= BEGIN ? value + 8 * size : value),
  'a drop that stays': (value, row, size) => (row >= BEGIN ? value - 8 * size : value),
  'a flat line': (value, row, _, level) => (row >= BEGIN && row < BEGIN + 100 ? level : value),
};
const NOISES = [
  ['noise', 1, 0],
  ['counts around 20', 4.5, 20],
  ['a daily rhythm', 5, 100],
  ['a rhythm on a trend', 3, 158],
  ['noise that remembers', 2.3, 0],
] as const;

describe('what is plainly wrong is told', () => {
  test.each(Object.entries(INCIDENTS))('%s is told within two and a half hours in 95 of 100 cases', (_, incident) => {
    const missed = NOISES.flatMap(([name, size, level]) =>
      SEEDS.filter((seed) => {
        const quiet = QUIET[name](seed);
        const alarms = alarmsOf((row) => incident(quiet(row), row, size, level));
        return !alarms.some((row) => row >= BEGIN && row < BEGIN + 30);
      }).map((seed) => `${name}, seed ${seed}`),
    );
    expect(missed.length, missed.join(', ')).toBeLessThanOrEqual(0.05 * NOISES.length * SEEDS.length);
  });

  test('a shift is told once or, where it begins slowly, twice: not row by row', () => {
    const counts = NOISES.flatMap(([name, size, level]) =>
      SEEDS.map((seed) => {
        const quiet = QUIET[name](seed);
        const alarms = alarmsOf((row) => INCIDENTS['a shift that stays'](quiet(row), row, size, level));
        return alarms.filter((row) => row >= BEGIN && row < BEGIN + 500).length;
      }),
    );
    expect(Math.max(...counts)).toBeLessThanOrEqual(2);
    expect(sum(counts) / counts.length).toBeLessThan(1.3);
  });

  test('silence of what was lively is told, and so is life in what was silent', () => {
    const lively = QUIET['counts around 20'](6);
    const silence = alarmsOf((row) => (row >= BEGIN && row < BEGIN + 50 ? 0 : lively(row)));
    const life = alarmsOf((row) => (row >= BEGIN ? row % 7 : 0));
    for (const alarms of [silence, life]) expect(alarms.some((row) => row >= BEGIN && row < BEGIN + 6)).toBe(true);
  });
});

test('a score never depends on what comes after it, nor on anything but the values', () => {
  const whole = scoresOf(QUIET.noise(3), 1_500);
  const begin = scoresOf(QUIET.noise(3), 1_000);
  expect(begin).toEqual(whole.slice(0, 1_000));
});

test('scores do not depend on the unit of the values', () => {
  const [inSeconds, inMilliseconds] = [QUIET['a daily rhythm'](4), QUIET['a daily rhythm'](4)];
  const scores = scoresOf(inSeconds, 1_500);
  const scaled = scoresOf((row) => inMilliseconds(row) * 1_024, 1_500);
  expect(scaled.map((score, row) => Math.abs(score - scores[row]) < 1e-9)).not.toContain(false);
});

test('repeated, missing and earlier times and huge values leave scores between 0 and 1', () => {
  const detector = new SeriesDetector();
  const quiet = QUIET.noise(5);
  for (let row = 0; row < 2_000; row++) {
    const timeMs = row % 50 === 0 ? -row * STEP_MS : Math.floor(row / 3) * 3 * STEP_MS;
    const score = detector.next(timeMs, row % 400 === 399 ? 1e300 : quiet(row));
    expect(score >= 0 && score <= 1).toBe(true);
  }
});
