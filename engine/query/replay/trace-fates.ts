/** More traces than this are not followed one by one. */
const MOST_TRACES = 500_000;

const HAS_ERROR = 1;
const LOST_SOME = 2;
const KEPT_SOME = 4;

export interface TraceTotals {
  /** By trace: bits of what happened to it; traces span shards. */
  readonly fates: ReadonlyMap<string, number>;
  /** There were more than are followed. */
  readonly isPartial: boolean;
}

/** What becomes of the records of traces that policies match, beside the errors in the same traces. */
export class TraceFates {
  readonly #fates = new Map<string, number>();
  #isPartial = false;

  add(traceId: string, isError: boolean, isMatched: boolean, isKept: boolean): void {
    if (traceId === '') return;
    const known = this.#fates.get(traceId);
    if (known === undefined && this.#fates.size >= MOST_TRACES) {
      this.#isPartial = true;
      return;
    }
    const fate = (isError ? HAS_ERROR : 0) | (isMatched && !isError ? (isKept ? KEPT_SOME : LOST_SOME) : 0);
    this.#fates.set(traceId, (known ?? 0) | fate);
  }

  totals(): TraceTotals {
    return { fates: this.#fates, isPartial: this.#isPartial };
  }
}

export interface TraceSummary {
  /** Traces of which some matched records go and others stay. */
  readonly split: number;
  /** Traces with an error and matched records, and those of them that lose all of those. */
  readonly withError: number;
  readonly blind: number;
  readonly isPartial: boolean;
}

export function mergeTraces(shares: readonly TraceTotals[]): TraceSummary {
  const fates = new Map<string, number>();
  for (const share of shares) for (const [trace, fate] of share.fates) fates.set(trace, (fates.get(trace) ?? 0) | fate);
  let [split, withError, blind] = [0, 0, 0];
  for (const fate of fates.values()) {
    const [isLost, isKept] = [(fate & LOST_SOME) !== 0, (fate & KEPT_SOME) !== 0];
    if (isLost && isKept) split++;
    if ((fate & HAS_ERROR) === 0 || (!isLost && !isKept)) continue;
    withError++;
    if (isLost && !isKept) blind++;
  }
  return { split, withError, blind, isPartial: shares.some(({ isPartial }) => isPartial) };
}
