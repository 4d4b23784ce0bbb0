import { expect, test } from 'vitest';
import { alike, commonTokens, templateOfTokens, tokensOf } from './common-form.ts';
import { patternTree, TREE_LEVELS } from './pattern-tree.ts';

const TEXTS = [
  'Failed password for <*> from <*> port <*> ssh2',
  'Failed password for invalid user <*> from <*> port <*> ssh2',
  'Accepted password for <*> from <*> port <*> ssh2',
  'Connection closed by <*>',
  'Connection reset by <*>',
  'Server listening on <*> port <*>',
];

function tree(texts: readonly string[]) {
  return patternTree(texts.map((text) => ({ id: text, text })));
}

test('templates that differ in few words are one group, named by what they have in common', () => {
  const { close } = tree(TEXTS);
  expect(close.map(({ label, members }) => ({ label, members: members.toSorted() }))).toEqual([
    { label: '<*> password for <*> from <*> port <*> ssh2', members: [TEXTS[2], TEXTS[0], TEXTS[1]].toSorted() },
  ]);
});

test('every group of a level lies within one group of the next', () => {
  const levels = tree(TEXTS);
  for (const [index, level] of TREE_LEVELS.slice(0, -1).entries()) {
    for (const { members } of levels[level]) {
      const holders = levels[TREE_LEVELS[index + 1]].filter((group) => members.some((member) => group.members.includes(member)));
      expect(holders.length).toBe(1);
      expect(members.every((member) => holders[0].members.includes(member))).toBe(true);
    }
  }
});

test('the order of the templates does not change the tree', () => {
  expect(tree(TEXTS.toReversed())).toEqual(tree(TEXTS));
});

test('what texts have in common keeps its order, and variables side by side are one', () => {
  expect(templateOfTokens(commonTokens(tokensOf('a <*> c d'), tokensOf('a b c e f'))).text).toBe('a <*> c <*>');
  expect(templateOfTokens(commonTokens(tokensOf('x'), tokensOf('y'))).text).toBe('<*>');
  expect(alike(tokensOf('a b'), tokensOf('a, b'))).toBe(1);
  expect(alike(tokensOf(''), tokensOf('a'))).toBe(0);
});

test('twenty thousand templates are grouped in seconds', () => {
  const letters = (n: number): string => n.toString(26).replace(/[0-9]/g, (digit) => 'qrstuvwxyz'[Number(digit)]);
  const texts = Array.from(
    { length: 20_000 },
    (_, i) => `${letters(i % 97)}x service ${letters(i % 411)}y failed to ${letters(i)}z item <*>`,
  );
  const start = process.cpuUsage();
  const { topics } = tree(texts);
  const { user } = process.cpuUsage(start);
  expect(topics.flatMap(({ members }) => members).length).toBeGreaterThan(19_000);
  expect(user / 1e6).toBeLessThan(20);
});
