import { expect, test } from 'vitest';
import { encodeBlock } from './block-encoder.ts';
import { FIRST_COLUMN_FRAME, SECTION } from './block-layout.ts';
import { openBlock } from './block-reader.ts';
import { FrameFilterBuilder, hashesOf, readBlockFilter } from './frame-filter.ts';
import { randomOf, sampleBlock } from './testing/sample-block.ts';

const asciiFolded = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

test('a filter never leaves out a frame that holds the text, and leaves out most that do not (seed 5)', () => {
  const random = randomOf(5);
  const builder = new FrameFilterBuilder();
  let [asked, passed] = [0, 0];
  for (let round = 0; round < 8; round++) {
    const sample = sampleBlock(random, { rows: 300, signatures: 6, slots: 5, kinds: round % 2 === 0 });
    const reader = openBlock(encodeBlock(sample.input).data);
    const filter = readBlockFilter(builder.ofBlock(reader));
    expect(filter.frameCount).toBe(reader.frameCount);
    for (let frame = SECTION.tails; frame < reader.frameCount; frame++) {
      if (frame >= FIRST_COLUMN_FRAME) expect(filter.kinds[frame]).toBe(reader.frameKinds(frame));
      const text = asciiFolded(reader.peekFrame(frame));
      for (let probe = 0; probe < 60 && text.length > 0; probe++) {
        const from = Math.floor(random() * text.length);
        const needle = text.subarray(from, from + 1 + Math.floor(random() * 9));
        if (!needle.includes(10)) expect([frame, filter.mayHold(frame, hashesOf(needle))]).toEqual([frame, true]);
      }
      for (let probe = 0; probe < 60; probe++) {
        asked++;
        const absent = Uint8Array.from({ length: 12 }, () => 97 + Math.floor(random() * 26));
        if (filter.mayHold(frame, hashesOf(absent))) passed++;
      }
    }
  }
  expect(asked).toBeGreaterThan(900);
  // Frames of random digits have no bitmap and let everything through.
  expect(passed / asked).toBeLessThan(0.5);
});

test('what has fewer than three bytes passes everywhere but where there is nothing', () => {
  expect(hashesOf(Buffer.from('ab'))).toHaveLength(0);
  const sample = sampleBlock(randomOf(2), { rows: 20, signatures: 2, slots: 2, exactSlots: true });
  const reader = openBlock(encodeBlock({ ...sample.input, tailStart: sample.input.lineEnd, tailEnd: sample.input.lineEnd }).data);
  const filter = readBlockFilter(new FrameFilterBuilder().ofBlock(reader));
  expect(filter.mayHold(FIRST_COLUMN_FRAME, hashesOf(Buffer.from('ab')))).toBe(true);
  expect(filter.mayHold(SECTION.tails, hashesOf(Buffer.from('ab')))).toBe(false);
});

test('bytes that are no filter are damage', () => {
  const sample = sampleBlock(randomOf(3), { rows: 50, signatures: 3, slots: 3 });
  const data = new FrameFilterBuilder().ofBlock(openBlock(encodeBlock(sample.input).data));
  for (const length of [0, 1, 3, data.length - 1])
    expect(() => readBlockFilter(data.subarray(0, length))).toThrow(expect.objectContaining({ code: 'STORE_UNREADABLE' }));
});
