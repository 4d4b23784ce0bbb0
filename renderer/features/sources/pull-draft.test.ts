import { expect, test } from 'vitest';
import { barsOf, filterOf, loadWords, newDraft, timeNeeded } from './pull-draft.ts';

const NOW_US = 1_788_256_800_000_000;

test('a new draft asks for the last day of everything', () => {
  expect(filterOf(newDraft(NOW_US), ['web', 'api'])).toEqual({
    fromUs: NOW_US - 86_400_000_000,
    untilUs: NOW_US,
    services: [],
    minLevel: undefined,
    text: undefined,
    attributes: [],
    expression: undefined,
  });
});

test('services left out, attributes and text narrow it down; nothing chosen is no question', () => {
  const draft = { ...newDraft(NOW_US), without: new Set(['web']), attributes: 'retry=true, resource:k8s.pod = p-1', text: ' timeout ' };
  expect(filterOf(draft, ['web', 'api'])).toMatchObject({
    services: ['api'],
    text: 'timeout',
    attributes: [
      { key: 'retry', value: 'true', of: 'record' },
      { key: 'k8s.pod', value: 'p-1', of: 'resource' },
    ],
  });
  expect(filterOf({ ...draft, without: new Set(['web', 'api']) }, ['web', 'api'])).toBeUndefined();
  expect(filterOf({ ...draft, untilUs: draft.fromUs }, ['web', 'api'])).toBeUndefined();
});

test('buckets are spread over the bars they cover', () => {
  const estimate = {
    buckets: [
      { fromUs: 0, count: 8 },
      { fromUs: 60, count: 4 },
    ],
    bucketUs: 20,
    isApproximate: false,
    services: [],
    countsBytes: false,
  };
  expect(barsOf(estimate, 0, 80, 8)).toEqual([1, 1, 0, 0, 0, 0, 0.5, 0.5]);
});

test.each([
  [undefined, 'Load records'],
  [1, 'Load 1 record'],
  [4_099_945, 'Load 4.1M records'],
])('%s records: %s', (records, words) => {
  expect(loadWords(records)).toBe(words);
});

test('how long it takes is told by what the service allows', () => {
  expect([timeNeeded('posthog', 1_000), timeNeeded('posthog', 4_099_945)]).toEqual([
    'A few seconds',
    'About 4 min 20 s. You can start at once',
  ]);
});
