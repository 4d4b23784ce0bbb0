import { useMemo, useRef } from 'react';
import type { Command } from '../../app/commands.ts';
import { useCommands, useServices } from '../../app/services.tsx';

export interface PatternCommandHold {
  hasPattern(): boolean;
  move(by: number): void;
  showRecords(): void;
  only(): void;
  exclude(): void;
  makePolicy(): void;
  copyTemplate(): void;
  openMenu(): void;
  sortByNext(): void;
  reverseSort(): void;
}

/** Keys and palette entries of the pattern table. */
export function usePatternCommands(hold: PatternCommandHold): void {
  const latest = useRef(hold);
  latest.current = hold;
  const { settings } = useServices();
  const commands = useMemo<readonly Command[]>(() => {
    const onPattern = (run: (now: PatternCommandHold) => void) => ({
      enabled: () => latest.current.hasPattern(),
      run: () => run(latest.current),
    });
    const rows = { group: 'Rows' } as const;
    const filters = { group: 'Filters' } as const;
    return [
      { ...rows, id: 'pattern.next', title: 'Next row', keys: ['J'], hidden: true, run: () => latest.current.move(1) },
      { ...rows, id: 'pattern.previous', title: 'Previous row', keys: ['K'], hidden: true, run: () => latest.current.move(-1) },
      {
        ...rows,
        id: 'pattern.records',
        title: "Show the pattern's records",
        keys: ['R'],
        icon: 'para',
        ...onPattern((now) => now.showRecords()),
      },
      { ...rows, id: 'pattern.copy', title: 'Copy the template', keys: ['C'], icon: 'copy', ...onPattern((now) => now.copyTemplate()) },
      {
        ...rows,
        id: 'pattern.policy',
        title: 'Make a policy of the pattern',
        keys: ['M'],
        icon: 'shield',
        ...onPattern((now) => now.makePolicy()),
      },
      { ...rows, id: 'pattern.menu', title: 'Actions of the pattern', keys: ['.'], icon: 'dots', ...onPattern((now) => now.openMenu()) },
      { ...rows, id: 'patterns.sort', title: 'Sort by the next column', keys: ['S'], icon: 'down', run: () => latest.current.sortByNext() },
      {
        ...rows,
        id: 'patterns.reverse',
        title: 'Reverse the order',
        keys: ['Shift+S'],
        icon: 'up',
        run: () => latest.current.reverseSort(),
      },
      {
        ...rows,
        id: 'patterns.wrap',
        title: 'Wrap templates',
        keys: ['W'],
        icon: 'wrap',
        run: () => settings.change({ wrap: !settings.getState().wrap }),
      },
      { ...filters, id: 'pattern.only', title: 'Only this pattern', keys: ['A'], icon: 'filter', ...onPattern((now) => now.only()) },
      { ...filters, id: 'pattern.exclude', title: 'Exclude this pattern', keys: ['X'], icon: 'x', ...onPattern((now) => now.exclude()) },
    ];
  }, [settings]);
  useCommands(commands);
}
