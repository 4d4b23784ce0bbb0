import type { SourceState } from '../../base/source-state.ts';
import { NO_TIME } from '../../base/time.ts';
import type { LineCounts } from '../../ingest/split/record-splitter.ts';
import type { BlockMessage } from './messages.ts';

/** What has been read of one source; turns blocks into the state the store keeps and the window shows. */
export class SourceProgress {
  #state: SourceState;
  #startedMs: number | undefined;

  constructor(state: SourceState) {
    this.#state = state;
  }

  get state(): SourceState {
    return this.#state;
  }

  begin(nowMs: number): void {
    this.#startedMs = nowMs;
    this.#state = { ...this.#state, state: 'reading' };
  }

  set(change: Partial<SourceState>): void {
    this.#state = { ...this.#state, ...change };
  }

  /** First line of the next block, counted from 1. */
  get nextLine(): number {
    return this.#state.lines + 1;
  }

  /** Signatures the source has records of; its patterns are counted from them. */
  readonly signatures = new Set<number>();

  /** @param assignment template of every signature */
  countPatterns(assignment: Int32Array): void {
    const templates = new Set<number>();
    for (const signature of this.signatures) templates.add(assignment[signature]);
    if (this.signatures.size > 0) this.set({ patterns: templates.size });
  }

  take(block: BlockMessage, isStream: boolean, nowMs: number): void {
    const { counts, encoded } = block;
    const state = this.#state;
    const elapsedMs = nowMs - (this.#startedMs ?? nowMs);
    const lines = state.lines + counts.lines;
    this.#state = {
      ...state,
      ...added(state, counts),
      bytes: state.bytes + block.byteCount,
      consumedBytes: isStream ? block.consumed : state.consumedBytes + block.byteCount,
      range: widened(state.range, encoded.minUs, encoded.maxUs),
      elapsedMs,
      linesPerSecond: elapsedMs > 0 ? (lines * 1000) / elapsedMs : 0,
    };
  }
}

function added(state: SourceState, counts: LineCounts): LineCounts {
  return {
    lines: state.lines + counts.lines,
    records: state.records + counts.records,
    continuation: state.continuation + counts.continuation,
    skipped: state.skipped + counts.skipped,
    unparsed: state.unparsed + counts.unparsed,
    untimed: state.untimed + counts.untimed,
    truncated: state.truncated + counts.truncated,
  };
}

/** The last time is part of the range: its end lies one microsecond behind it. */
function widened(range: SourceState['range'], minUs: number, maxUs: number): SourceState['range'] {
  if (minUs === NO_TIME || maxUs === NO_TIME || !(minUs <= maxUs)) return range;
  if (range === undefined) return { fromUs: minUs, untilUs: maxUs + 1 };
  return { fromUs: Math.min(range.fromUs, minUs), untilUs: Math.max(range.untilUs, maxUs + 1) };
}
