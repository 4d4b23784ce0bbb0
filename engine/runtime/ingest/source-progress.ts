import type { SourceState } from '../../base/source-state.ts';
import { NO_TIME } from '../../base/time.ts';
import type { LineCounts } from '../../ingest/split/record-splitter.ts';
import type { BlockMessage } from './messages.ts';

/** What has been read of one source; turns blocks into the state the store keeps and the window shows. */
export class SourceProgress {
  #state: SourceState;
  #startedMs: number | undefined;
  /** A source that goes on was partly read before: that says nothing about its speed now. */
  #linesBefore = 0;

  constructor(state: SourceState) {
    this.#state = state;
  }

  get state(): SourceState {
    return this.#state;
  }

  begin(nowMs: number): void {
    this.#startedMs = nowMs;
    this.#linesBefore = this.#state.lines;
    this.#state = { ...this.#state, state: 'reading' };
  }

  set(change: Partial<SourceState>): void {
    this.#state = { ...this.#state, ...change };
  }

  /** First line of the next block, counted from 1. */
  get nextLine(): number {
    return this.#state.lines + 1;
  }

  /** One byte per signature: 1 where the source has records of it. Its patterns are counted from them. */
  #hasSignature = new Uint8Array(1_024);
  #isAnyNoted = false;

  noteSignatures(signatures: Uint32Array): void {
    for (let local = 0; local < signatures.length; local++) {
      const id = signatures[local];
      if (id >= this.#hasSignature.length) {
        const wider = new Uint8Array(Math.max(id + 1, this.#hasSignature.length * 2));
        wider.set(this.#hasSignature);
        this.#hasSignature = wider;
      }
      this.#hasSignature[id] = 1;
      this.#isAnyNoted = true;
    }
  }

  /** @param assignment template of every signature @returns false when nothing was read of the source: its count stays. */
  countPatterns(assignment: Int32Array): boolean {
    if (!this.#isAnyNoted) return false;
    const templates = new Set<number>();
    const seen = this.#hasSignature;
    for (let id = 0; id < seen.length && id < assignment.length; id++) if (seen[id] === 1) templates.add(assignment[id]);
    this.set({ patterns: templates.size });
    return true;
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
      linesPerSecond: elapsedMs > 0 ? ((lines - this.#linesBefore) * 1000) / elapsedMs : 0,
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
