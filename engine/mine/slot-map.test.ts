import { expect, test } from 'vitest';
import type { MaskedMessage } from '../base/masked-message.ts';
import { matcherSource } from './matcher.ts';
import { describes, mapSlots } from './slot-map.ts';
import { makeTemplate, type TemplatePiece } from './template.ts';

const V: TemplatePiece = { kind: 'text' };

function message(text: string): MaskedMessage {
  const texts = text.split('#');
  const kinds = texts.slice(1).map(() => 'number' as const);
  return { texts, kinds, names: kinds.map(() => undefined) };
}

test.each<[string, TemplatePiece[], string, unknown]>([
  ['a slot', ['took ', V, ' ms'], 'took # ms', [[{ slot: 0 }]]],
  ['a word', ['user ', V], 'user bob', [[{ text: 'bob' }]]],
  ['a word around slots', ['node ', V, ' up'], 'node a-#-b# up', [[{ text: 'a-' }, { slot: 0 }, { text: '-b' }, { slot: 1 }]]],
  ['nothing', ['from ', V, ' (', V, ')'], 'from # ()', [[{ slot: 0 }], []]],
  ['several words', ['delete ', V], 'delete # # #', [[{ slot: 0 }, { text: ' ' }, { slot: 1 }, { text: ' ' }, { slot: 2 }]]],
  ['the last of several ends', [V, ' end'], 'x end y end', [[{ text: 'x end y' }]]],
  ['a constant that comes again', ['a ', V, ' b ', V, ' c'], 'a x b y b z c', [[{ text: 'x' }], [{ text: 'y b z' }]]],
  ['all', [V], 'any # thing', [[{ text: 'any ' }, { slot: 0 }, { text: ' thing' }]]],
  ['no variable', ['fixed'], 'fixed', []],
])('a variable may hold %s', (_, pieces, text, expected) => {
  expect(mapSlots(makeTemplate(pieces), message(text))).toEqual(expected);
});

test('a template that does not describe the message is refused', () => {
  const template = makeTemplate(['took ', V, ' ms']);
  expect(describes(template, message('took # s'))).toBe(false);
  expect(() => mapSlots(template, message('took # s'))).toThrow(RangeError);
});

test('a text cannot pass for a slot', () => {
  expect(mapSlots(makeTemplate(['a', V]), message('a\uffff#'))).toEqual([[{ text: '\uffff' }, { slot: 0 }]]);
  expect(describes(makeTemplate(['\uffff']), message('#'))).toBe(false);
});

test('repetitive text with many variables is decided quickly', () => {
  const pieces = Array.from({ length: 60 }, (): TemplatePiece[] => [V, 'a']).flat();
  expect(describes(makeTemplate([...pieces, 'b']), message('a'.repeat(5000)))).toBe(false);
  expect(describes(makeTemplate(pieces), message('a'.repeat(5000)))).toBe(true);
});

test('the matcher of a template matches its messages whole and gives the values', () => {
  const template = makeTemplate(['a.b (', V, ') costs $', V, ' [x]']);
  const matcher = new RegExp(matcherSource(template));
  expect(matcher.exec('a.b () costs $12 [x]')?.slice(1)).toEqual(['', '12']);
  expect(matcher.test('a-b () costs $12 [x]')).toBe(false);
  expect(matcher.test('so a.b () costs $12 [x]')).toBe(false);
});
