import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { linesOfForms } from '../../tests/mine/forms.ts';
import { MatcherSet, matcherSource } from './matcher.ts';
import { mineMessages } from './mine-messages.ts';
import { mapSlots } from './slot-map.ts';
import { addFilling, emptyShape, mergeShapes, type SlotShape, shapeSource } from './slot-shape.ts';
import type { Template } from './template.ts';

/** The matchers of mined lines, made of signatures alone as the engine does it. */
function matchersOf(lines: readonly string[]): {
  readonly templates: readonly Template[];
  readonly sources: string[];
  readonly assignment: Int32Array;
} {
  const { templates, assignment, signatures, message: messageOf } = mineMessages(Buffer.from(lines.join('\n')));
  const shapes = templates.map(({ parts }): SlotShape[] => parts.filter((part) => 'slot' in part).map(emptyShape));
  for (const [line, index] of assignment.entries()) {
    const message = messageOf(signatures[line]);
    mapSlots(templates[index], message).forEach((source, slot) => {
      addFilling(shapes[index][slot], source, message.kinds);
    });
  }
  return { templates, sources: templates.map((template, index) => matcherSource(template, shapes[index])), assignment };
}

test.each(['app', 'health', 'mac', 'misc', 'proxy', 'stack', 'thunder', 'windows'])(
  'each matcher of %s takes all its own lines and no other, here and under RE2',
  (name) => {
    const lines = linesOfForms(`tests/mine/forms/${name}.txt`, 2).map(({ text }) => text);
    const { templates, sources, assignment } = matchersOf(lines);
    const set = new MatcherSet();
    for (const [index, template] of templates.entries()) set.add(index, template, sources[index]);
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
