import { useMemo, useRef } from 'react';
import type { Command } from '../../app/commands.ts';
import { useCommands, useServices } from '../../app/services.tsx';
import { useOpenAnomalies } from './anomalies-answer.tsx';

/** Keys and palette entries that lead to anomalies from anywhere. */
export function useAnomalyCommands(): void {
  const { view } = useServices();
  const open = useRef(useOpenAnomalies());
  open.current = useOpenAnomalies();
  const commands = useMemo<readonly Command[]>(() => {
    const step = (by: 1 | -1) => (): void => {
      const ids = open.current.map(({ anomaly }) => anomaly.id);
      const { selection } = view.getState();
      const at = selection?.kind === 'anomaly' ? ids.indexOf(selection.id) : -1;
      const next = ids[at < 0 ? (by > 0 ? 0 : ids.length - 1) : Math.max(0, Math.min(ids.length - 1, at + by))];
      if (next === undefined) return;
      view.setTab('anomalies');
      view.select({ kind: 'anomaly', id: next });
    };
    const hasAny = (): boolean => open.current.length > 0;
    return [
      { id: 'tab.anomalies', title: 'Show anomalies', group: 'Views', keys: ['3'], icon: 'warn', run: () => view.setTab('anomalies') },
      { id: 'anomaly.previous', title: 'Previous anomaly', group: 'Timeline', keys: ['['], icon: 'up', enabled: hasAny, run: step(-1) },
      { id: 'anomaly.next', title: 'Next anomaly', group: 'Timeline', keys: [']'], icon: 'down', enabled: hasAny, run: step(1) },
    ];
  }, [view]);
  useCommands(commands);
}
