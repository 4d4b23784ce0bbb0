import { expect, test } from 'vitest';
import type { Change } from '#contract/compare.ts';
import { correlation, together } from './together.ts';

const change = (patternId: string, spark: number[], kind: Change['kind'] = 'appeared'): Change => ({
  patternId,
  parts: [],
  template: patternId,
  level: 'ERROR',
  services: [],
  a: { count: 0, perMinute: 0 },
  b: { count: 9, perMinute: 9 },
  spark,
  kind,
  strength: 1,
  qValue: 0,
});

test('courses that rise and fall alike go together, whatever their size; what stays, turns round or comes later does not', () => {
  const lead = change('lead', [0, 0, 5, 9, 4, 0, 0, 0]);
  const all = [
    lead,
    change('same', [0, 0, 50, 90, 40, 0, 0, 0]),
    change('same', [0, 0, 50, 90, 40, 0, 0, 0], 'values'),
    change('near', [1, 0, 6, 8, 5, 1, 0, 0]),
    change('opposite', [9, 9, 4, 0, 5, 9, 9, 9]),
    change('later', [0, 0, 0, 0, 0, 5, 9, 4]),
    change('steady', [3, 3, 3, 3, 3, 3, 3, 3]),
  ];
  expect(together(lead, all).map(({ patternId }) => patternId)).toEqual(['same', 'near']);
  expect(correlation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1);
});
