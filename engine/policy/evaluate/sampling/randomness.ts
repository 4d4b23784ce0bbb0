import type { Probability } from '../../model/intents.ts';
import { readerOf } from '../read-target.ts';
import { type LogRecord, textOfValue } from '../record.ts';
import { sha256Hex } from './sha256.ts';

export const RANDOMNESS_ATTRIBUTE = 'sampling.randomness';

export interface Randomness {
  /** 14 lowercase hex digits. */
  readonly digits: string;
  /** Nobody else can find the digits again, so they have to be written on the record. */
  readonly isFresh: boolean;
}

/**
 * Where the randomness of a record comes from under a policy, in the order that all programs share: carried along, from the trace id, from a
 * hash of the key, then what the policy says of records without a key.
 * @param random in [0, 1)
 * @returns a function that gives undefined where the record is to be kept
 */
export function randomnessOf(
  { key, fallback_key, no_key }: Probability,
  random: () => number,
): (record: LogRecord) => Randomness | undefined {
  const readKey = readerOf(key);
  const readFallback = fallback_key === undefined ? undefined : readerOf(fallback_key);
  const isTrace = key.record_field === 'LOG_RECORD_FIELD_TRACE_ID';
  return (record) => {
    const carried = record.attributes[RANDOMNESS_ATTRIBUTE];
    if (isRandomness(carried)) return { digits: carried, isFresh: false };
    const first = isTrace ? record.traceId : textOfValue(readKey(record));
    const digits = isTrace ? digitsOfTrace(first) : undefined;
    if (digits !== undefined) return { digits, isFresh: false };
    const own = isTrace && /^0*$/.test(first) ? '' : first;
    const text = own !== '' ? own : textOfValue(readFallback?.(record));
    if (text !== '') return { digits: digitsOfKey(text), isFresh: false };
    if (no_key === 'keep') return undefined;
    return no_key === 'random' ? { digits: freshDigits(random), isFresh: true } : { digits: digitsOfRecord(record), isFresh: false };
  };
}

export function isRandomness(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{14}$/.test(value);
}

/** The last 56 bits of a trace id; undefined where it is none. */
export function digitsOfTrace(traceId: string): string | undefined {
  return /^[0-9a-fA-F]{32}$/.test(traceId) && !/^0+$/.test(traceId) ? traceId.slice(18).toLowerCase() : undefined;
}

/** The first 56 bits of SHA-256. */
export function digitsOfKey(text: string): string {
  return sha256Hex(text).slice(0, 14);
}

function digitsOfRecord({ timeMs, resource, body }: LogRecord): string {
  return digitsOfKey(`${Math.floor(timeMs)}\n${textOfValue(resource['service.name'])}\n${textOfValue(body)}`);
}

function freshDigits(random: () => number): string {
  const half = () =>
    Math.floor(random() * 2 ** 28)
      .toString(16)
      .padStart(7, '0');
  return half() + half();
}
