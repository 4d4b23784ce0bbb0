import { isLetter } from './match-value.ts';

/** Which lines join the record above; `none` where indentation means nothing in a source. */
export type Multiline = 'unmatched' | 'indented' | 'none';

const BEGINNINGS: readonly Uint8Array[] = [
  'Caused by: ',
  'Suppressed: ',
  '... ',
  'goroutine ',
  'Traceback (most recent call last)',
  'During handling of the above exception',
  'The above exception was',
].map((text) => new TextEncoder().encode(text));
const BEGINS = Uint8Array.from({ length: 256 }, (_, byte) => (BEGINNINGS.some((beginning) => beginning[0] === byte) ? 1 : 0));
const ENDINGS: readonly Uint8Array[] = ['Exception', 'Error'].map((text) => new TextEncoder().encode(text));

/** True for lines of stack traces and anything indented, judged by the line alone. */
export function isContinuation(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start];
  if (first === 0x20 || first === 0x09) return true;
  if (first === 0x7d || first === 0x5d || first === 0x29) return isClosingOnly(bytes, start, end);
  if (BEGINS[first] === 1 && BEGINNINGS.some((beginning) => isAt(beginning, bytes, start, end))) return true;
  if (!isLetter(first)) return false;
  // "at com.example.Main(Main.java:7)"
  if (first === 0x61 && bytes[start + 1] === 0x74 && bytes[start + 2] === 0x20 && bytes[end - 1] === 0x29) return true;
  return isExceptionName(bytes, start, end);
}

function isClosingOnly(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (isLetter(bytes[at])) return false;
  return true;
}

function isAt(text: Uint8Array, bytes: Uint8Array, at: number, end: number): boolean {
  if (at + text.length > end) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}

/** `java.lang.IllegalStateException: …`, `ValueError: …`: a name that ends in Exception or Error, then a colon or nothing. */
function isExceptionName(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  const limit = Math.min(end, start + 120);
  while (at < limit && (isLetter(bytes[at]) || bytes[at] === 0x2e || bytes[at] === 0x24 || bytes[at] === 0x5f)) at++;
  if (at < end && bytes[at] !== 0x3a) return false;
  return ENDINGS.some((ending) => at - start > ending.length && isAt(ending, bytes, at - ending.length, at));
}
