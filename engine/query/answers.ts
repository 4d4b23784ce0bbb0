import type { Level } from '../base/level.ts';
import type { TimeRange } from '../base/time.ts';
import type { MergedPatterns, PatternRow } from './merge-patterns.ts';
import type { ValueSummary } from './merge-tally.ts';
import type { FieldOfRecord } from './ops/records.ts';
import type { BareRecord } from './record-view.ts';

/** Query text and time range, as the contract's Filter has them. */
export interface Asked {
  readonly query?: string | undefined;
  readonly range?: TimeRange | undefined;
}

export interface TimelineAnswer {
  readonly fromUs: number;
  readonly bucketUs: number;
  readonly counts: Partial<Record<Level, number[]>>;
  readonly total: number;
  readonly untimed: number;
}

export interface PageAnswer {
  readonly records: BareRecord[];
  readonly total: number;
  readonly offset: number;
  /** False: `total` is what was found so far, and the page may be shorter than asked for. */
  readonly complete: boolean;
}

export interface BlockLookup {
  readonly id: number;
  readonly sourceId: number;
  readonly seq: number;
  readonly rowCount: number;
}

/** The index of blocks, for walking along a source. */
export interface BlockDirectory {
  block(id: number): BlockLookup | undefined;
  blockAt(sourceId: number, seq: number): number | undefined;
}

export interface PatternsAnswer extends Omit<MergedPatterns, 'rows'> {
  readonly rows: PatternRow[];
  readonly recordsUnfiltered: number;
}

export interface PatternAnswer {
  readonly pattern: PatternRow;
  /** Of the records of the filter, in [0, 1]. */
  readonly share: number;
  readonly busiestMinute: { readonly startUs: number; readonly count: number } | undefined;
  readonly variables: {
    readonly slot: number;
    readonly name: string | undefined;
    readonly kind: FieldOfRecord['kind'];
    readonly summary: ValueSummary;
  }[];
  readonly examples: { readonly why: string; readonly record: BareRecord }[];
  readonly timeline: TimelineAnswer;
}

export interface DetailAnswer {
  readonly record: BareRecord;
  /** All lines of the record, byte for byte. */
  readonly bytes: Uint8Array;
  readonly fields: (FieldOfRecord & { readonly records: number | undefined })[];
  readonly traceId: string | undefined;
}

export interface FacetAnswer {
  /** Most serious first. */
  readonly levels: { readonly value: Level; readonly count: number }[];
  readonly services: { readonly value: string; readonly count: number }[];
  /** Records by source id. */
  readonly sources: ReadonlyMap<number, number>;
  readonly fields: { readonly name: string; readonly records: number; readonly numeric: boolean }[];
}
