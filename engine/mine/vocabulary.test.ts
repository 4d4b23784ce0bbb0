import { expect, test } from 'vitest';
import { WILD } from './corpus.ts';
import { Vocabulary } from './vocabulary.ts';

test('words are numbered in order of first sight, from 1', () => {
  const vocabulary = new Vocabulary();
  expect(['a', 'b', 'a', 'c'].map((word) => vocabulary.count(word))).toEqual([1, 2, 1, 3]);
  expect([vocabulary.text(2), vocabulary.isRare(1), vocabulary.isRare(2)]).toEqual(['b', false, true]);
});

test('a word that was only asked for does not count as met', () => {
  const vocabulary = new Vocabulary();
  expect([vocabulary.id('a'), vocabulary.isRare(1)]).toEqual([1, false]);
  vocabulary.count('a');
  expect(vocabulary.isRare(1)).toBe(true);
});

test('where there is no more room, words met once are forgotten and the others keep their texts', () => {
  const vocabulary = new Vocabulary(4);
  for (const word of ['once', 'twice', 'twice', 'more', 'more', 'more', 'last']) vocabulary.count(word);
  expect([vocabulary.isFull, vocabulary.count('late')]).toEqual([true, WILD]);
  const moved = vocabulary.forgetRare();
  expect([...moved]).toEqual([WILD, WILD, 1, 2, WILD]);
  expect([vocabulary.isFull, vocabulary.text(1), vocabulary.text(2), vocabulary.id('more')]).toEqual([false, 'twice', 'more', 2]);
  expect([vocabulary.count('once'), vocabulary.look(3) === vocabulary.look(1)]).toEqual([3, true]);
});
