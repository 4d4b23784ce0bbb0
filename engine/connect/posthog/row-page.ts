import { CLOSE_ARRAY, CLOSE_OBJECT, COLON, COMMA, OPEN_ARRAY, OPEN_OBJECT, pastSpace, pastValue, QUOTE } from './json-bytes.ts';

/** What stands around the rows of an answer; the rows themselves are still bytes. */
export interface PageFrame {
  readonly frame: Readonly<Record<string, unknown>>;
  /** Row i lies in bytes [spans[2 i], spans[2 i + 1]). Undefined: the answer has no list of rows. */
  readonly spans: Int32Array | undefined;
}

/**
 * Looks at an answer no closer than to find its rows and how to ask on, so that the next page is asked for before this one is read.
 * @throws SyntaxError for what is no JSON object, or ends early
 */
export function frameOf(bytes: Buffer): PageFrame {
  let at = pastSpace(bytes, 0);
  if (bytes[at] !== OPEN_OBJECT) throw new SyntaxError('The answer is no JSON object.');
  at = pastSpace(bytes, at + 1);
  const frame: Record<string, unknown> = {};
  let spans: Int32Array | undefined;
  while (bytes[at] !== CLOSE_OBJECT) {
    const keyEnd = pastValue(bytes, expected(bytes, at, QUOTE));
    const key = bytes.toString('latin1', at + 1, keyEnd - 1);
    at = pastSpace(bytes, expected(bytes, pastSpace(bytes, keyEnd), COLON) + 1);
    if (key === 'results' && bytes[at] === OPEN_ARRAY) ({ at, spans } = spansOf(bytes, at));
    else {
      const end = pastValue(bytes, at);
      if (key === 'hasMore' || key === 'nextCursor') frame[key] = JSON.parse(bytes.toString('utf8', at, end));
      at = end;
    }
    at = pastSpace(bytes, at);
    if (bytes[at] !== CLOSE_OBJECT) at = pastSpace(bytes, expected(bytes, at, COMMA) + 1);
  }
  return { frame, spans };
}

function spansOf(bytes: Buffer, open: number): { at: number; spans: Int32Array } {
  const ends: number[] = [];
  let at = pastSpace(bytes, open + 1);
  while (bytes[at] !== CLOSE_ARRAY) {
    const end = pastValue(bytes, at);
    ends.push(at, end);
    at = pastSpace(bytes, end);
    if (bytes[at] !== CLOSE_ARRAY) at = pastSpace(bytes, expected(bytes, at, COMMA) + 1);
  }
  return { at: at + 1, spans: Int32Array.from(ends) };
}

function expected(bytes: Buffer, at: number, byte: number): number {
  if (bytes[at] === byte) return at;
  throw new SyntaxError(`The JSON has ${bytes[at] ?? 'no byte'} at ${at}, and ${byte} belongs there.`);
}
