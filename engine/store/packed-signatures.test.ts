import { expect, test } from 'vitest';
import { PackedCursor, packSignatures, SignaturePacker } from './packed-signatures.ts';

const texts = ['', 'a', 'b'.repeat(127), 'c'.repeat(128), 'd'.repeat(20_000)];
const signatures = texts.map((text) => Buffer.from(text));

function walk(bytes: Uint8Array): string[] {
  const cursor = new PackedCursor(bytes);
  const found: string[] = [];
  while (cursor.next()) found.push(Buffer.from(cursor.view()).toString());
  return found;
}

test('signatures of any length come back in their order', () => {
  const packed = packSignatures(signatures);
  expect(packed.count).toBe(texts.length);
  expect(walk(packed.bytes)).toEqual(texts);
  expect(walk(packSignatures([]).bytes)).toEqual([]);
});

test('taking starts anew and leaves what was taken alone', () => {
  const packer = new SignaturePacker(4);
  packer.add(Buffer.from('one two three'), 4, 7);
  const taken = packer.take();
  packer.add(Buffer.from('four'));
  expect([walk(taken.bytes), walk(packer.view().bytes)]).toEqual([['two'], ['four']]);
});

test('bytes that end early are STORE_UNREADABLE', () => {
  const { bytes } = packSignatures(signatures);
  for (const length of [2, 100, 200, bytes.length - 1]) {
    expect(() => walk(bytes.subarray(0, length))).toThrow(expect.objectContaining({ code: 'STORE_UNREADABLE' }));
  }
});
