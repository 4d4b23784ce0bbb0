import { expect, test } from 'vitest';
import { randomOf } from '../../../tests/support/random.ts';
import { LiteralIndex } from './literal-index.ts';

const SEED = 11;

test(`every text that stands in another one is told, whatever its length and case (seed ${SEED})`, () => {
  const random = randomOf(SEED);
  // Few letters, so that parts of texts stand in others.
  const word = (length: number): string => Array.from({ length }, () => 'abkK '[Math.floor(random() * 5)]).join('');
  const texts = Array.from({ length: 300 }, (_, owner) => ({ text: word(4 + Math.floor(random() * 12)).toLowerCase(), owner }));
  const index = new LiteralIndex(texts);
  let told = 0;
  for (let round = 0; round < 500; round++) {
    const searched = `${word(20)}${round % 2 === 0 ? '\u212a' : ''}${texts[round % texts.length].text.toUpperCase()}${word(30)}`;
    const found = new Set<number>();
    index.search(searched, (owner) => found.add(owner));
    const lower = searched.replaceAll('\u212a', 'k').toLowerCase();
    for (const { text, owner } of texts) if (lower.includes(text)) expect([text, found.has(owner)]).toEqual([text, true]);
    told += found.size;
  }
  expect(told).toBeGreaterThanOrEqual(500);
});

test('of thousands of texts only those are told that stand there', () => {
  const texts = Array.from({ length: 5_000 }, (_, owner) => ({ text: `shard ${owner} refreshed`, owner }));
  const index = new LiteralIndex(texts);
  const found: number[] = [];
  index.search('cache: shard 1234 refreshed in 12 ms', (owner) => found.push(owner));
  expect(found).toEqual([1_234]);
});
