import { createZstdCompress } from 'node:zlib';
import { expect, test } from 'vitest';
import { packedBound, packFrame, unpackFrame } from './frame.ts';
import { FramePacker } from './frame-packer.ts';
import { randomOf } from './testing/sample-block.ts';

/** Of all sizes, from digits that pack well to bytes that do not pack at all. */
const raws = Array.from({ length: 40 }, (_, index) => {
  const random = randomOf(index);
  return Uint8Array.from({ length: index * index * 97 }, () => Math.floor(random() * (1 + (index % 6) * 51)));
});

test('frames are packed one after the other as each would be alone', () => {
  const packer = new FramePacker();
  for (const raw of [...raws, ...raws.toReversed()]) {
    const into = new Uint8Array(7 + packedBound(raw.length));
    const length = packer.pack(raw, into, 7);
    const packed = into.subarray(7, 7 + length);
    expect(packed).toHaveLength(packFrame(raw).length);
    expect(Buffer.from(unpackFrame(packed, raw.length)).equals(raw)).toBe(true);
  }
});

test('a frame that packing would lengthen is stored as it is', () => {
  const packer = new FramePacker();
  const random = randomOf(7);
  const noise = Uint8Array.from({ length: 70_000 }, () => Math.floor(random() * 256));
  const into = new Uint8Array(packedBound(noise.length));
  expect(packer.pack(noise, into, 0)).toBe(noise.length);
  expect(Buffer.from(into.subarray(0, noise.length)).equals(noise)).toBe(true);
});

test('this Node has the encoder that makes it fast', () => {
  expect(Reflect.get(createZstdCompress(), '_handle')).toHaveProperty('writeSync');
});
