import { expect, test } from 'vitest';
import type { MaskedMessage } from '../../base/masked-message.ts';
import { ClassAutomata, FormSieve, FormTest, type Verdict } from './form-test.ts';

const NUMBER: MaskedMessage = { texts: ['took ', 'ms'], kinds: ['number'], names: [undefined] };
const FIELD: MaskedMessage = { texts: ['user ', ''], kinds: ['text'], names: ['user'] };
const PATH: MaskedMessage = { texts: ['read ', ''], kinds: ['path'], names: [undefined] };
const NAMED_PATH: MaskedMessage = { ...PATH, names: ['path'] };

test.each<[string, string, MaskedMessage, Verdict]>([
  ['a masked value is never empty', '\\Atook [^ ]+ms\\z', NUMBER, 'all'],
  ['a masked value has the form of its kind', '\\Atook [a-z]+ms\\z', NUMBER, 'none'],
  ['some values of a kind', '\\Atook [0-4][0-9]*ms\\z', NUMBER, 'some'],
  ['a field of the format may be empty', '\\Auser .+\\z', FIELD, 'some'],
  ['a path has no space', '\\Aread [^ ]+\\z', PATH, 'all'],
  ['a field that begins like a path may have one', '\\Aread [^ ]+\\z', NAMED_PATH, 'some'],
  ['another beginning', '\\Awrote ', PATH, 'none'],
])('%s', (_, pattern, message, verdict) => {
  expect(new FormTest(pattern, new ClassAutomata()).verdict(message)).toBe(verdict);
});

test('a sieve of expressions lets through what any of them may take', () => {
  const sieve = new FormSieve(['^took ([0-9]+)ms$', '^([a-z]+) [^ ]+$']);
  const texts = (first: string, kinds: MaskedMessage['kinds'] = []): MaskedMessage => ({
    texts: kinds.length === 0 ? [first] : [first, ''],
    kinds,
    names: kinds.map(() => undefined),
  });
  expect(
    [NUMBER, PATH, texts('took'), texts('took a lot'), texts('', ['number']), texts('', ['text'])].map((one) => sieve.mayTake(one)),
  ).toEqual([true, true, false, false, false, true]);
});
