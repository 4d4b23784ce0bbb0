import { expect, test } from 'vitest';
import { randomOf } from '../../tests/support/random.ts';
import { SLOT_KINDS } from '../base/slot-kind.ts';
import { SignaturePacker } from '../store/packed-signatures.ts';
import { encodeSignature } from '../store/signature-codec.ts';
import { eachOfBatch } from '../store/signature-head.ts';
import { sampleSignature } from '../store/testing/sample-rows.ts';
import { folded, foldedBytes } from './fold.ts';
import { SignaturePieces } from './signature-pieces.ts';

const LONG = Buffer.from('LONG '.repeat(40_000));
const SIGNATURES = Array.from({ length: 3_000 }, (_, number) => sampleSignature(number)).map((signature, index) =>
  index === 7 ? { ...signature, texts: [LONG, ...signature.texts.slice(1)] } : signature,
);

/** As a file gives them: in several batches. */
function piecesOf(sizes: readonly number[]): SignaturePieces {
  const pieces = new SignaturePieces();
  let first = 0;
  for (const size of sizes) {
    const packer = new SignaturePacker();
    for (const signature of SIGNATURES.slice(first, first + size)) packer.add(encodeSignature(signature));
    const { bytes, count } = packer.take();
    pieces.addPiece(bytes);
    eachOfBatch({ first, count, raw: bytes }, (_, at, length) => pieces.add(at, at + length));
    first += size;
  }
  return pieces;
}

test('packed signatures, texts and kinds are those that were added, over several pieces', () => {
  const pieces = piecesOf([1, 1_999, 1_000]);
  expect(pieces.count).toBe(SIGNATURES.length);
  SIGNATURES.forEach((signature, id) => {
    expect(Buffer.compare(pieces.packed(id), encodeSignature(signature))).toBe(0);
    const memory = pieces.line(id);
    const { slotCount, kinds, textStart, textEnd } = pieces.outline;
    const texts = signature.texts.map((_, text) => Buffer.from(memory.subarray(textStart[text], textEnd[text])));
    expect([id, texts]).toEqual([id, signature.texts.map((text) => Buffer.from(text))]);
    expect([...kinds.subarray(0, slotCount)].map((kind) => SLOT_KINDS[kind])).toEqual(signature.slots.map((slot) => slot.kind));
  });
});

test('a needle is found in constant texts alone: not in names, formats, services, nor over their borders', () => {
  const pieces = piecesOf([1_000, 2_000]);
  const random = randomOf(4);
  const needles = ['ts', 'service', 'json-lines', 's1', '1', '999"}', 'LONG long', '{"ts":"', '":"', 'naïve', 'absent'].map(foldedBytes);
  for (let round = 0; round < 40; round++) {
    const packed = pieces.packed(Math.floor(random() * 50) + 10);
    const from = Math.floor(random() * packed.length);
    needles.push(folded(packed.subarray(from, from + 1 + Math.floor(random() * 5))));
  }
  for (const needle of needles) {
    for (const first of [0, 1_500]) {
      const found: number[] = [];
      pieces.eachHolding(needle, first, (id) => found.push(id));
      const holds = SIGNATURES.map(({ texts }) => texts.some((text) => Buffer.from(folded(text)).includes(Buffer.from(needle))));
      const expected = holds.flatMap((isHeld, id) => (isHeld && id >= first ? [id] : []));
      expect([needle, found]).toEqual([needle, expected]);
    }
  }
});

test('a signature that ends early is damage', () => {
  const bytes = encodeSignature({ ...sampleSignature(2), fields: [] });
  for (let length = 0; length < bytes.length - 1; length++) {
    const pieces = new SignaturePieces();
    pieces.addPiece(bytes.slice(0, length));
    pieces.add(0, length);
    expect(() => pieces.line(0)).toThrow(expect.objectContaining({ code: 'STORE_UNREADABLE' }));
  }
});
