import { z } from 'zod';
import { Count, EpochUs, InvestigationId, LevelCounts, Range, SourceId } from './common.ts';
import { call, stream } from './definition.ts';

/** waiting: not begun. done: read to its end. stopped: cancelled, what was read stays. failed: see `problem`. skipped: not a log. gone: read earlier, the file is no longer there. */
export const SourceState = z.enum(['waiting', 'reading', 'done', 'stopped', 'failed', 'skipped']);

export const Source = z.object({
  id: SourceId,
  /** Absolute path, or `-` for standard input. */
  path: z.string(),
  /** What to call it: file name, unique within the investigation. */
  name: z.string(),
  state: SourceState,
  /** Format id, for example `json-lines`; empty until detected. */
  format: z.string(),
  formatTitle: z.string(),
  /** One sentence: why this format. */
  formatReason: z.string(),
  /** 'utf-8', 'utf-8 with BOM', 'utf-16le' … */
  encoding: z.string(),
  /** none, gzip, zstd */
  compression: z.string(),
  /** Size on disk in bytes; 0 when unknown (standard input). */
  sizeBytes: Count,
  /** Bytes of the file consumed so far, against sizeBytes. */
  consumedBytes: Count,
  /** Bytes of text read so far, after decompression. */
  bytes: Count,
  lines: Count,
  records: Count,
  /** Lines joined to the record above. records + continuation + skipped = lines. */
  continuation: Count,
  /** Lines that became no record: blank lines. */
  skipped: Count,
  /** Records whose first line did not fit the format; they are kept as plain text. */
  unparsed: Count,
  /** Records without a time of their own; they take the time of the line above. */
  untimed: Count,
  /** Lines longer than the limit: their beginning is kept. */
  truncated: Count,
  range: Range.optional(),
  /** Zone assumed for times that name none: IANA name or `+02:00`. */
  timeZone: z.string(),
  /** True where the times themselves name their zone. */
  timesNameZone: z.boolean(),
  elapsedMs: z.number().min(0),
  linesPerSecond: z.number().min(0),
  patterns: Count,
  /** Service of its records that name none themselves: taken from the name of the file where that says one. */
  service: z.string().optional(),
  /** Of a log service, while it is read: how many records it says there are. */
  expectedRecords: Count.optional(),
  /** What went wrong, in a sentence a person can act on. */
  problem: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type Source = z.output<typeof Source>;

export const Totals = z.object({
  bytes: Count,
  lines: Count,
  records: Count,
  continuation: Count,
  skipped: Count,
  unparsed: Count,
  untimed: Count,
  truncated: Count,
  patterns: Count,
  byLevel: LevelCounts,
});

export const Investigation = z.object({
  id: InvestigationId,
  name: z.string(),
  /** Where its file lies. */
  path: z.string(),
  fileBytes: Count,
  createdUs: EpochUs,
  sources: z.array(Source),
  totals: Totals,
  range: Range.optional(),
  /** True when every source was read to its end. Counts of an incomplete investigation carry `+`. */
  complete: z.boolean(),
  /** True while sources are being read. */
  reading: z.boolean(),
});
export type Investigation = z.output<typeof Investigation>;

export const RecentInvestigation = z.object({
  id: InvestigationId,
  name: z.string(),
  path: z.string(),
  openedUs: EpochUs,
  range: Range.optional(),
  records: Count,
  patterns: Count,
  sourceNames: z.array(z.string()),
  fileBytes: Count,
  complete: z.boolean(),
  /** False: the file is gone or unreadable. */
  available: z.boolean(),
  /** 48 buckets over the range: all records, and those of ERROR and FATAL. */
  volume: z.array(Count),
  errors: z.array(Count),
});
export type RecentInvestigation = z.output<typeof RecentInvestigation>;

export const SourceOptions = z.object({
  /** Format id; absent: detect. */
  format: z.string().optional(),
  /** Zone for times that name none; absent: UTC. */
  timeZone: z.string().optional(),
  /** Read although it looks binary. */
  asText: z.boolean().optional(),
});
export type SourceOptions = z.output<typeof SourceOptions>;

export const SourceRequest = z.object({
  path: z.string().min(1),
  /** Shown instead of the file name (dropped files arrive under a temporary name). */
  name: z.string().optional(),
  /** Delete the file when it has been read: it is our own copy. */
  temporary: z.boolean().optional(),
  options: SourceOptions.optional(),
});

export const IngestProgress = z.object({
  investigation: Investigation,
  /** Whole bytes to read and read so far, as on disk. */
  sizeBytes: Count,
  consumedBytes: Count,
  elapsedMs: z.number(),
  linesPerSecond: z.number(),
  bytesPerSecond: z.number(),
  /** Absent until it can be told. */
  remainingMs: z.number().optional(),
  memoryBytes: Count,
  /** Up to which time every unfinished source has been read; the timeline hatches what lies behind it. */
  coveredUntilUs: EpochUs.optional(),
  workers: z.int(),
});
export type IngestProgress = z.output<typeof IngestProgress>;

export const FormatInfo = z.object({ id: z.string(), title: z.string(), description: z.string(), example: z.string() });

export const PreviewRecord = z.object({
  line: Count,
  untilLine: Count,
  timeUs: EpochUs.optional(),
  level: z.string(),
  service: z.string().optional(),
  message: z.string(),
  fields: z.array(z.object({ name: z.string(), value: z.string() })),
});

/** How a source is read, for the lower half of the reading screen. */
export const SourcePreview = z.object({
  format: z.string(),
  formatTitle: z.string(),
  formatReason: z.string(),
  matchedLines: Count,
  sampledLines: Count,
  runnerUp: z.object({ format: z.string(), title: z.string(), matchedLines: Count }).optional(),
  encoding: z.string(),
  timeField: z.string().optional(),
  levelField: z.string().optional(),
  serviceField: z.string().optional(),
  levelsSeen: z.array(z.string()),
  multiline: z.string(),
  timeZone: z.string(),
  timesNameZone: z.boolean(),
  records: z.array(PreviewRecord),
});
export type SourcePreview = z.output<typeof SourcePreview>;

const Named = z.object({ investigationId: InvestigationId });

export const investigationApi = {
  hello: call(z.object({ contract: z.int() }), z.object({ version: z.string(), contract: z.int() })),
  engineStatus: call(z.object({}), z.object({ memoryBytes: Count, savedBytes: Count, uptimeMs: z.number(), workers: z.int() })),
  listRecent: call(z.object({}), z.object({ investigations: z.array(RecentInvestigation) })),
  createInvestigation: call(z.object({ name: z.string().max(200).optional(), path: z.string().optional() }), Investigation),
  /** By id (a recent one) or by the path of a saved file. */
  openInvestigation: call(z.object({ id: InvestigationId.optional(), path: z.string().optional() }), Investigation),
  getInvestigation: call(Named, Investigation),
  renameInvestigation: call(z.object({ investigationId: InvestigationId, name: z.string().min(1).max(200) }), Investigation),
  /** Deletes the index; the logs are never touched. */
  deleteInvestigation: call(Named, z.object({})),
  listFormats: call(z.object({}), z.object({ formats: z.array(FormatInfo) })),
  /** Files, folders (every file in it), or `-`. Answers at once with the sources; watchIngest tells the rest. */
  addSources: call(z.object({ investigationId: InvestigationId, sources: z.array(SourceRequest).min(1).max(10_000) }), Investigation),
  /** The built-in sample incident as a new investigation. */
  openSample: call(z.object({}), Investigation),
  /** One item at once, then at most two a second while reading, and a last one when all is read. Ends then. */
  watchIngest: stream(Named, IngestProgress),
  /** Stops one source or all; keeps what was read. */
  cancelIngest: call(z.object({ investigationId: InvestigationId, sourceId: SourceId.optional() }), Investigation),
  /** Drops what the source gave and reads it again with other options; a source of a log service goes on where it stopped. */
  rereadSource: call(z.object({ investigationId: InvestigationId, sourceId: SourceId, options: SourceOptions }), Investigation),
  previewSource: call(z.object({ investigationId: InvestigationId, sourceId: SourceId }), SourcePreview),
  /** Free JSON the window keeps with the investigation: its view state. */
  getViewState: call(Named, z.object({ state: z.string().optional() })),
  putViewState: call(z.object({ investigationId: InvestigationId, state: z.string().max(200_000) }), z.object({})),
};
