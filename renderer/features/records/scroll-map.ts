/** Browsers lose precision far beyond this: longer content gets a scaled scrollbar. */
const MAX_SPACER_PX = 8_000_000;

/** Between the content, however high, and what the scrollbar can hold. All in pixels. */
export interface ScrollMap {
  /** Height of what the scrollbar sees. */
  readonly spacerPx: number;
  /** True where a pixel of the scrollbar is a pixel of the content. */
  readonly isExact: boolean;
  /** The furthest the content can be scrolled. */
  readonly lastOffset: number;
  offsetAt(scrollPx: number): number;
  scrollOf(offset: number): number;
}

/** Exact below MAX_SPACER_PX; above it the scrollbar is proportional and both ends are still exact. */
export function scrollMap(contentPx: number, viewportPx: number): ScrollMap {
  const spacerPx = Math.max(viewportPx, Math.min(contentPx, MAX_SPACER_PX));
  const lastOffset = Math.max(0, contentPx - viewportPx);
  const travelPx = spacerPx - viewportPx;
  const isExact = contentPx <= MAX_SPACER_PX;
  const clamp = (offset: number) => Math.min(lastOffset, Math.max(0, offset));
  return {
    spacerPx,
    isExact,
    lastOffset,
    offsetAt: (scrollPx) => clamp(isExact ? scrollPx : (scrollPx / travelPx) * lastOffset),
    scrollOf: (offset) => (isExact ? clamp(offset) : (clamp(offset) / lastOffset) * travelPx),
  };
}
