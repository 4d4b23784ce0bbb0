import { expect, test } from 'vitest';
import { countBits, countRange, emptyBitmap, placesOfBitmap, setBit, setRange } from './bitmap.ts';

test('ranges are set and counted at every border of words', () => {
  const size = 100;
  for (let from = 0; from <= size; from++) {
    for (let until = from; until <= size; until += 7) {
      const bits = emptyBitmap(size);
      setBit(bits, 50);
      setRange(bits, from, until);
      const expected = Array.from({ length: size }, (_, place) => place).filter(
        (place) => place === 50 || (place >= from && place < until),
      );
      expect([from, until, ...placesOfBitmap(bits)]).toEqual([from, until, ...expected]);
      expect(countBits(bits)).toBe(expected.length);
      expect(countRange(bits, 31, 65)).toBe(expected.filter((place) => place >= 31 && place < 65).length);
      expect(countRange(bits, from, until)).toBe(until - from);
    }
  }
});
