import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import type { PatternTable } from '#contract/explore.ts';
import type { Command } from '../../app/commands.ts';
import { useCommands, useServices } from '../../app/services.tsx';

/**
 * The table as it may be shown: a new question's answer at once, but rows that grew while files are read only when nobody points at the
 * table. New patterns wait and announce themselves; the command `patterns.bring-in` (U) lets them in.
 */
export function useSettledRows(
  newest: PatternTable | undefined,
  key: string | undefined,
  area: RefObject<HTMLElement | null>,
): PatternTable | undefined {
  const { view } = useServices();
  const [shown, setShown] = useState<{ readonly table: PatternTable; readonly key: string | undefined }>();
  const latest = useRef(newest);
  latest.current = newest;
  useEffect(() => {
    if (newest === undefined) return;
    const isWatched = area.current?.matches(':hover') === true || area.current?.contains(document.activeElement) === true;
    const known = new Set(shown?.key === key ? shown?.table.patterns.map((pattern) => pattern.id) : []);
    const waiting =
      isWatched && shown?.key === key && newest.partial ? newest.patterns.filter((pattern) => !known.has(pattern.id)).length : 0;
    view.setWaitingPatterns(waiting);
    if (waiting === 0 && shown?.table !== newest) setShown({ table: newest, key });
  }, [newest, key, shown, area, view]);
  const commands = useMemo<readonly Command[]>(
    () => [
      {
        id: 'patterns.bring-in',
        title: 'Bring in waiting patterns',
        group: 'Rows',
        keys: ['U'],
        enabled: () => view.getState().waitingPatterns > 0,
        run: () => {
          view.setWaitingPatterns(0);
          if (latest.current !== undefined) setShown({ table: latest.current, key });
        },
      },
    ],
    [view, key],
  );
  useCommands(commands);
  return shown?.table;
}
