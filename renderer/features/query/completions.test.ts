import { expect, test } from 'vitest';
import { fieldCompletions, valueCompletions, writingOf } from './completions.ts';

const count = String;

test('what is written at the end decides what is completed', () => {
  expect(writingOf('level:ERROR ser')).toEqual({ kind: 'field', start: 'ser', before: 'level:ERROR ' });
  expect(writingOf('service:check')).toEqual({ kind: 'value', field: 'service', start: 'check', before: 'service:' });
  expect(writingOf('-service:a,b')).toEqual({ kind: 'value', field: 'service', start: 'b', before: '-service:a,' });
  expect(writingOf('"exact te')).toBeUndefined();
});

test('fields that begin with the letters come first, then the frequent ones', () => {
  const fields = [
    { name: 'status', records: 10 },
    { name: 'http.status', records: 99 },
    { name: 'state', records: 20 },
  ];
  expect(fieldCompletions({ kind: 'field', start: 'sta', before: '' }, fields, count).map(({ label }) => label)).toEqual([
    'state:',
    'status:',
    'http.status:',
  ]);
});

test('values are quoted where the language needs it', () => {
  const writing = { kind: 'value', field: 'route', start: '', before: 'route:' } as const;
  expect(
    valueCompletions(
      writing,
      [
        { value: 'a b', count: 1 },
        { value: '/x', count: 2 },
      ],
      count,
    ).map(({ text }) => text),
  ).toEqual(['route:"a b"', 'route:/x']);
});
