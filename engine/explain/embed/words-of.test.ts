import { expect, test } from 'vitest';
import { wordsOf } from './words-of.ts';

test.each([
  ['acquire connection: pool exhausted after <*> in_use=<*>', ['acquire', 'connection', 'pool', 'exhausted', 'after', 'in', 'use']],
  ['ServerFileSystem domain is full', ['server', 'file', 'system', 'domain', 'is', 'full']],
  ['GET /api/cart/items HTTPError', ['get', 'api', 'cart', 'items', 'http', 'error']],
  ['db conn OOM ECONNREFUSED', ['database', 'connection', 'memory', 'exhausted', 'connection', 'refused']],
  ["user's x=1", ['user']],
])('%s', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});
