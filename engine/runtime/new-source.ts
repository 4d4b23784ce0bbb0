import type { SourceState } from '../base/source-state.ts';

/** A source of which nothing was read yet. */
export function newSource(path: string, name: string, sizeBytes: number): Omit<SourceState, 'id'> {
  return {
    path,
    name,
    sizeBytes,
    state: 'waiting',
    format: '',
    formatTitle: '',
    formatReason: '',
    encoding: '',
    compression: '',
    consumedBytes: 0,
    bytes: 0,
    lines: 0,
    records: 0,
    continuation: 0,
    skipped: 0,
    unparsed: 0,
    untimed: 0,
    truncated: 0,
    timeZone: 'UTC',
    timesNameZone: false,
    elapsedMs: 0,
    linesPerSecond: 0,
    patterns: 0,
  };
}
