/** Height of a record; a wrapped or expanded one grows beyond it and does not count here. */
export const ROW_PX = 22;
/** Browsers lose precision far beyond this: longer lists get a scaled scrollbar. */
const MAX_SPACER_PX = 8_000_000;

export interface ScrollMap {
  /** Height of what the scrollbar sees. */
  readonly spacerPx: number;
  /** Rows from the top, fractions included, for a scroll position. */
  rowAt(scrollPx: number): number;
  /** The scroll position at which a row stands at the top. */
  scrollOf(row: number): number;
  /** The last row that can stand at the top. */
  readonly lastTop: number;
}

/** Exact below MAX_SPACER_PX; above it the scrollbar is proportional and both ends are still exact. */
export function scrollMap(total: number, viewportPx: number): ScrollMap {
  const realPx = total * ROW_PX;
  const spacerPx = Math.max(viewportPx, Math.min(realPx, MAX_SPACER_PX));
  const lastTop = Math.max(0, total - viewportPx / ROW_PX);
  const travelPx = spacerPx - viewportPx;
  const isExact = realPx <= MAX_SPACER_PX;
  const clamp = (row: number) => Math.min(lastTop, Math.max(0, row));
  return {
    spacerPx,
    lastTop,
    rowAt: (scrollPx) => clamp(isExact ? scrollPx / ROW_PX : travelPx <= 0 ? 0 : (scrollPx / travelPx) * lastTop),
    scrollOf: (row) => (isExact ? clamp(row) * ROW_PX : lastTop === 0 ? 0 : (clamp(row) / lastTop) * travelPx),
  };
}
