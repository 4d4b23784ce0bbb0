import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAppError } from '../../base/app-error.ts';
import { type ByteFeed, openFileFeed } from './byte-feed.ts';
import { compressionOf } from './container.ts';
import { openPackedFeed } from './packed-feed.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logsift-feed-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = Array.from({ length: 60_000 }, (_, i) => `line ${i} value ${(i * 7919) % 10_007}`).join('\n');

function put(name: string, bytes: Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

async function drain(feed: ByteFeed): Promise<{ text: string; error: unknown }> {
  const parts: Buffer[] = [];
  let error: unknown;
  for (;;) {
    const target = new Uint8Array(10_007);
    let count = 0;
    try {
      count = await feed.read(target, 0, target.length);
    } catch (caught) {
      error = caught;
    }
    if (count === 0) break;
    parts.push(Buffer.from(target.subarray(0, count)));
  }
  feed.close();
  return { text: Buffer.concat(parts).toString(), error };
}

test('a plain file is read from the offset asked for', async () => {
  const file = put('a.log', Buffer.from(text));
  expect((await drain(openFileFeed(file, 'a.log', 5))).text).toBe(text.slice(5));
});

test.each([
  ['gzip', (bytes: Buffer) => gzipSync(bytes)],
  ['zstd', (bytes: Buffer) => zstdCompressSync(bytes)],
] as const)('%s is recognised by its head and unpacked', async (compression, pack) => {
  const packed = pack(Buffer.from(text));
  expect(compressionOf(packed)).toBe(compression);
  const feed = openPackedFeed(put('a.packed', packed), 'a.packed', compression);
  expect(await drain(feed)).toEqual({ text, error: undefined });
  expect(feed.consumed()).toBe(packed.length);
});

test.each([
  ['gzip', (bytes: Buffer) => gzipSync(bytes)],
  ['zstd', (bytes: Buffer) => zstdCompressSync(bytes)],
] as const)('half a %s file gives what is whole, then says where it ends', async (compression, pack) => {
  const packed = pack(Buffer.from(text));
  const half = packed.subarray(0, Math.floor(packed.length / 2));
  const got = await drain(openPackedFeed(put('half', half), 'half.log', compression));
  expect(got.text.length).toBeGreaterThan(text.length / 4);
  expect(text.startsWith(got.text)).toBe(true);
  expect(isAppError(got.error, 'UNREADABLE_SOURCE') && got.error.message).toContain(
    `half.log ends in the middle of its ${compression} data`,
  );
});

test('a file that is not there says so in a sentence', () => {
  expect(() => openFileFeed(path.join(folder, 'none.log'), 'none.log', 0)).toThrow('none.log cannot be opened. There is no such file.');
});

const ZSTD_SKIPPED = Buffer.concat([Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 4, 0, 0, 0]), Buffer.from('skip')]);
const gzipWithName = (bytes: Buffer): Buffer => {
  const packed = gzipSync(bytes);
  packed[3] = 0b11110;
  const header = Buffer.concat([packed.subarray(0, 10), Buffer.from([3, 0, 1, 2, 3]), Buffer.from('a.log\0a comment\0')]);
  const checksum = crc32(header);
  return Buffer.concat([header, Buffer.from([checksum & 0xff, (checksum >> 8) & 0xff]), packed.subarray(10)]);
};
/** Packs so badly that the packed pieces fill the reader's chunks. */
const noise = Buffer.from(Array.from({ length: 300_000 }, (_, i) => Math.imul(i + 1, 0x9e3779b1).toString(36)).join('\n'));

test.each([
  ['members behind one another', [gzipSync(text), gzipSync(''), gzipSync('more\n'), gzipSync(noise), gzipSync(noise)]],
  ['a header with name, comment and extras', [gzipWithName(Buffer.from('named\n')), gzipSync('more\n')]],
  ['zeros between and behind', [gzipSync('a\n'), Buffer.alloc(3), gzipSync('b\n'), Buffer.alloc(2_000_000)]],
  [
    'zstd frames behind one another',
    [zstdCompressSync(text), zstdCompressSync('more\n'), zstdCompressSync(noise), zstdCompressSync(noise)],
  ],
  ['zstd frames to be skipped, the first among them', [ZSTD_SKIPPED, zstdCompressSync('a\n'), ZSTD_SKIPPED, zstdCompressSync('b\n')]],
] as const)('%s are one text', async (_, pieces) => {
  const packed = Buffer.concat(pieces);
  const compression = compressionOf(packed);
  if (compression === 'none') throw new Error('not recognised');
  const feed = openPackedFeed(put('many', packed), 'many', compression);
  expect(await drain(feed)).toEqual({ text: pieces.map(contentOf).join(''), error: undefined });
  expect(feed.consumed()).toBe(packed.length);
});

function contentOf(piece: Buffer): string {
  if (piece[0] === 0x1f) return gunzipSync(piece).toString();
  return piece[0] === 0x28 ? zstdDecompressSync(piece).toString() : '';
}

/** A member without content, of exactly so many bytes. */
const emptyOf: Readonly<Record<'gzip' | 'zstd', (count: number) => Buffer>> = {
  gzip(count) {
    const packed = gzipSync('');
    packed[3] = 0b01000;
    return Buffer.concat([packed.subarray(0, 10), Buffer.alloc(count - packed.length - 1, 'n'), Buffer.alloc(1), packed.subarray(10)]);
  },
  zstd(count) {
    const frame = Buffer.alloc(count);
    frame.set(ZSTD_SKIPPED.subarray(0, 4));
    frame.writeUInt32LE(count - 8, 4);
    return frame;
  },
};

test.each([
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
] as const)('what stands behind %s data is named and costs nothing of it, wherever it begins', async (compression, pack) => {
  const data = pack(noise);
  const chunkBytes = 1 << 20;
  const toBoundary = 2 * chunkBytes - (data.length % chunkBytes);
  for (const lead of [100, toBoundary - 9, toBoundary - 1, toBoundary, toBoundary + 1]) {
    const bytes = Buffer.concat([emptyOf[compression](lead), data, Buffer.from('not packed at all')]);
    const { text: got, error } = await drain(openPackedFeed(put('behind', bytes), 'behind.log', compression));
    expect(got === noise.toString(), `${lead}`).toBe(true);
    expect(isAppError(error, 'TRAILING_BYTES') && error.message).toContain(
      `Behind the end of its ${compression} data behind.log has 17 bytes`,
    );
  }
});

test.each([
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
] as const)('a %s file cut anywhere gives what is whole and says so, except between members', async (compression, pack) => {
  const members = [pack('first\n'), pack('second\n')];
  const whole = Buffer.concat(members);
  for (let cut = 1; cut <= whole.length; cut++) {
    const { text: got, error } = await drain(openPackedFeed(put('cut', whole.subarray(0, cut)), 'cut.log', compression));
    expect('first\nsecond\n'.startsWith(got)).toBe(true);
    if (cut === members[0].length || cut === whole.length) expect([got.length, error]).toEqual([cut === whole.length ? 13 : 6, undefined]);
    else expect(isAppError(error), `${cut}`).toBe(true);
  }
});

test('gzip data that do not fit their checksum are damaged', async () => {
  const packed = gzipSync(text);
  packed[packed.length - 5] ^= 1;
  const { text: got, error } = await drain(openPackedFeed(put('sum', packed), 'sum.log', 'gzip'));
  expect([got === text, isAppError(error, 'UNREADABLE_SOURCE') && error.message]).toEqual([
    true,
    expect.stringContaining('damaged gzip data'),
  ]);
});
