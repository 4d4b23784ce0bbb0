import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAppError } from '../../base/app-error.ts';
import { type ByteFeed, openFileFeed, openStreamFeed } from './byte-feed.ts';
import { compressionOf } from './container.ts';

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
  const feed = openStreamFeed(put('a.packed', packed), 'a.packed', compression);
  expect(await drain(feed)).toEqual({ text, error: undefined });
  expect(feed.consumed()).toBe(packed.length);
});

test.each([
  ['gzip', (bytes: Buffer) => gzipSync(bytes)],
  ['zstd', (bytes: Buffer) => zstdCompressSync(bytes)],
] as const)('half a %s file gives what is whole, then says where it ends', async (compression, pack) => {
  const packed = pack(Buffer.from(text));
  const half = packed.subarray(0, Math.floor(packed.length / 2));
  const got = await drain(openStreamFeed(put('half', half), 'half.log', compression));
  expect(got.text.length).toBeGreaterThan(text.length / 4);
  expect(text.startsWith(got.text)).toBe(true);
  expect(isAppError(got.error, 'UNREADABLE_SOURCE') && got.error.message).toContain(
    `half.log ends in the middle of its ${compression} data`,
  );
});

test('a file that is not there says so in a sentence', () => {
  expect(() => openFileFeed(path.join(folder, 'none.log'), 'none.log', 0)).toThrow('none.log cannot be opened. There is no such file.');
});
