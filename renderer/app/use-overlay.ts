import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { useServices } from './services.tsx';
import type { OverlayState } from './stores/overlay.ts';

export function useOverlay<T>(select: (state: OverlayState) => T): T {
  return useStore(useServices().overlay, useShallow(select));
}
