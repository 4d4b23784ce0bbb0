import { useEffect, useState } from 'react';
import type { LogRecord } from '#contract/explore.ts';
import { useServices } from '../../app/services.tsx';
import type { RecordPages } from './record-pages.ts';
import type { RecordScroll } from './record-scroll.ts';
import type { Selected } from './use-list-place.ts';

export interface SelectedRecord {
  /** Row of the selection; -1: none. */
  readonly at: number;
  /** The selected record, when it is there and still stands in its row. */
  readonly current: LogRecord | undefined;
  /** Selects the nearest row there is and brings it in sight; the details follow. */
  select(row: number): void;
}

export interface Selection {
  readonly selected: Selected | undefined;
  setSelected(selected: Selected | undefined): void;
}

export const useSelection = (): Selection => {
  const [selected, setSelected] = useState<Selected>();
  return { selected, setSelected };
};

export function useSelectedRecord(
  { selected, setSelected }: Selection,
  pages: RecordPages,
  scroll: RecordScroll,
  total: number,
): SelectedRecord {
  const { view } = useServices();
  const at = selected?.index ?? -1;
  const held = at < 0 ? undefined : pages.row(at);
  const isSame = selected?.id === undefined || selected.id === held?.id;
  // A row chosen before it was there gets its record when it comes.
  useEffect(() => {
    if (selected === undefined || selected.id !== undefined || held === undefined) return;
    setSelected({ index: selected.index, id: held.id });
    view.select({ kind: 'pattern', id: held.patternId });
  }, [selected, held, view, setSelected]);
  return {
    at,
    current: isSame ? held : undefined,
    select: (wanted) => {
      const row = Math.max(0, Math.min(total - 1, wanted));
      const record = pages.row(row);
      setSelected({ index: row, id: record?.id });
      if (record !== undefined) view.select({ kind: 'pattern', id: record.patternId });
      scroll.reveal(row);
    },
  };
}
