import { levelAt } from '../../base/level.ts';
import { LineScan } from '../../base/line-scan.ts';
import { SLOT } from '../../base/slot-kind.ts';
import type { SourceChoice, SourceState } from '../../base/source-state.ts';
import { RECORD_ROLES } from '../../connect/record-line.ts';
import type { FormatCatalog } from '../../ingest/format/catalog.ts';
import { multilineOf } from '../../ingest/format/scanner.ts';
import { streamOf, unfinishedStream } from '../../ingest/split/parts.ts';
import type { SourceHead } from './plan-source.ts';
import { lookAt } from './plan-source.ts';
import { readingOf } from './reading.ts';

/** Records shown of a source. */
const RECORDS = 16;
const MULTILINE_WORDS = {
  unmatched: 'Lines that do not fit the format join the record above',
  indented: 'Indented lines and stack traces join the record above',
  none: 'Every line is a record',
} as const;
const utf8 = new TextDecoder('utf-8');

export interface PreviewedRecord {
  readonly line: number;
  untilLine: number;
  readonly timeUs: number | undefined;
  readonly level: string;
  readonly service: string | undefined;
  readonly message: string;
  readonly fields: { readonly name: string; readonly value: string }[];
}

/** How a source is read, with its first records, from its head alone. @throws AppError for whatever is wrong with the source */
export async function previewSource(source: SourceState, choice: SourceChoice, catalog: FormatCatalog) {
  const head = await lookAt(source, choice, catalog);
  const { detection } = head;
  const { definition, runnerUp, roles } = detection;
  const records = firstRecords(head, source, catalog);
  return {
    format: definition.id,
    formatTitle: definition.title,
    formatReason: detection.reason,
    matchedLines: detection.matchedLines,
    sampledLines: detection.sampledLines,
    runnerUp:
      runnerUp === undefined
        ? undefined
        : { format: runnerUp.definition.id, title: runnerUp.definition.title, matchedLines: runnerUp.matchedLines },
    encoding: head.encoding,
    timeField: roles.time ?? (records.some((record) => record.timeUs !== undefined) ? 'the timestamp of the line' : undefined),
    levelField: roles.level ?? (records.some((record) => record.level !== 'UNSET') ? 'the level word of the line' : undefined),
    serviceField: roles.service ?? definition.service,
    levelsSeen: [...new Set(records.map((record) => record.level).filter((level) => level !== 'UNSET'))],
    multiline: MULTILINE_WORDS[multilineOf(definition, roles)],
    timeZone: head.timeZone,
    timesNameZone: detection.timesNameZone,
    records,
  };
}

/** What there is to say of a source whose lines were written here; its records are in the investigation. */
export function previewPulled({ format, formatTitle, formatReason, encoding, lines, timeZone }: SourceState) {
  const { time, level, service } = RECORD_ROLES;
  return {
    format,
    formatTitle,
    formatReason,
    matchedLines: lines,
    sampledLines: lines,
    encoding,
    timeField: time,
    levelField: level,
    serviceField: service,
    levelsSeen: [],
    multiline: MULTILINE_WORDS.none,
    timeZone,
    timesNameZone: true,
    records: [],
  };
}

function firstRecords(head: SourceHead, source: SourceState, catalog: FormatCatalog): PreviewedRecord[] {
  const { detection, sample, text } = head;
  const plan = {
    sourceId: source.id,
    readId: 0,
    path: head.path,
    name: source.name,
    compression: head.compression,
    lineEnd: head.lineEnd,
    skipBytes: text.skipBytes,
    format: detection.definition.id,
    roles: detection.roles,
    timeZone: head.timeZone,
    referenceTimeUs: head.referenceTimeUs,
  };
  const { rules } = readingOf(plan, catalog);
  const scan = new LineScan();
  const records: PreviewedRecord[] = [];
  let line = 0;
  let openStream = 0;
  for (const { start, end } of text.lines) {
    line++;
    const part = rules.partOf?.(sample, start, end) ?? 0;
    const joins = (openStream !== 0 && streamOf(part) === openStream) || (!rules.joinUnmatched && rules.isContinuation(sample, start, end));
    openStream = unfinishedStream(part);
    const matched = !joins && rules.scanner.scan(sample, start, end, scan);
    const above = records.at(-1);
    if (above !== undefined && (joins || (!matched && rules.joinUnmatched))) {
      above.untilLine = line;
      continue;
    }
    if (records.length >= RECORDS) break;
    if (!matched) rules.fallback.scan(sample, start, end, scan);
    const shape = (matched ? rules.scanner : rules.fallback).describe(sample, start, end, scan);
    const variables = shape.slotNames.flatMap((name, slot) =>
      name === undefined || scan.slotKind[slot] === SLOT.time
        ? []
        : [{ name, value: utf8.decode(sample.subarray(scan.slotStart[slot], scan.slotEnd[slot])) }],
    );
    records.push({
      line,
      untilLine: line,
      timeUs: Number.isNaN(scan.timeUs) ? undefined : scan.timeUs,
      level: levelAt(shape.level),
      service: shape.service ?? source.service,
      message: utf8.decode(sample.subarray(scan.messageStart, Math.min(scan.messageEnd, scan.messageStart + 500))),
      fields: [...shape.fields, ...variables],
    });
  }
  return records;
}
