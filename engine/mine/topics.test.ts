import { expect, test } from 'vitest';
import { dbscan, NOISE } from './clusters.ts';
import { topicsOf } from './topics.ts';
import { vectorsOf } from './vectors.ts';
import { wordsOf } from './words.ts';

const TEXTS = [
  'Session <*> opened for user <*>',
  'Session <*> closed for user <*>',
  'Session of user <*> expired',
  'Disk <*> is full',
  'Disk <*> is nearly full',
  'Disk <*> full, deleting old files',
  'Something else altogether',
];

function topics(texts: readonly string[]): { label: string; texts: string[] }[] {
  return topicsOf(texts.map(wordsOf)).map(({ label, texts: members }) => ({ label, texts: members.map((index) => texts[index]) }));
}

test('texts that share words are a topic, named by the words that tell it from others', () => {
  expect(topics(TEXTS)).toEqual([
    { label: 'session user', texts: TEXTS.slice(0, 3) },
    { label: 'disk full', texts: TEXTS.slice(3, 6) },
  ]);
});

test('the order of the texts changes no topic', () => {
  const sorted = (found: { label: string; texts: string[] }[]) =>
    found.map(({ label, texts }) => ({ label, texts: texts.toSorted() })).sort((a, b) => (a.label < b.label ? -1 : 1));
  expect(sorted(topics(TEXTS.toReversed()))).toEqual(sorted(topics(TEXTS)));
});

test('words are taken out of names and numbers are left out', () => {
  expect(wordsOf('ResourceManager: task_attempt_<*> HTTPServer2 größe=<*> a b42')).toEqual([
    ...['resource', 'manager', 'task', 'attempt', 'http', 'server', 'größe'],
  ]);
});

test('a text with too few neighbours is noise, one at the border belongs to the first cluster', () => {
  const cluster = dbscan(vectorsOf([['a', 'b'], ['a', 'b'], ['a', 'b', 'c'], ['x'], ['x', 'y']]), {
    bound: 0.6,
    least: 3,
    weights: [1, 1, 1, 1, 1],
  });
  expect([...cluster]).toEqual([0, 0, 0, NOISE, NOISE]);
});

test('no topic of many texts takes nearly all', () => {
  const subjects = 'disk session cache queue order invoice backup upload login token'.split(' ');
  const verbs = 'opened closed failed expired started stopped deleted created moved checked'.split(' ');
  const objects = 'node rack zone shop cart file page user host unit'.split(' ');
  const texts = subjects.flatMap((subject) => verbs.flatMap((verb) => objects.map((object) => [subject, verb, 'by', object])));
  const found = topicsOf(texts);
  expect(found.length).toBeGreaterThan(3);
  expect(Math.max(...found.map((topic) => topic.texts.length))).toBeLessThan(400);
});
