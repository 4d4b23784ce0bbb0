import { createStore, type StoreApi } from 'zustand/vanilla';
import { createRowHeights, type RowHeights } from './row-heights.ts';
import { type ScrollMap, scrollMap } from './scroll-map.ts';

export interface ScrollState {
  readonly total: number;
  readonly viewportPx: number;
  /** What stands at the upper edge, in px of the content. */
  readonly offset: number;
  /** Rises when a height changed. */
  readonly version: number;
}

/** Where a list of rows of different heights stands. Knows no element: the hook tells it what the browser did. */
export interface RecordScroll extends StoreApi<ScrollState> {
  readonly heights: RowHeights;
  map(): ScrollMap;
  /** Rows [first, end) are at least partly seen. */
  seen(): { readonly first: number; readonly end: number };
  setTotal(total: number): void;
  setViewport(px: number): void;
  moveTo(offset: number): void;
  showAt(row: number): void;
  /** Scrolls as little as needed; the row stays in sight while the rows around it are measured. */
  reveal(row: number): void;
  /** So many rows came in above: what is seen stays. */
  shift(rows: number): void;
  /** A row above what is seen may turn out higher without moving what is seen. */
  measured(row: number, px: number): void;
  /** Another question or another width: no height is known, the first row seen stays the first. */
  forgetHeights(): void;
}

export function createRecordScroll(): RecordScroll {
  const heights = createRowHeights();
  const store = createStore<ScrollState>(() => ({ total: 0, viewportPx: 400, offset: 0, version: 0 }));
  const { getState, setState } = store;
  let revealed: number | undefined;

  const contentPx = (): number => heights.offsetOf(getState().total);
  const map = (): ScrollMap => scrollMap(contentPx(), getState().viewportPx);
  const put = (offset: number): void => {
    const clamped = Math.min(map().lastOffset, Math.max(0, offset));
    if (clamped !== getState().offset) setState({ offset: clamped });
  };
  const placeOf = (row: number): number => {
    const { offset, viewportPx } = getState();
    const top = heights.offsetOf(row);
    const bottom = top + heights.heightOf(row);
    if (top < offset || bottom - top > viewportPx) return top;
    return bottom > offset + viewportPx ? bottom - viewportPx : offset;
  };
  return {
    ...store,
    heights,
    map,
    seen: () => {
      const { offset, viewportPx, total } = getState();
      const first = Math.min(Math.max(0, total - 1), heights.rowAt(offset));
      return { first, end: Math.min(total, heights.rowAt(offset + viewportPx) + 1) };
    },
    setTotal(total) {
      if (total === getState().total) return;
      setState({ total });
      put(getState().offset);
    },
    setViewport(viewportPx) {
      if (viewportPx === getState().viewportPx) return;
      setState({ viewportPx });
      put(getState().offset);
    },
    moveTo(offset) {
      revealed = undefined;
      put(offset);
    },
    showAt(row) {
      revealed = undefined;
      put(heights.offsetOf(Math.max(0, row)));
    },
    reveal(row) {
      revealed = row;
      put(placeOf(row));
    },
    shift(rows) {
      const { offset } = getState();
      const first = heights.rowAt(offset);
      const within = offset - heights.offsetOf(first);
      put(heights.offsetOf(Math.max(0, first + rows)) + within);
    },
    measured(row, px) {
      const { offset, version } = getState();
      const isAbove = heights.offsetOf(row + 1) <= offset;
      const grown = heights.set(row, px);
      if (grown === 0) return;
      setState({ version: version + 1 });
      if (isAbove) put(offset + grown);
      else if (revealed !== undefined) put(placeOf(revealed));
      else put(offset);
    },
    forgetHeights() {
      const first = heights.rowAt(getState().offset);
      heights.clear();
      setState({ version: getState().version + 1 });
      put(heights.offsetOf(first));
    },
  };
}
