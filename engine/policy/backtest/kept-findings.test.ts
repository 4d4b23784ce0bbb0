import { expect, test } from 'vitest';
import type { Deviation } from '../../analysis/anomalies/deviations.ts';
import { incidentsOf } from '../../analysis/anomalies/incidents.ts';
import { BEAT, BUCKETS, row, STEADY, WIDTH_US } from '../testing/made-rows.ts';
import { type FoundBefore, findBefore } from './findings.ts';
import { type FindingsKeep, keepFindings, readFindings } from './kept-findings.ts';

const ROWS = [BEAT, STEADY, row('burst', (bucket) => (bucket >= 400 && bucket < 420 ? 500 : 5))];

/** Everything that is kept: rates, order, and a value of a frequent pattern. */
async function found(): Promise<FoundBefore> {
  const before = await findBefore({ samples: async () => new Map() }, {}, ROWS, BUCKETS);
  const value: Deviation = {
    kind: 'value',
    watched: {
      patternId: 'steady',
      service: 'shop',
      level: 'INFO',
      counts: STEADY.spark,
      firstUs: 0,
      part: 'value 0 host web-9',
      variable: { slot: 0, name: 'host', value: 'web-9', others: 0, unit: '' },
    },
    fromUs: 200 * WIDTH_US,
    untilUs: 600 * WIDTH_US,
    score: 0.55,
    records: 300,
    perMinute: 0.75,
    usualPerMinute: 0,
  };
  const all = [...[...before.deviations.values()].flat(), ...before.ofOrder, value];
  return { ...before, ofValues: [value], incidents: incidentsOf(all, WIDTH_US) };
}

function keepIn(texts: Map<string, string>, version = '1'): FindingsKeep {
  return { version, kept: (name) => texts.get(name), keep: (name, text) => texts.set(name, text) };
}

test('what was found is read again as it was, as long as records and program are the same', async () => {
  const texts = new Map<string, string>();
  const before = await found();
  expect(before.incidents.length).toBeGreaterThan(2);
  expect(readFindings(keepIn(texts), ROWS, BUCKETS)).toBeUndefined();
  keepFindings(keepIn(texts), before, ROWS, BUCKETS);
  const again = readFindings(keepIn(texts), ROWS, BUCKETS);
  // Series without anything unusual in them say nothing.
  const telling = (of: FoundBefore | undefined) => of && { ...of, deviations: [...of.deviations].filter(([, own]) => own.length > 0) };
  expect(telling(again)).toEqual(telling(before));

  expect(readFindings(keepIn(texts, '2'), ROWS, BUCKETS)).toBeUndefined();
  expect(readFindings(keepIn(texts), [...ROWS, row('more', () => 1)], BUCKETS)).toBeUndefined();
  expect(readFindings(keepIn(texts), ROWS, { ...BUCKETS, fromUs: WIDTH_US })).toBeUndefined();
});

test('a kept text of another program is no findings', () => {
  const texts = new Map([['findings of all records', '{"key":7}']]);
  expect(readFindings(keepIn(texts), ROWS, BUCKETS)).toBeUndefined();
});
