/** How a runtime of containers writes lines that are too long for it: in parts, each a line of the file. */
export const PART_STYLES = ['none', 'cri', 'docker'] as const;
export type PartStyle = (typeof PART_STYLES)[number];

/** What a line is a part of: the number of its stream, and whether it goes on in a further line. 0: no line of a container. */
export type PartCode = number;
const STREAM_BITS = 3;
const GOES_ON = 4;
const [STDOUT, STDERR] = [1, 2];

/** Longer lines are never parts: runtimes cut at 16 KiB, and who begins to read in the middle of a file must find the line before. */
export const MAX_PART_BYTES = 60_000;

/** Judges by the line alone. @returns PartCode */
export type PartOf = (bytes: Uint8Array, start: number, end: number) => PartCode;

/** The stream of a line. */
export function streamOf(code: PartCode): number {
  return code & STREAM_BITS;
}

/** The stream whose next line goes on with what this line began; 0 where it is complete. */
export function unfinishedStream(code: PartCode): number {
  return code >= GOES_ON ? code & STREAM_BITS : 0;
}

export function partOfStyle(style: PartStyle): PartOf | undefined {
  if (style === 'none') return undefined;
  const partOf = style === 'cri' ? criPart : dockerPart;
  return (bytes, start, end) => (end - start > MAX_PART_BYTES ? 0 : partOf(bytes, start, end));
}

/** `<time> stdout P <content>`: F instead of P ends the line. */
function criPart(bytes: Uint8Array, start: number, end: number): PartCode {
  const limit = Math.min(end, start + 40);
  let at = start;
  while (at < limit && bytes[at] !== 0x20) at++;
  const tag = at + 8;
  if (tag >= end || bytes[tag - 1] !== 0x20 || (tag + 1 < end && bytes[tag + 1] !== 0x20)) return 0;
  const stream = streamNamed(bytes, at + 1);
  if (stream === 0) return 0;
  if (bytes[tag] === 0x50) return stream | GOES_ON;
  return bytes[tag] === 0x46 ? stream : 0;
}

const STREAM_KEY = Buffer.from('","stream":"');
/** Labels may stand between stream and time; they are short. */
const MAX_BEHIND_STREAM = 4_096;

/** `{"log":"<content>\n","stream":"stdout","time":…}`: content without a line feed at its end goes on. */
function dockerPart(bytes: Uint8Array, start: number, end: number): PartCode {
  const least = Math.max(start, end - MAX_BEHIND_STREAM);
  for (let at = end - STREAM_KEY.length - 7; at >= least; at--) {
    // Its quotes are not escaped, so it stands in no string.
    if (bytes[at] !== 0x22 || !isStreamKey(bytes, at)) continue;
    const stream = streamNamed(bytes, at + STREAM_KEY.length);
    if (stream === 0 || bytes[at + STREAM_KEY.length + 6] !== 0x22) return 0;
    return endsWithLineFeed(bytes, start, at) ? stream : stream | GOES_ON;
  }
  return 0;
}

function isStreamKey(bytes: Uint8Array, at: number): boolean {
  for (let i = 1; i < STREAM_KEY.length; i++) if (bytes[at + i] !== STREAM_KEY[i]) return false;
  return true;
}

/** An escaped line feed: an `n` behind an odd number of backslashes. */
function endsWithLineFeed(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[end - 1] !== 0x6e) return false;
  let backslash = end - 2;
  while (backslash >= start && bytes[backslash] === 0x5c) backslash--;
  return (end - backslash) % 2 === 1;
}

/** `stdout` or `stderr`. */
function streamNamed(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 0x73 || bytes[at + 1] !== 0x74 || bytes[at + 2] !== 0x64) return 0;
  if (bytes[at + 3] === 0x6f && bytes[at + 4] === 0x75 && bytes[at + 5] === 0x74) return STDOUT;
  return bytes[at + 3] === 0x65 && bytes[at + 4] === 0x72 && bytes[at + 5] === 0x72 ? STDERR : 0;
}
