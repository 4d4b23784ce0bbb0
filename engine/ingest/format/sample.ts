import { AppError } from '../../base/app-error.ts';

export interface SampleText {
  /** 'utf-8', 'utf-8 with BOM', 'utf-8 with some invalid bytes'. */
  readonly encoding: string;
  /** Bytes before the first line. */
  readonly skipBytes: number;
  /** Line ranges [start, end) of the sample, without line ends; the last line only when the sample is whole. */
  readonly lines: readonly { readonly start: number; readonly end: number }[];
}

const MAX_LINES = 2_000;

/**
 * Looks at the head of a source: is it text, in what encoding, what are its lines.
 * @param isWhole the sample is all there is
 * @throws AppError UNSUPPORTED_ENCODING for UTF-16 and UTF-32, BINARY_SOURCE unless `asText`
 */
export function sampleText(sample: Uint8Array, isWhole: boolean, name: string, asText: boolean): SampleText {
  const wide = wideEncoding(sample);
  if (wide !== undefined) {
    throw new AppError(
      'UNSUPPORTED_ENCODING',
      `${name} is written in ${wide}, which is not supported yet. Nothing of it was read. Convert it to UTF-8, for example with "iconv -f ${wide} -t utf-8", and add it again.`,
    );
  }
  const hasMark = sample.length >= 3 && sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf;
  const skipBytes = hasMark ? 3 : 0;
  if (!asText) refuseBinary(sample, name);
  return {
    encoding: hasMark ? 'utf-8 with BOM' : isUtf8(sample) ? 'utf-8' : 'utf-8 with some invalid bytes',
    skipBytes,
    lines: linesOf(sample, skipBytes, isWhole),
  };
}

function wideEncoding(sample: Uint8Array): string | undefined {
  if (sample.length >= 2 && sample[0] === 0xff && sample[1] === 0xfe) return 'UTF-16LE';
  if (sample.length >= 2 && sample[0] === 0xfe && sample[1] === 0xff) return 'UTF-16BE';
  // Without a mark: every second byte of Latin text is zero.
  const length = Math.min(sample.length & ~1, 4_096);
  if (length < 16) return undefined;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (sample[i] === 0) even++;
    if (sample[i + 1] === 0) odd++;
  }
  if (odd > length * 0.4 && even < length * 0.05) return 'UTF-16LE';
  return even > length * 0.4 && odd < length * 0.05 ? 'UTF-16BE' : undefined;
}

function refuseBinary(sample: Uint8Array, name: string): void {
  let zeros = 0;
  let controls = 0;
  for (const byte of sample) {
    if (byte === 0) zeros++;
    else if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x1b && byte !== 0x0c) controls++;
  }
  const share = (count: number) => Math.round((count * 100) / sample.length);
  const finding =
    zeros > sample.length * 0.05
      ? `${share(zeros)}% zero bytes`
      : controls > sample.length * 0.1
        ? `${share(controls)}% control bytes`
        : undefined;
  if (finding !== undefined) {
    throw new AppError(
      'BINARY_SOURCE',
      `${name} is binary data, not a log: ${finding}. It was left out. Read it as text if it is a log all the same.`,
    );
  }
}

function isUtf8(sample: Uint8Array): boolean {
  // A character may be cut at the end of the sample.
  let end = sample.length;
  while (end > 0 && end > sample.length - 4 && (sample[end - 1] & 0xc0) === 0x80) end--;
  if (end > 0 && sample[end - 1] >= 0xc0) end--;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample.subarray(0, end));
    return true;
  } catch {
    return false;
  }
}

function linesOf(sample: Uint8Array, skipBytes: number, isWhole: boolean): { start: number; end: number }[] {
  const lines: { start: number; end: number }[] = [];
  let start = skipBytes;
  while (start < sample.length && lines.length < MAX_LINES) {
    let end = sample.indexOf(0x0a, start);
    if (end < 0) {
      if (!isWhole && lines.length > 0) break;
      end = sample.length;
    }
    const content = end > start && sample[end - 1] === 0x0d ? end - 1 : end;
    if (content > start) lines.push({ start, end: content });
    start = end + 1;
  }
  return lines;
}
