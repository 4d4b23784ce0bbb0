import { expect, test } from 'vitest';
import { isIgnored } from './dropped-files.ts';
import { createKeep } from './keep.ts';
import { readFragment, writeFragment } from './web-address.ts';

test('the fragment holds the token first and the open investigation later', () => {
  expect(readFragment('#token=abc')).toEqual({ token: 'abc', investigationId: undefined });
  expect(readFragment(writeFragment('checkout 503s/1'))).toEqual({ token: undefined, investigationId: 'checkout 503s/1' });
  expect(writeFragment(undefined)).toBe('');
});

test('files no one means to open are left out of folders', () => {
  expect(['.DS_Store', 'logs/._a.log', 'Thumbs.db', 'a.log', 'logs/.hidden.log'].map(isIgnored)).toEqual([true, true, true, false, false]);
});

test('where storage is forbidden nothing is kept and nothing fails', () => {
  const keep = createKeep(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  keep.write('a', 'b');
  expect(keep.read('a')).toBeUndefined();
});
