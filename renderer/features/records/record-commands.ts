import { useMemo, useRef } from 'react';
import type { Command } from '../../app/commands.ts';
import { useCommands, useServices } from '../../app/services.tsx';

export interface RecordCommandHold {
  hasRecord(): boolean;
  move(by: number): void;
  pin(): void;
  writeNote(): void;
  copy(): void;
  toggle(): void;
  toggleRaw(): void;
  only(): void;
  exclude(): void;
  openMenu(): void;
  goToPin(step: 1 | -1): void;
}

/** Keys and palette entries of the records list. */
export function useRecordCommands(hold: RecordCommandHold): void {
  const latest = useRef(hold);
  latest.current = hold;
  const { settings } = useServices();
  const commands = useMemo<readonly Command[]>(() => {
    const onRecord = (run: (now: RecordCommandHold) => void) => ({
      enabled: () => latest.current.hasRecord(),
      run: () => run(latest.current),
    });
    const rows = { group: 'Rows' } as const;
    return [
      { ...rows, id: 'record.next', title: 'Next row', keys: ['J'], hidden: true, run: () => latest.current.move(1) },
      { ...rows, id: 'record.previous', title: 'Previous row', keys: ['K'], hidden: true, run: () => latest.current.move(-1) },
      { ...rows, id: 'record.pin', title: 'Pin or unpin the record', keys: ['P'], icon: 'pin', ...onRecord((now) => now.pin()) },
      { ...rows, id: 'record.note', title: 'Write a note on the record', keys: ['N'], icon: 'note', ...onRecord((now) => now.writeNote()) },
      { ...rows, id: 'record.copy', title: 'Copy the raw line', keys: ['C'], icon: 'copy', ...onRecord((now) => now.copy()) },
      { ...rows, id: 'record.peek', title: 'Open or close the record', keys: ['Space'], icon: 'eye', ...onRecord((now) => now.toggle()) },
      { ...rows, id: 'record.raw', title: 'Raw or parsed', keys: ['O'], icon: 'file', ...onRecord((now) => now.toggleRaw()) },
      {
        id: 'record.only',
        title: 'Only the pattern of the record',
        group: 'Filters',
        keys: ['A'],
        icon: 'filter',
        ...onRecord((now) => now.only()),
      },
      {
        id: 'record.exclude',
        title: 'Exclude the pattern of the record',
        group: 'Filters',
        keys: ['X'],
        icon: 'x',
        ...onRecord((now) => now.exclude()),
      },
      { ...rows, id: 'record.menu', title: 'Actions of the record', keys: ['.'], icon: 'dots', ...onRecord((now) => now.openMenu()) },
      { ...rows, id: 'record.next-pin', title: 'Next pin', keys: ['Shift+]'], icon: 'pin', run: () => latest.current.goToPin(1) },
      { ...rows, id: 'record.previous-pin', title: 'Previous pin', keys: ['Shift+['], icon: 'pin', run: () => latest.current.goToPin(-1) },
      {
        ...rows,
        id: 'records.wrap',
        title: 'Wrap long lines',
        keys: ['W'],
        icon: 'wrap',
        run: () => settings.change({ wrap: !settings.getState().wrap }),
      },
    ];
  }, [settings]);
  useCommands(commands);
}
