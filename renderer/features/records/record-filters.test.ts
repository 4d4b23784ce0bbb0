import { expect, test } from 'vitest';
import { picksOf, pickTerm, pickWords, withOnlyPick, withoutPick } from './record-filters.ts';

test('without a value pointed at, service and level are offered where the record has them', () => {
  expect(picksOf({ service: 'checkout', level: 'ERROR' }, undefined).map(pickWords)).toEqual(['service checkout', 'level ERROR']);
  expect(picksOf({ level: 'UNSET' }, undefined)).toEqual([]);
  expect(picksOf({ service: 'checkout', level: 'ERROR' }, { text: '5.001s' }).map(pickWords)).toEqual(['“5.001s”']);
});

test('only one value takes the place of what was asked of its field', () => {
  const pick = { field: 'service', value: 'edge gateway' };
  expect(withOnlyPick('service:checkout level:ERROR', pick)).toBe('level:ERROR service:"edge gateway"');
  expect(withoutPick('service:checkout,"edge gateway"', pick)).toBe('service:checkout -service:"edge gateway"');
  expect(pickTerm(pick)).toBe('service:"edge gateway"');
});

test('a piece of text is asked for word by word', () => {
  expect(withOnlyPick('level:ERROR', { text: 'pool exhausted' })).toBe('level:ERROR "pool exhausted"');
  expect(withoutPick('', { text: 'pool exhausted' })).toBe('-"pool exhausted"');
});

test('a long value is cut in the words only', () => {
  const pick = { text: 'x'.repeat(300) };
  expect([pickWords(pick).length, pickTerm(pick).includes(pick.text)]).toEqual([33, true]);
});
