import { expect, test } from 'vitest';
import { FOLD } from '../base/fold-byte.ts';
import { FoldBuffer } from './fold.ts';

test('folding four bytes at a time is folding each byte, at any length and offset', () => {
  const all = Uint8Array.from({ length: 1_031 }, (_, index) => (index * 7 + (index >> 8)) & 255);
  const buffer = new FoldBuffer();
  for (let from = 0; from < 9; from++) {
    for (const length of [0, 1, 2, 3, 4, 255, 256, 1_000]) {
      const source = all.subarray(from, from + length);
      expect([...buffer.fold(source)]).toEqual([...source].map((byte) => FOLD[byte]));
    }
  }
  const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  expect(buffer.fold(every).toString('latin1')).toBe(
    Buffer.from(every)
      .toString('latin1')
      .replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
  );
});
