import { useEffect, useSyncExternalStore } from 'react';
import { usePlatform, useSettings } from './services.tsx';
import type { ThemeChoice } from './stores/settings.ts';

export type Theme = 'dark' | 'light';

/** The theme shown: the choice, or what the system asks for. */
export function useTheme(): Theme {
  const choice = useSettings((settings) => settings.theme);
  const system = useSyncExternalStore(
    (changed) => {
      const query = window.matchMedia('(prefers-color-scheme: light)');
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => (window.matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'),
  );
  return resolveTheme(choice, system);
}

export function resolveTheme(choice: ThemeChoice, system: Theme): Theme {
  return choice === 'system' ? system : choice;
}

/** Puts theme and platform on the root element, where the style sheets look. */
export function useRootAttributes(): void {
  const theme = useTheme();
  const platform = usePlatform();
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  useEffect(() => {
    document.documentElement.dataset.platform = platform.kind === 'desktop' && platform.isMac ? 'mac-desktop' : platform.kind;
  }, [platform]);
}
