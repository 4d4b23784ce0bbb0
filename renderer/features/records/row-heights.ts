/** Height of a record on one line; wrapped, expanded and divided ones are measured and stand here as exceptions. */
export const ROW_PX = 22;
/** Exceptions are kept in runs of rows, so that a place costs a look at the runs before it and not at every row. */
const RUN = 256;

export interface RowHeights {
  /** What all exceptions add to `rows * ROW_PX`. */
  extra(): number;
  heightOf(row: number): number;
  /** Returns by how much the row grew. */
  set(row: number, px: number): number;
  /** Where a row begins, in px from the first one. */
  offsetOf(row: number): number;
  /** The row that covers that place; rows behind the last exception are taken as ROW_PX high. */
  rowAt(px: number): number;
  clear(): void;
}

interface Run {
  extra: number;
  readonly rows: Map<number, number>;
}

export function createRowHeights(): RowHeights {
  const runs = new Map<number, Run>();
  let sorted: readonly number[] = [];
  let sum = 0;
  const runOf = (row: number): Run => {
    const key = Math.floor(row / RUN);
    const known = runs.get(key);
    if (known !== undefined) return known;
    const made = { extra: 0, rows: new Map<number, number>() };
    runs.set(key, made);
    sorted = [...runs.keys()].sort((a, b) => a - b);
    return made;
  };
  const extraOf = (row: number): number => runs.get(Math.floor(row / RUN))?.rows.get(row) ?? 0;
  const rowWithin = (key: number, px: number, startPx: number): number => {
    let top = startPx;
    for (let row = key * RUN; row < (key + 1) * RUN - 1; row++) {
      top += ROW_PX + extraOf(row);
      if (px < top) return row;
    }
    return (key + 1) * RUN - 1;
  };
  return {
    extra: () => sum,
    heightOf: (row) => ROW_PX + extraOf(row),
    set(row, px) {
      const grown = px - ROW_PX - extraOf(row);
      if (grown === 0) return 0;
      const run = runOf(row);
      run.extra += grown;
      sum += grown;
      if (px === ROW_PX) run.rows.delete(row);
      else run.rows.set(row, px - ROW_PX);
      return grown;
    },
    offsetOf(row) {
      let px = row * ROW_PX;
      for (const key of sorted) {
        if (key * RUN >= row) break;
        const run = runs.get(key);
        if ((key + 1) * RUN <= row) px += run?.extra ?? 0;
        else for (const [at, extra] of run?.rows ?? []) if (at < row) px += extra;
      }
      return px;
    },
    rowAt(px) {
      let before = 0;
      for (const key of sorted) {
        const startPx = key * RUN * ROW_PX + before;
        if (px < startPx) break;
        const extra = runs.get(key)?.extra ?? 0;
        if (px < startPx + RUN * ROW_PX + extra) return rowWithin(key, px, startPx);
        before += extra;
      }
      return Math.max(0, Math.floor((px - before) / ROW_PX));
    },
    clear() {
      runs.clear();
      sorted = [];
      sum = 0;
    },
  };
}
