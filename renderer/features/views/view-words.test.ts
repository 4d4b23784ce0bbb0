import { expect, test } from 'vitest';
import { FIRST_LOOK, type LookState } from '../../app/stores/history.ts';
import { createTimeFormat } from '../../format/time.ts';
import { isSameView, nameForView, viewWords } from './view-words.ts';

const time = createTimeFormat('utc', () => Date.UTC(2026, 8, 20) * 1000);
const range = { fromUs: Date.UTC(2026, 8, 14, 14) * 1000, untilUs: Date.UTC(2026, 8, 14, 15) * 1000 };
const refused: LookState = { text: 'level:ERROR refused', range, tab: 'records', selection: undefined };

test('a view says its tab, its query and its time', () => {
  expect(viewWords(refused, time)).toBe('Records, level:ERROR refused, 14 Sep 14:00:00 – 15:00:00');
  expect(viewWords(FIRST_LOOK, time)).toBe('Patterns');
});

test('a view is named after its query, else its time, else after everything', () => {
  const looks = [refused, { ...refused, text: '' }, FIRST_LOOK, { ...refused, text: 'x'.repeat(300) }];
  expect(looks.map((look) => nameForView(look, time).slice(0, 40))).toEqual([
    'level:ERROR refused',
    '14 Sep 14:00:00 – 15:00:00',
    'All patterns',
    'x'.repeat(40),
  ]);
  expect(nameForView(looks[3] ?? refused, time)).toHaveLength(80);
});

test('what is selected makes no other view', () => {
  expect(isSameView(refused, { ...refused, selection: { kind: 'pattern', id: '3f9ac2' } })).toBe(true);
  expect(isSameView(refused, { ...refused, range: { ...range, untilUs: range.untilUs + 1 } })).toBe(false);
  expect(isSameView(refused, { ...refused, tab: 'patterns' })).toBe(false);
});
