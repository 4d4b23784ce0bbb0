import { createWriteStream, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type AppError, isAppError } from '../../base/app-error.ts';
import type { SourceChoice, SourceState } from '../../base/source-state.ts';
import type { FormatCatalog } from '../../ingest/format/catalog.ts';
import { type Detection, detectFormat } from '../../ingest/format/detect.ts';
import { type SampleText, sampleText } from '../../ingest/format/sample.ts';
import { zoneOffsets } from '../../ingest/format/zone.ts';
import { openFileFeed } from '../../ingest/source/byte-feed.ts';
import { type Compression, compressionOf } from '../../ingest/source/container.ts';
import { carriageReturnsToLineFeeds, type LineEnd, lineEndOf } from '../../ingest/source/line-end.ts';
import { openPackedFeed } from '../../ingest/source/packed-feed.ts';
import { systemCode, unreadable } from '../../ingest/source/resolve-sources.ts';
import type { ReadPlan } from './messages.ts';

/** Enough for detection; more would delay the first records. */
const SAMPLE_BYTES = 1 << 20;

export interface PlannedSource {
  /** Undefined: the source is not read; `change` says why. */
  readonly plan: ReadPlan | undefined;
  readonly change: Partial<SourceState>;
  /** Size of a plain file: it can be read in ranges. */
  readonly splittableBytes: number;
}

export interface SourceHead {
  readonly path: string;
  readonly sizeBytes: number;
  readonly compression: Compression;
  readonly lineEnd: LineEnd;
  /** What the text is written in, and how its lines end where that is unusual. */
  readonly encoding: string;
  /** With lines that end with line feeds, whatever they end with in the file. */
  readonly sample: Uint8Array;
  readonly text: SampleText;
  readonly detection: Detection;
  readonly timeZone: string;
  readonly referenceTimeUs: number;
}

/** Looks at the head of a source and decides how it is read. Never rejects for what is wrong with a source: that becomes its state. */
export async function planSource(
  source: SourceState,
  choice: SourceChoice,
  readId: number,
  catalog: FormatCatalog,
): Promise<PlannedSource> {
  try {
    const head = await lookAt(source, choice, catalog);
    const { detection, compression, text } = head;
    return {
      plan: {
        sourceId: source.id,
        readId,
        path: head.path,
        name: source.name,
        compression,
        lineEnd: head.lineEnd,
        skipBytes: text.skipBytes,
        format: detection.definition.id,
        roles: detection.roles,
        timeZone: head.timeZone,
        referenceTimeUs: head.referenceTimeUs,
      },
      change: {
        format: detection.definition.id,
        formatTitle: detection.definition.title,
        formatReason: detection.reason,
        encoding: head.encoding,
        compression,
        sizeBytes: head.sizeBytes,
        timeZone: head.timeZone,
        timesNameZone: detection.timesNameZone,
      },
      splittableBytes: head.sizeBytes,
    };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { plan: undefined, change: refusal(error), splittableBytes: 0 };
  }
}

function refusal(error: AppError): Partial<SourceState> {
  return {
    state: error.code === 'BINARY_SOURCE' ? 'skipped' : error.code === 'EMPTY_SOURCE' ? 'done' : 'failed',
    problem: { code: error.code, message: error.message },
  };
}

/** @throws AppError for whatever is wrong with the source. */
export async function lookAt(source: SourceState, choice: SourceChoice, catalog: FormatCatalog): Promise<SourceHead> {
  const file = source.path === '-' ? await spoolStandardInput() : source.path;
  const stats = statFile(file, source.name);
  const head = await firstBytes(file, source.name, 'none', 16);
  const compression = compressionOf(head);
  const sample = compression === 'none' && head.length < 16 ? head : await firstBytes(file, source.name, compression, SAMPLE_BYTES);
  const lineEnd = lineEndOf(sample);
  if (lineEnd === 'CR') carriageReturnsToLineFeeds(sample);
  const isWhole = sample.length < SAMPLE_BYTES;
  const text = sampleText(sample, isWhole, source.name, choice.asText === true);
  const timeZone = choice.timeZone ?? 'UTC';
  const context = { zone: zoneOffsets(timeZone), referenceTimeUs: stats.modifiedUs };
  const detection = detectFormat(sample, text, catalog, context, choice.format);
  return {
    path: file,
    sizeBytes: stats.sizeBytes,
    compression,
    lineEnd,
    encoding: lineEnd === 'CR' ? `${text.encoding}, CR line ends` : text.encoding,
    sample,
    text,
    detection,
    timeZone,
    referenceTimeUs: stats.modifiedUs,
  };
}

function statFile(file: string, name: string): { sizeBytes: number; modifiedUs: number } {
  try {
    const stats = statSync(file);
    return { sizeBytes: stats.size, modifiedUs: Math.floor(stats.mtimeMs) * 1000 };
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

async function firstBytes(file: string, name: string, compression: Compression, count: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(count);
  const feed = compression === 'none' ? openFileFeed(file, name, 0) : openPackedFeed(file, name, compression);
  let length = 0;
  try {
    while (length < count) {
      const got = await feed.read(bytes, length, count - length);
      if (got === 0) break;
      length += got;
    }
  } catch (error) {
    // A packed file that breaks early: what there is decides, reading reports the break.
    if (!isAppError(error) || length === 0) throw error;
  } finally {
    feed.close();
  }
  return bytes.subarray(0, length);
}

/** Standard input can be read once only, but detection, reading and reading again each need it: it is kept in a temporary file. */
async function spoolStandardInput(): Promise<string> {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'logsift-stdin-')), 'stdin');
  try {
    await pipeline(process.stdin, createWriteStream(file, { mode: 0o600 }));
  } catch (cause) {
    throw unreadable(`standard input (${systemCode(cause)})`, cause);
  }
  return file;
}
