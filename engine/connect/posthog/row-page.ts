import { CLOSE_ARRAY, CLOSE_OBJECT, COLON, COMMA, OPEN_ARRAY, OPEN_OBJECT, pastSpace, pastValue, QUOTE } from './json-bytes.ts';

/** What stands around the rows of an answer; the rows themselves are still bytes. */
export interface PageFrame {
  readonly frame: Readonly<Record<string, unknown>>;
  /** Where the first row begins, and a bracket that closes their list or a later one. Undefined: the answer has no list of rows. */
  readonly rows: { readonly from: number; readonly until: number } | undefined;
}

/** What follows the rows is short. */
const END_BYTES = 4_096;
/**
 * The end of a list, then members whose values are single words or texts without escapes, then the end of the object. Counted from the last
 * byte, which is outside of any text, its quotes are those of its members: so its bracket closes a list of the outermost object.
 */
const END = /\](?:,"[^"\\]*":(?:null|true|false|\d+|"[^"\\]*"))*\}\s*$/;

/**
 * Looks at an answer no closer than to find its rows and how to ask on, so that the next page is asked for before this one is read.
 * @throws SyntaxError for what is no JSON object, or ends early
 */
export function frameOf(bytes: Buffer): PageFrame {
  let at = pastSpace(bytes, 0);
  if (bytes[at] !== OPEN_OBJECT) throw new SyntaxError('The answer is no JSON object.');
  at = pastSpace(bytes, at + 1);
  const frame: Record<string, unknown> = {};
  let rows: PageFrame['rows'];
  while (bytes[at] !== CLOSE_OBJECT) {
    const keyEnd = pastValue(bytes, expected(bytes, at, QUOTE));
    const key = bytes.toString('latin1', at + 1, keyEnd - 1);
    at = pastSpace(bytes, expected(bytes, pastSpace(bytes, keyEnd), COLON) + 1);
    const isRows = key === 'results' && bytes[at] === OPEN_ARRAY;
    const end = (isRows ? pastLastList(bytes, at) : undefined) ?? pastValue(bytes, at);
    if (isRows) rows = rowsBetween(pastSpace(bytes, at + 1), end - 1, bytes);
    else if (key === 'hasMore' || key === 'nextCursor') frame[key] = JSON.parse(bytes.toString('utf8', at, end));
    at = pastSpace(bytes, end);
    if (bytes[at] !== CLOSE_OBJECT) at = pastSpace(bytes, expected(bytes, at, COMMA) + 1);
  }
  return { frame, rows };
}

function rowsBetween(from: number, until: number, bytes: Buffer): PageFrame['rows'] {
  return { from, until: bytes[from] === CLOSE_ARRAY ? from : until };
}

/**
 * Behind the last list of the answer, found from its end, where all that matters of the frame follows it: then it does not matter whether it
 * is the list of rows that began at `open`, which ends where its rows do. Undefined: it must be looked for from its beginning.
 */
function pastLastList(bytes: Buffer, open: number): number | undefined {
  const from = Math.max(open + 1, bytes.length - END_BYTES);
  const found = END.exec(bytes.toString('latin1', from));
  const isAll = found?.[0].includes('"hasMore":') === true && found[0].includes('"nextCursor":');
  return found !== null && isAll ? from + found.index + 1 : undefined;
}

/** @returns where the next row begins, or `until`  @throws SyntaxError when neither a row nor the end of the list comes */
export function nextRow(bytes: Buffer, at: number, until: number): number {
  const next = pastSpace(bytes, at);
  if (bytes[next] === CLOSE_ARRAY) return until;
  return pastSpace(bytes, expected(bytes, next, COMMA) + 1);
}

function expected(bytes: Buffer, at: number, byte: number): number {
  if (bytes[at] === byte) return at;
  throw new SyntaxError(`The JSON has ${bytes[at] ?? 'no byte'} at ${at}, and ${byte} belongs there.`);
}
