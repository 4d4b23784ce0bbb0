import { useSyncExternalStore } from 'react';

/** narrow: 960 to 1199 px (drawers), normal: to 1679, wide: from 1680. */
export type WidthClass = 'narrow' | 'normal' | 'wide';

export function widthClass(pixels: number): WidthClass {
  if (pixels < 1200) return 'narrow';
  return pixels < 1680 ? 'normal' : 'wide';
}

/** Renders again only when the class changes, not with every pixel. */
export function useWidthClass(): WidthClass {
  return useSyncExternalStore(
    (changed) => {
      window.addEventListener('resize', changed);
      return () => window.removeEventListener('resize', changed);
    },
    () => widthClass(window.innerWidth),
  );
}
