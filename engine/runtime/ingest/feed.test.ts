import { expect, test } from 'vitest';
import type { Chunk } from './dispatcher.ts';
import { Feed } from './feed.ts';

const MEGABYTE = new Uint8Array(1 << 20);

test('a service that sends faster than is committed has to wait: 8 MiB are on their way, and no more', async () => {
  const sent: Chunk[] = [];
  const feed = new Feed(100, (chunk) => sent.push(chunk) > 0);
  let pushed = 0;
  const all = (async () => {
    for (let index = 0; index < 20; index++) {
      await feed.push(MEGABYTE, String(index));
      pushed++;
    }
  })();
  await new Promise(setImmediate);
  expect([sent.length, pushed]).toEqual([9, 8]);
  feed.committed(3);
  await new Promise(setImmediate);
  expect([sent.length, pushed]).toEqual([12, 11]);
  feed.committed(12);
  await new Promise(setImmediate);
  feed.committed(8);
  await all;
  expect(sent.map(({ from, cursor }) => [from, cursor])).toEqual(
    Array.from({ length: 20 }, (_, index) => [100 + index * MEGABYTE.length, String(index)]),
  );
});

test('who waits for room is let go when the source is stopped', async () => {
  const feed = new Feed(0, () => true);
  const all = (async () => {
    for (;;) await feed.push(MEGABYTE, '');
  })();
  feed.stop();
  await expect(all).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(feed.signal.aborted).toBe(true);
});

test('a source that takes no more stops its service', async () => {
  const feed = new Feed(0, () => false);
  await expect(feed.push(MEGABYTE, '')).rejects.toMatchObject({ code: 'CANCELLED' });
});
