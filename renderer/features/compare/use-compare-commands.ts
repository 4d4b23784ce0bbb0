import { useMemo } from 'react';
import type { Command } from '../../app/commands.ts';
import { useCommands, useServices } from '../../app/services.tsx';
import { windowsFor } from './windows.ts';

/** Keys and palette entries that choose the windows. */
export function useCompareCommands(): void {
  const { view, session } = useServices();
  const commands = useMemo<readonly Command[]>(() => {
    const hasBrush = (): boolean => view.getState().brush !== undefined;
    return [
      { id: 'tab.compare', title: 'Show what changed', group: 'Views', keys: ['4'], icon: 'swap', run: () => view.setTab('compare') },
      {
        id: 'compare.before',
        title: 'Compare the selected time with the time before',
        group: 'Timeline',
        keys: ['B'],
        icon: 'swap',
        enabled: hasBrush,
        run: () => {
          const { brush } = view.getState();
          const whole = session.getState().investigation?.range;
          const windows = brush && whole && windowsFor(brush, whole);
          if (windows === undefined) return;
          view.setWindows(windows);
          view.setBrush(undefined);
          view.setTab('compare');
        },
      },
      {
        id: 'compare.baseline',
        title: 'Compare with the selected time as baseline A',
        group: 'Timeline',
        keys: ['Shift+B'],
        icon: 'swap',
        enabled: () => hasBrush() && view.getState().windows !== undefined,
        run: () => {
          const { brush, windows } = view.getState();
          if (brush === undefined || windows === undefined) return;
          view.setWindows({ a: brush, b: windows.b });
          view.setBrush(undefined);
          view.setTab('compare');
        },
      },
    ];
  }, [view, session]);
  useCommands(commands);
}
