import { compilePredicate } from '../evaluate/compile-predicate.ts';
import { readerOf } from '../evaluate/read-target.ts';
import type { LogRecord, Value } from '../evaluate/record.ts';
import { LinearRegex } from '../evaluate/regex/linear-regex.ts';
import type { Matcher } from '../model/matcher.ts';
import type { Target } from '../model/target.ts';
import { escapedRegex } from './print-regex.ts';

export type RecordTest = (record: LogRecord) => boolean;

/** As the policy itself compares: values of another type do not match. */
export function typedTest(matcher: Matcher): RecordTest {
  const [read, { test }] = [readerOf(matcher.target), compilePredicate(matcher)];
  return (record) => test(read(record)) !== matcher.negate;
}

/** A comparison for programs to which everything is text. */
export interface TextCondition {
  readonly target: Target;
  /** RE2, unanchored. */
  readonly pattern: string;
  readonly negate: boolean;
}

/** @returns why it cannot be said, as text */
export function textCondition({ target, predicate, negate }: Matcher): TextCondition | string {
  const { regex, equals, contains, exists } = predicate;
  if (regex !== undefined) return { target, pattern: regex, negate };
  if (exists !== undefined) return { target, pattern: '', negate };
  if (typeof equals === 'object' || typeof contains === 'object') return 'it compares bytes';
  if (equals !== undefined) return { target, pattern: `\\A${escapedRegex(String(equals))}\\z`, negate };
  if (contains !== undefined) return { target, pattern: escapedRegex(String(contains)), negate };
  return 'it compares numbers, and this target compares texts';
}

/** @param ofMissing whether what is missing is an empty text, and both are no text: then a negated comparison holds there, otherwise none does */
export function textTest({ target, pattern, negate }: TextCondition, ofMissing: boolean): RecordTest {
  const [read, regex] = [readerOf(target), new LinearRegex(pattern)];
  return (record) => {
    const text = plainText(read(record));
    if (text === undefined || (ofMissing && text === '')) return negate && ofMissing;
    return regex.test(text) !== negate;
  };
}

/** What such programs see of a value: lists and maps are no texts. */
export function plainText(value: Value | undefined): string | undefined {
  return value === undefined || typeof value === 'object' ? undefined : String(value);
}

export function all(tests: readonly RecordTest[]): RecordTest {
  return (record) => tests.every((test) => test(record));
}
