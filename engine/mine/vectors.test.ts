import { expect, test } from 'vitest';
import { Neighbours, someOf, vectorsOf } from './vectors.ts';

/** Texts of words from a small vocabulary; seeded. */
function texts(seed: number, count: number): string[][] {
  let state = seed;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % limit;
  };
  return Array.from({ length: count }, () => Array.from({ length: below(7) }, () => `w${Math.min(below(40), below(40))}`));
}

function cosine(one: readonly string[], other: readonly string[], all: readonly (readonly string[])[]): number {
  const weights = (words: readonly string[]): Map<string, number> => {
    const found = new Map<string, number>();
    for (const word of words) {
      const times = words.filter((twin) => twin === word).length;
      const having = all.filter((text) => text.includes(word)).length;
      found.set(word, (1 + Math.log(times)) * (having === 1 ? Math.LN2 : Math.log(1 + all.length / having)));
    }
    return found;
  };
  const [a, b] = [weights(one), weights(other)];
  const length = (map: Map<string, number>): number => Math.sqrt([...map.values()].reduce((sum, weight) => sum + weight * weight, 0));
  let sum = 0;
  for (const [word, weight] of a) sum += weight * (b.get(word) ?? 0);
  return sum === 0 ? 0 : sum / (length(a) * length(b));
}

test.each([1, 2, 3])('neighbours are exactly the texts whose cosine reaches the bound (seed %i)', (seed) => {
  const all = texts(seed, 120);
  const neighbours = new Neighbours(vectorsOf(all));
  for (const bound of [0.2, 0.5, 0.8, 1]) {
    for (const [index, text] of all.entries()) {
      const expected = all.flatMap((other, k) => (cosine(text, other, all) >= bound - 1e-9 ? [k] : []));
      expect(neighbours.of(index, bound)).toEqual(expected);
    }
  }
});

test('the nearest is the most similar one that is taken', () => {
  const neighbours = new Neighbours(
    vectorsOf([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
      ['a', 'b', 'x'],
      ['a', 'y', 'z'],
    ]),
  );
  expect(neighbours.nearest(0, 0.01, (other) => other > 1)).toBe(2);
  expect(neighbours.nearest(0, 0.99, (other) => other > 1)).toBe(undefined);
});

test('some of the vectors are the same vectors', () => {
  const vectors = vectorsOf([['a'], ['b', 'c'], ['a', 'c']]);
  const some = someOf(vectors, [2, 1]);
  expect([...some.terms]).toEqual([...vectors.terms.subarray(3, 5), ...vectors.terms.subarray(1, 3)]);
  expect([...some.frequency]).toEqual([1, 1, 2]);
});
