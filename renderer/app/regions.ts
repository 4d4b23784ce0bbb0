const FOCUSABLE = 'a[href], button:not([disabled]), input:not([disabled]), [tabindex]:not([tabindex="-1"])';

/** Moves the focus to the next (1) or previous (-1) region of the window: elements marked `data-region`, in document order. */
export function moveRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((region) => firstFocusable(region) !== undefined);
  if (regions.length === 0) return;
  const at = regions.findLastIndex((region) => region.contains(document.activeElement));
  const next = at < 0 ? (step === 1 ? 0 : regions.length - 1) : (at + step + regions.length) % regions.length;
  const region = regions[next];
  if (region !== undefined) firstFocusable(region)?.focus();
}

/** The selected or first tab stop; resizers and skip links come last. */
function firstFocusable(region: HTMLElement): HTMLElement | undefined {
  const all = [...region.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((element) => element.offsetParent !== null);
  return all.find((element) => !element.matches('.resizer, .skip-link')) ?? all[0];
}
