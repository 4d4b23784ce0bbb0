import type { TimeRange } from './time.ts';

/** One source of an investigation as it stands: stored, shown while reading, and sent to the window in this shape (contract: Source). */
export interface SourceState {
  readonly id: number;
  readonly path: string;
  readonly name: string;
  readonly state: 'waiting' | 'reading' | 'done' | 'stopped' | 'failed' | 'skipped';
  readonly format: string;
  readonly formatTitle: string;
  readonly formatReason: string;
  readonly encoding: string;
  readonly compression: string;
  readonly sizeBytes: number;
  readonly consumedBytes: number;
  readonly bytes: number;
  readonly lines: number;
  readonly records: number;
  readonly continuation: number;
  readonly skipped: number;
  readonly unparsed: number;
  readonly untimed: number;
  readonly truncated: number;
  readonly range?: TimeRange | undefined;
  readonly timeZone: string;
  readonly timesNameZone: boolean;
  readonly elapsedMs: number;
  readonly linesPerSecond: number;
  readonly patterns: number;
  /** Of its records that name no service themselves; by the name of the file. */
  readonly service?: string | undefined;
  /** Of a service, while it is read: how many records it says there are. */
  readonly expectedRecords?: number | undefined;
  readonly problem?: { readonly code: string; readonly message: string } | undefined;
}

/** How a source is to be read where the user decided it; see the contract's SourceOptions. */
export interface SourceChoice {
  readonly format?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly asText?: boolean | undefined;
}
