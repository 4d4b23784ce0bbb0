import { createZstdDecompress } from 'node:zlib';
import { expect, test } from 'vitest';
import { packFrame } from './frame.ts';
import { FrameUnpacker } from './frame-unpacker.ts';
import { randomOf } from './testing/sample-block.ts';

const raws = Array.from({ length: 40 }, (_, index) => {
  const random = randomOf(index);
  return Uint8Array.from({ length: 1 + index * index * 97 }, () => 48 + Math.floor(random() * (1 + (index % 5) * 50)));
});

test('frames of all sizes come back one after the other', () => {
  const unpacker = new FrameUnpacker();
  for (const raw of [...raws, ...raws.toReversed()])
    expect(Buffer.from(unpacker.unpack(packFrame(raw), raw.length)).equals(raw)).toBe(true);
  unpacker.close();
  expect(unpacker.unpack(packFrame(raws[9]), raws[9].length)).toEqual(raws[9]);
});

test('damage is told, and the next frame is not harmed by it', () => {
  const unpacker = new FrameUnpacker();
  const [good, raw] = [raws[20], raws[30]];
  const packed = packFrame(raw);
  const damages: [Uint8Array, number][] = [
    [packed.slice(0, packed.length >> 1), raw.length],
    [packed, raw.length - 1],
    [packed, raw.length + 1],
    [packed.map((byte, at) => (at === 0 ? 0 : byte)), raw.length],
    [packed.map((byte, at) => (at > 20 ? byte ^ 0x5a : byte)), raw.length],
  ];
  for (const [bytes, length] of damages) {
    let unpacked: Uint8Array | undefined;
    try {
      unpacked = unpacker.unpack(bytes, length);
    } catch (error) {
      expect(error).toMatchObject({ code: 'STORE_UNREADABLE' });
    }
    // zstd has no checksum here: bytes may be wrong, their number not.
    if (unpacked !== undefined) expect(unpacked).toHaveLength(length);
    expect(Buffer.from(unpacker.unpack(packFrame(good), good.length)).equals(good)).toBe(true);
  }
});

test('this Node has the decoder that makes it fast', () => {
  expect(Reflect.get(createZstdDecompress(), '_handle')).toHaveProperty('writeSync');
});
