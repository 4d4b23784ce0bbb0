import { expect, test } from 'vitest';
import { ShortTexts } from './short-texts.ts';

test('decodes as a decoder does, however often and in whatever order texts come', () => {
  const texts = new ShortTexts();
  const samples = ['', 'INFO', 'ERROR', 'c.e.auth.CursorReader', 'größe', '日本', 'x'.repeat(64), 'x'.repeat(65), 'y'.repeat(300)];
  for (let i = 0; i < 5_000; i++) samples.push(`logger-${i % 3_000}`);
  for (const sample of [...samples, ...samples.reverse()]) {
    const bytes = Buffer.from(`<<${sample}>>`);
    expect(texts.decode(bytes, 2, bytes.length - 2)).toBe(sample);
  }
  expect(texts.decode(Uint8Array.of(0x61, 0xff), 0, 2)).toBe('a\ufffd');
});
