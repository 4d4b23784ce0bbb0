import { expect, test } from 'vitest';
import { Mask } from './mask.ts';

const ALL = { cards: true, emails: true, tokens: true, ips: true };

test.each([
  ['paid with 4111 1111 1111 1111 by ada@example.org', 'paid with [card-1] by [email-1]'],
  ['order 4111111111111112 is no card: its check digit is wrong', 'order 4111111111111112 is no card: its check digit is wrong'],
  ['Authorization: Bearer abc.def-123456', 'Authorization: Bearer [secret-1]'],
  ['password=hunter2 user=ada', 'password=[secret-1] user=ada'],
  ['{"api_key": "k-0123456789", "n": 1}', '{"api_key": "[secret-1]", "n": 1}'],
  ['key AKIAIOSFODNN7EXAMPLE used', 'key [secret-1] used'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF123 seen', '[secret-1] seen'],
  ['postgres://shop:s3cr3t@db.internal:5432/shop', 'postgres://shop:[secret-1]@db.internal:5432/shop'],
  ['peer 10.42.7.118 and 2001:0db8:85a3:0000:0000:8a2e:0370:7334', 'peer [ip-1] and [ip-2]'],
  [
    'version 4.18.0 took 5.002s in trace e06556af4eee89ff48b1b1c309ed72ac',
    'version 4.18.0 took 5.002s in trace e06556af4eee89ff48b1b1c309ed72ac',
  ],
])('%s', (text, masked) => {
  expect(new Mask(ALL).apply(text)).toBe(masked);
});

test('the same value gets the same word, so that what belongs together still shows', () => {
  const mask = new Mask(ALL);
  expect(mask.apply('a@x.org wrote to b@x.org, then a@x.org again')).toBe('[email-1] wrote to [email-2], then [email-1] again');
  expect(mask.count).toBe(2);
});

test('what nobody wants masked stays', () => {
  const mask = new Mask({ cards: false, emails: false, tokens: false, ips: false });
  expect(mask.apply('a@x.org 10.0.0.1 password=hunter2')).toBe('a@x.org 10.0.0.1 password=hunter2');
});
