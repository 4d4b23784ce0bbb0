import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { linesOfForms } from '../../tests/mine/forms.ts';
import { matchersOf } from '../../tests/mine/matchers-of.ts';
import { matcherSource } from './matcher.ts';
import { mineMessages } from './mine-messages.ts';
import { addFilling, emptyShape, mergeShapes, shapeSource } from './slot-shape.ts';
import type { Template } from './template.ts';

test.each(['app', 'health', 'mac', 'misc', 'proxy', 'stack', 'thunder', 'windows'])(
  'each matcher of %s takes all its own lines and no other, here and under RE2',
  (name) => {
    const lines = linesOfForms(`tests/mine/forms/${name}.txt`, 2).map(({ text }) => text);
    const mined = mineMessages(Buffer.from(lines.join('\n')));
    const { assignment } = mined;
    const { sources, set } = matchersOf(mined);
    for (const [line, index] of assignment.entries()) expect(set.matching(lines[line]), lines[line]).toEqual([index]);
    const compiled = sources.map((source) => RE2JS.compile(source));
    for (const [line, index] of assignment.entries()) expect(compiled[index].matches(lines[line])).toBe(true);
  },
);

test('a variable is as wide as what it was seen with', () => {
  const shape = emptyShape();
  addFilling(shape, [{ slot: 0 }], ['number']);
  expect('-1.5e3%').toMatch(new RegExp(`^${shapeSource(shape, false)}$`));
  expect('a1').not.toMatch(new RegExp(`^${shapeSource(shape, false)}$`));
  addFilling(shape, [{ text: 'bob' }], []);
  expect('größe').toMatch(new RegExp(`^${shapeSource(shape, false)}$`));
  expect('invalid user').not.toMatch(new RegExp(`^${shapeSource(shape, false)}$`));
  addFilling(shape, [{ slot: 0 }, { text: ' ' }, { slot: 1 }], ['id', 'id']);
  expect('blk_1 blk_2 blk_3').toMatch(new RegExp(`^${shapeSource(shape, false)}$`));
});

test('few words can be matched exactly, also those that other shards met', () => {
  const [one, other] = [emptyShape(), emptyShape()];
  addFilling(one, [{ text: 'a.b' }], []);
  addFilling(other, [{ text: 'up' }], []);
  addFilling(other, [], []);
  mergeShapes(one, other);
  const template: Template = { id: '', text: '', parts: [{ text: 'is ' }, { slot: 0, kind: 'text' }] };
  expect(matcherSource(template, [one], true)).toBe('^is ((?:(?:a\\.b|up))?)$');
});
