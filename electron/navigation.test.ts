import { expect, test } from 'vitest';
import { APP_PAGE, isOwnPage } from './navigation.ts';

test('the own page is known with any query or fragment', () => {
  for (const tail of ['', '#open=abc', '?a=b']) expect(isOwnPage(APP_PAGE + tail, APP_PAGE)).toBe(true);
});

test.each([
  'https://example.com/index.desktop.html',
  'file:///index.desktop.html',
  'logsift://other/index.desktop.html',
  'logsift://window/other.html',
  'logsift-window://window/index.desktop.html',
  'about:blank',
  'javascript:alert(1)',
  'no address',
  '',
])('%s is not the own page', (address) => {
  expect(isOwnPage(address, APP_PAGE)).toBe(false);
});
