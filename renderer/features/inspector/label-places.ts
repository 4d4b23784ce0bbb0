/** Width of a character of the 10 px interface font, rounded up, in pixels. */
const CHAR_PX = 5.8;
const GAP_PX = 8;

export interface Label {
  readonly text: string;
  /** Where its middle would like to be, in pixels. */
  readonly at: number;
}

export interface PlacedLabel {
  readonly text: string;
  /** Its middle, in pixels. */
  readonly x: number;
}

/**
 * Puts labels between the two at the ends of an axis, each as near to its place as the others allow.
 * The first are the more important: one that finds no room is left out.
 * @param width pixels of the axis
 */
export function placeLabels(
  labels: readonly Label[],
  ends: { readonly first: string; readonly last: string },
  width: number,
): PlacedLabel[] {
  const low = widthOf(ends.first) + GAP_PX;
  const high = width - widthOf(ends.last) - GAP_PX;
  const placed: PlacedLabel[] = [];
  for (const { text, at } of labels) {
    const half = widthOf(text) / 2;
    if (high - low < 2 * half) continue;
    const x = Math.min(Math.max(at, low + half), high - half);
    if (placed.every((other) => Math.abs(other.x - x) >= half + widthOf(other.text) / 2 + GAP_PX)) placed.push({ text, x });
  }
  return placed;
}

const widthOf = (text: string): number => text.length * CHAR_PX;
