import { AppError } from '../base/app-error.ts';
import type { SourceState } from '../base/source-state.ts';
import type { Handlers } from '../contract/definition.ts';
import type { exploreApi, LogRecord, Pattern, Timeline } from '../contract/explore.ts';
import type { TimelineAnswer } from '../query/answers.ts';
import type { PatternRow } from '../query/merge-patterns.ts';
import type { BareRecord } from '../query/record-view.ts';
import type { ReaderPool } from '../runtime/reader-pool.ts';
import type { StoredMark } from '../store/stored.ts';

/** An open investigation as far as questions about it need it. */
export interface ExploreTarget {
  readonly pool: Pick<ReaderPool, 'explorer' | 'reader'>;
  /** True while sources are being read: numbers can still change. */
  readonly isReading: boolean;
  sources(): readonly SourceState[];
  marks(): readonly StoredMark[];
  /** @throws AppError NOT_FOUND when the record is gone. */
  setMark(blockId: number, row: number, pinned: boolean, note: string | undefined, updatedUs: number): void;
}

/** What the workspace offers to the handlers. */
export interface ExploreHost {
  /** @throws AppError NOT_FOUND when no such investigation is open. */
  get(investigationId: string): ExploreTarget;
}

/** @param nowUs the clock, for the date of marks. */
export function exploreHandlers(host: ExploreHost, nowUs: () => number = () => Date.now() * 1_000): Handlers<typeof exploreApi> {
  const open = (id: string) => {
    const target = host.get(id);
    return { target, explorer: target.pool.explorer, partial: target.isReading };
  };

  return {
    getTimeline: async ({ filter, maxBuckets }, { signal }) => {
      const { explorer, partial } = open(filter.investigationId);
      return timelineOf(await explorer.timeline(filter, maxBuckets, signal), partial);
    },

    listPatterns: async ({ filter, limit, keep, sparkBuckets }, { signal }) => {
      const { explorer, partial } = open(filter.investigationId);
      const answer = await explorer.patterns(filter, sparkBuckets, { limit, keep }, signal);
      const { rows, total, totalUnfiltered, records, recordsUnfiltered, bytes, trends } = answer;
      return {
        patterns: rows.map(patternOf),
        total,
        totalUnfiltered,
        records,
        recordsUnfiltered,
        bytes,
        trends,
        partial,
      };
    },

    getPattern: async ({ filter, patternId }, { signal }) => {
      const { explorer, partial, target } = open(filter.investigationId);
      const answer = await explorer.pattern(filter, patternId, signal);
      const mark = marker(target);
      return {
        pattern: patternOf(answer.pattern),
        share: answer.share,
        busiestMinute: answer.busiestMinute,
        variables: answer.variables.map(({ slot, name, kind, summary }) => ({ slot, name, kind, ...summary })),
        examples: answer.examples.map(({ why, record }) => ({ why, record: mark(record) })),
        timeline: timelineOf(answer.timeline, partial),
      };
    },

    getRecords: async ({ filter, order, offset, limit }, { signal }) => {
      const { explorer, partial, target } = open(filter.investigationId);
      const page = await explorer.page(filter, order, offset, limit, signal);
      return { records: page.records.map(marker(target)), total: page.total, offset: page.offset, partial: partial || !page.complete };
    },

    locateRecord: async ({ filter, order, atUs, recordId }, { signal }) => {
      if (atUs === undefined && recordId === undefined)
        throw new AppError('BAD_REQUEST', 'Neither a time nor a record was named to look for. Name one of them.');
      return open(filter.investigationId).explorer.locate(filter, order, { atUs, recordId }, signal);
    },

    getRecord: async ({ investigationId, recordId }, { signal }) => {
      const { explorer, target } = open(investigationId);
      const { record, bytes, fields, traceId } = await explorer.detail(recordId, signal);
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      const raw = buffer.toString('utf8');
      const isExact = buffer.equals(Buffer.from(raw, 'utf8'));
      return { record: marker(target)(record), raw, rawBase64: isExact ? undefined : buffer.toString('base64'), fields, traceId };
    },

    getContext: async ({ investigationId, recordId, before, after }, { signal }) => {
      const { explorer, target } = open(investigationId);
      const context = await explorer.context(recordId, before, after, signal);
      return { before: context.before.map(marker(target)), after: context.after.map(marker(target)) };
    },

    countRecords: async ({ filter }, { signal }) => {
      const { explorer, partial } = open(filter.investigationId);
      const startedMs = performance.now();
      const records = await explorer.count(filter, signal);
      const searchedRecords = (await explorer.overview()).records;
      return { total: searchedRecords, records, searchedRecords, elapsedMs: performance.now() - startedMs, partial };
    },

    listFacets: async ({ filter }, { signal }) => {
      const { explorer, partial, target } = open(filter.investigationId);
      const { levels, services, sources, fields } = await explorer.facets(filter, signal);
      const listed = target.sources().map(({ id, name, format }) => ({ id, value: name, format, count: sources.get(id) ?? 0 }));
      return { levels, services, sources: listed, fields, partial };
    },

    getFieldValues: async ({ filter, field, contains, limit }, { signal }) => {
      const { count, distinct, distinctExact, top, numeric } = await open(filter.investigationId).explorer.fieldValues(
        filter,
        field,
        contains,
        limit,
        signal,
      );
      return {
        field,
        records: count,
        distinct,
        distinctExact,
        values: top,
        numeric: numeric === undefined ? undefined : { min: numeric.min, max: numeric.max, p50: numeric.p50 },
      };
    },

    explainEmpty: async ({ filter }, { signal }) => {
      const { explorer } = open(filter.investigationId);
      const [without, { records }] = await Promise.all([explorer.withoutEachPart(filter, signal), explorer.overview()]);
      return { searchedRecords: records, without };
    },

    setMark: async ({ investigationId, recordId, pinned, note }) => {
      const [blockId, row] = recordId.split('-').map(Number);
      host.get(investigationId).setMark(blockId, row, pinned, note === '' ? undefined : note, nowUs());
      return {};
    },

    listMarks: async ({ investigationId }, { signal }) => {
      const { explorer, target } = open(investigationId);
      const marks = target.marks();
      const records = await explorer.recordsOf(
        marks.map(({ blockId, row }) => `${blockId}-${row}`),
        signal,
      );
      const mark = marker(target);
      const byId = new Map(records.map((record) => [record.id, mark(record)]));
      return {
        marks: marks.flatMap(({ blockId, row, pinned, note, updatedUs }) => {
          const record = byId.get(`${blockId}-${row}`);
          return record === undefined ? [] : [{ recordId: record.id, pinned, note, updatedUs, record }];
        }),
      };
    },
  };
}

/** Adds to records what the user noted about them. */
export function marker(target: Pick<ExploreTarget, 'marks'>): (record: BareRecord) => LogRecord {
  const marks = new Map(target.marks().map((mark) => [`${mark.blockId}-${mark.row}`, mark]));
  return (record) => {
    const mark = marks.get(record.id);
    return { ...record, pinned: mark?.pinned ?? false, note: mark?.note };
  };
}

function timelineOf(answer: TimelineAnswer, partial: boolean): Timeline {
  return { ...answer, partial };
}

function patternOf(row: PatternRow): Pattern {
  return { ...row };
}
