import type { Matcher, Scalar } from '../model/matcher.ts';
import { isList } from './read-target.ts';
import { textOfValue, type Value } from './record.ts';
import type { AutomatonPool } from './regex/automaton-pool.ts';
import { LinearRegex } from './regex/linear-regex.ts';

export interface CompiledPredicate {
  readonly test: (value: Value | undefined) => boolean;
  /** The value only records with exactly this one pass. */
  readonly only: string | number | boolean | undefined;
  /** A text that every value holds that passes, ASCII letters in lower case; empty where none is certain. */
  readonly needed: string;
  /** Cheap ones are asked first. */
  readonly cost: number;
}

/**
 * @param pool for predicates that are asked beside others
 * @throws RE2JSException for an expression that RE2 does not accept
 */
export function compilePredicate({ target, predicate }: Matcher, pool?: AutomatonPool): CompiledPredicate {
  if (predicate.regex !== undefined) return regexTest(predicate.regex, target.record_field === 'LOG_RECORD_FIELD_SEVERITY_NUMBER', pool);
  if (predicate.equals !== undefined) return equalsTest(predicate.equals, isId(target.record_field));
  if (predicate.contains !== undefined) return containsTest(predicate.contains);
  if (predicate.exists !== undefined) return cheap((value) => value !== undefined);
  return cheap(rangeTest(predicate));
}

function cheap(test: CompiledPredicate['test']): CompiledPredicate {
  return { test, only: undefined, needed: '', cost: 1 };
}

function regexTest(pattern: string, isNumber: boolean, pool: AutomatonPool | undefined): CompiledPredicate {
  const regex = new LinearRegex(pattern, pool);
  const test = isNumber
    ? (value: Value | undefined) => value !== undefined && regex.test(textOfValue(value))
    : (value: Value | undefined) => typeof value === 'string' && regex.test(value);
  return { test, only: undefined, needed: regex.needed, cost: regex.isSlow ? 10 : 5 };
}

function equalsTest(wanted: Scalar, isHexId: boolean): CompiledPredicate {
  if (typeof wanted === 'object') {
    const bytes = bytesOf(wanted.bytes);
    return cheap((value) => value instanceof Uint8Array && value.length === bytes.length && indexOfBytes(value, bytes) === 0);
  }
  const only = isHexId && typeof wanted === 'string' ? wanted.toLowerCase() : wanted;
  const test = typeof only === 'number' ? (value: Value | undefined) => isNumeric(value) && !(value < only) && !(value > only) : undefined;
  return { test: test ?? ((value) => value === only), only, needed: '', cost: 1 };
}

function containsTest(wanted: Scalar): CompiledPredicate {
  const same = equalsTest(wanted, false).test;
  const bytes = typeof wanted === 'object' ? bytesOf(wanted.bytes) : undefined;
  return {
    test: (value) => {
      if (typeof value === 'string') return typeof wanted === 'string' && value.includes(wanted);
      if (value instanceof Uint8Array) return bytes !== undefined && indexOfBytes(value, bytes) >= 0;
      return typeof value === 'object' && isList(value) && value.some(same);
    },
    only: undefined,
    // Members of arrays are not looked for by text.
    needed: '',
    cost: 3,
  };
}

function rangeTest({ gt, gte, lt, lte }: Matcher['predicate']): CompiledPredicate['test'] {
  if (gt !== undefined) return (value) => isNumeric(value) && value > gt;
  if (gte !== undefined) return (value) => isNumeric(value) && value >= gte;
  if (lt !== undefined) return (value) => isNumeric(value) && value < lt;
  return lte === undefined ? () => false : (value) => isNumeric(value) && value <= lte;
}

function isNumeric(value: Value | undefined): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function isId(field: string | undefined): boolean {
  return field === 'LOG_RECORD_FIELD_TRACE_ID' || field === 'LOG_RECORD_FIELD_SPAN_ID';
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes of checked base64 text, without the globals of Node or a browser. */
export function bytesOf(base64: string): Uint8Array {
  const bytes: number[] = [];
  let [bits, count] = [0, 0];
  for (const char of base64.replaceAll('=', '')) {
    bits = (bits << 6) | BASE64.indexOf(char);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 255);
    bits &= (1 << count) - 1;
  }
  return Uint8Array.from(bytes);
}

function indexOfBytes(value: Uint8Array, wanted: Uint8Array): number {
  for (let from = 0; from + wanted.length <= value.length; from++) if (wanted.every((byte, at) => value[from + at] === byte)) return from;
  return -1;
}
