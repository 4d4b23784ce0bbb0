import { bytesOf } from '../evaluate/compile-predicate.ts';
import { isList } from '../evaluate/read-target.ts';
import type { Attributes, Value } from '../evaluate/record.ts';

/** JSON of one member of an attribute list. */
export interface KeyValue {
  readonly key: string;
  readonly value: unknown;
}

const DEEPEST = 32;

/** Attributes by name; of two with the same name the last counts. Those without a value are left out. */
export function decodedAttributes(list: unknown, depth = 0): Attributes {
  const entries = keyValues(list).flatMap(({ key, value }) => {
    const decoded = decodedValue(value, depth);
    return decoded === undefined ? [] : [[key, decoded] as const];
  });
  return Object.fromEntries(entries);
}

/** OTLP's AnyValue in JSON; undefined for none. What is nested deeper than 32 levels is left out. */
export function decodedValue(given: unknown, depth = 0): Value | undefined {
  if (!isObject(given) || depth > DEEPEST) return undefined;
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = given;
  if (typeof stringValue === 'string') return stringValue;
  if (typeof boolValue === 'boolean') return boolValue;
  if (intValue !== undefined && intValue !== null) return wholeNumber(intValue);
  if (doubleValue !== undefined && doubleValue !== null) return Number(doubleValue);
  if (isObject(arrayValue)) return listOf(arrayValue.values).flatMap((item) => decodedValue(item, depth + 1) ?? []);
  if (isObject(kvlistValue)) return decodedAttributes(kvlistValue.values, depth + 1);
  return typeof bytesValue === 'string' ? bytesOf(bytesValue) : undefined;
}

function wholeNumber(value: unknown): number | bigint | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^-?\d{1,19}$/.test(value)) return undefined;
  const exact = BigInt(value);
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
}

/** The attribute list again. What is as it was is written as it was, so that no number changes its type on the way. */
export function attributesJson(attributes: Attributes, given: unknown): readonly KeyValue[] {
  const before = new Map(keyValues(given).map(({ key, value }) => [key, value]));
  return Object.entries(attributes).map(([key, value]) => {
    const old = before.get(key);
    return { key, value: old !== undefined && isSame(decodedValue(old), value) ? old : valueJson(value) };
  });
}

export function valueJson(value: Value): unknown {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'bigint') return { intValue: String(value) };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (value instanceof Uint8Array) return { bytesValue: base64(value) };
  if (isList(value)) return { arrayValue: { values: value.map(valueJson) } };
  return { kvlistValue: { values: Object.entries(value).map(([key, inner]) => ({ key, value: valueJson(inner) })) } };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

export function isSame(a: Value | undefined, b: Value | undefined): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return Object.is(a, b);
  return JSON.stringify(valueJson(a)) === JSON.stringify(valueJson(b));
}

function keyValues(list: unknown): readonly KeyValue[] {
  return listOf(list).flatMap((item) => (isObject(item) && typeof item.key === 'string' ? [{ key: item.key, value: item.value }] : []));
}

export function listOf(given: unknown): readonly unknown[] {
  return Array.isArray(given) ? given : [];
}

export function isObject(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

export function textOf(given: unknown): string {
  return typeof given === 'string' ? given : '';
}
