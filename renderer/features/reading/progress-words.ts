import type { Investigation, Source, SourceOptions } from '#contract/investigations.ts';
import type { Progress } from '../../app/stores/session.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatCount, formatExactCount } from '../../format/count.ts';

/** Investigate may open while reading from this many records on. */
export const RECORDS_TO_BEGIN = 10_000;
/** Investigate opens by itself when the screen was left alone for this long. */
export const HANDS_OFF_MS = 2_000;

/** Part of the sources consumed, in [0, 1]; of log services by records. Undefined when no size is known (standard input). */
export function shareRead(
  progress: Pick<Progress, 'sizeBytes' | 'consumedBytes'> & Partial<Pick<Progress, 'investigation'>>,
): number | undefined {
  const services = progress.investigation?.sources.filter(isService) ?? [];
  if (services.some((source) => sourceShare(source) === undefined)) return undefined;
  // A service counts as much as all files together: its bytes are not known beforehand.
  const shares = services.map((source) => sourceShare(source) ?? 0);
  if (progress.sizeBytes > 0) shares.push(Math.min(1, progress.consumedBytes / progress.sizeBytes));
  return shares.length === 0 ? undefined : shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** A log service that is asked: its place is an address. */
export function isService(source: Pick<Source, 'path'>): boolean {
  return /^https?:\/\//.test(source.path);
}

/** The same from the sources alone, for when no progress is being told (a stopped investigation opened again). */
export function shareOfSources(investigation: Investigation): number | undefined {
  if (investigation.complete) return 1;
  const read = investigation.sources.filter((source) => source.state !== 'skipped' && source.state !== 'failed');
  const sizeBytes = read.reduce((sum, source) => sum + source.sizeBytes, 0);
  const consumedBytes = read.reduce((sum, source) => sum + Math.min(source.consumedBytes, source.sizeBytes), 0);
  return shareRead({ sizeBytes, consumedBytes, investigation });
}

export function sourceShare(source: Source): number | undefined {
  if (source.state === 'done') return 1;
  if (source.expectedRecords !== undefined && source.expectedRecords > 0) return Math.min(1, source.records / source.expectedRecords);
  return source.sizeBytes > 0 ? Math.min(1, source.consumedBytes / source.sizeBytes) : undefined;
}

/** Whole percent, never 100 before the end. */
export function percentOf(share: number): number {
  return share >= 1 ? 100 : Math.min(99, Math.round(share * 100));
}

export function isPacked(source: Source): boolean {
  return source.compression !== 'none' && source.compression !== '';
}

/** Bytes of text the source will have: known for plain files, an estimate (`about`) for packed ones. */
export function expectedBytes(source: Source): { readonly bytes: number; readonly about: boolean } | undefined {
  if (source.state === 'done') return { bytes: source.bytes, about: false };
  if (!isPacked(source)) return source.sizeBytes > 0 ? { bytes: source.sizeBytes, about: false } : undefined;
  const share = sourceShare(source);
  return share !== undefined && share > 0.005 ? { bytes: source.bytes / share, about: true } : undefined;
}

/** All text there will be, over the sources that are read. */
export function expectedTotal(investigation: Investigation): { readonly bytes: number; readonly about: boolean } | undefined {
  let bytes = 0;
  let about = false;
  for (const source of investigation.sources) {
    if (source.state === 'skipped') continue;
    const expected = source.state === 'failed' ? { bytes: source.bytes, about: false } : expectedBytes(source);
    if (expected === undefined) return undefined;
    bytes += expected.bytes;
    about ||= expected.about;
  }
  return { bytes, about };
}

/** The line under a file's name. */
export function sourceFacts(source: Source): string {
  if (source.state === 'skipped') return `Skipped: ${lowerFirst(source.problem?.message ?? 'not a log')}`;
  if (source.state === 'failed') return source.problem?.message ?? 'Cannot be read';
  if (source.state === 'waiting') return 'Waiting';
  const facts = [`${formatExactCount(source.records)} records${source.state === 'reading' ? ' so far' : ''}`];
  if (source.state === 'stopped') facts.push('stopped');
  if (source.continuation > 0) facts.push(`${formatCount(source.continuation)} lines joined`);
  if (source.unparsed > 0) facts.push(`${formatCount(source.unparsed)} kept as plain text`);
  if (source.untimed > 0) facts.push(`${formatCount(source.untimed)} without a time`);
  return facts.join(', ');
}

/** How an unfinished source can be read on, if at all. */
export function readAgain(source: Source): { readonly words: string; readonly options: SourceOptions } | undefined {
  if (source.state === 'stopped' || source.state === 'failed')
    return { words: isService(source) || source.path.startsWith('otlp:') ? 'Resume' : 'Read again', options: {} };
  if (source.state === 'skipped' && source.problem?.code === 'BINARY_SOURCE')
    return { words: 'Read as text anyway', options: { asText: true } };
  return undefined;
}

/** `JSON lines, zstd`. */
export function formatTitle(source: Source): string {
  if (source.state === 'skipped') return 'Not read';
  if (source.formatTitle === '') return '–';
  return isPacked(source) ? `${source.formatTitle}, ${source.compression}` : source.formatTitle;
}

/** Two lines of the Read column. */
export function bytesRead(source: Source, binary: boolean): readonly [string, string] {
  if (source.state === 'skipped' || source.state === 'waiting')
    return ['–', source.state === 'waiting' ? formatBytes(source.sizeBytes, { binary }) : ''];
  const read = formatBytes(source.bytes, { binary });
  if (source.state === 'done') return [read, isPacked(source) ? `${formatBytes(source.sizeBytes, { binary })} packed` : ''];
  const expected = expectedBytes(source);
  if (expected === undefined) return [read, ''];
  return [read, `of ${expected.about ? 'about ' : ''}${formatBytes(expected.bytes, { binary })}`];
}

/** The quarter last passed, for the one word said aloud: 0, 25, 50, 75 or 100. */
export function quarter(share: number | undefined): number {
  return share === undefined ? 0 : Math.floor(percentOf(share) / 25) * 25;
}

/**
 * What becomes of the reading screen when the last file ends.
 * @param touchedMs when the person last did something here; undefined: never
 */
export function handOver(records: number, touchedMs: number | undefined, nowMs: number): 'open' | 'ready' | 'stay' {
  if (records === 0) return 'stay';
  return touchedMs === undefined || nowMs - touchedMs >= HANDS_OFF_MS ? 'open' : 'ready';
}

export function mayBegin(investigation: Investigation): boolean {
  const { records } = investigation.totals;
  return records >= RECORDS_TO_BEGIN || (records > 0 && !investigation.reading);
}

/** The heading of the reading screen. */
export function readingTitle(investigation: Investigation): string {
  const count = investigation.sources.filter((source) => source.state !== 'skipped').length;
  const files = count === 1 ? '1 file' : `${formatCount(count)} files`;
  if (investigation.reading) return `Reading ${files}`;
  if (investigation.sources.some((source) => source.state === 'stopped')) return 'Reading was stopped';
  const read = investigation.sources.filter((source) => source.state === 'done').length;
  return read === count ? `${files} read` : `${formatCount(read)} of ${files} read`;
}

function lowerFirst(text: string): string {
  // Leaves names and codes alone: `JSON …`, `UTF-16 …`.
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/**
 * Whether the zone assumed for a file fits the others: compares where they end.
 * Undefined when there is nothing to compare or the times name their zone.
 */
export function zoneHint(
  source: Source,
  others: readonly Source[],
  second: (us: number) => string,
): { fits: boolean; words: string } | undefined {
  if (source.timesNameZone || source.range === undefined) return undefined;
  const ends = others.flatMap((other) => (other.id !== source.id && other.range ? [other.range.untilUs] : []));
  if (ends.length === 0) return undefined;
  const end = Math.max(...ends);
  const minutes = (source.range.untilUs - end) / 60_000_000;
  const zone = source.timeZone || 'UTC';
  const said = `The other files end at ${second(end)}. Read as ${zone}, the last line of this one is ${second(source.range.untilUs)}`;
  if (Math.abs(minutes) < 15) return { fits: true, words: `${said}, so the guess fits.` };
  const halfHours = Math.round(minutes / 30);
  if (Math.abs(halfHours) > 28 || Math.abs(minutes - halfHours * 30) > 5) return undefined;
  const hours = Math.abs(halfHours) / 2;
  return { fits: false, words: `${said}: ${hours} h ${minutes < 0 ? 'earlier' : 'later'}. Its times may be of another zone.` };
}
