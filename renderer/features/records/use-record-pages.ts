import { useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { RecordOrder } from '#contract/explore.ts';
import { QUIET_MS } from '../../app/engine-query.ts';
import { useClient, useSession, useView } from '../../app/services.tsx';
import { createRecordPages, type RecordPages } from './record-pages.ts';

interface Asked {
  readonly filter: { readonly investigationId: string; readonly query: string };
  readonly key: string;
}

export interface ShownPages {
  readonly pages: RecordPages;
  /** The question they answer. */
  readonly key: string;
  /** What stands here answers an older question and has done so for longer than a moment. */
  readonly isBusy: boolean;
}

/** Rows for the first look at a list. */
const FIRST_LOOK = 60;

/** The pages of the newest question that has answered: until the next one does, the old rows stay, dimmed after 150 ms. */
export function useRecordPages(asked: Asked, order: RecordOrder): ShownPages {
  const client = useClient();
  const isReading = useSession((session) => session.investigation?.reading === true);
  const epoch = useSession((session) => session.epoch);
  const marksVersion = useView((view) => view.marksVersion);
  const settled = useRef(!isReading);
  settled.current = !isReading;
  const key = `${epoch} ${order} ${asked.key}`;
  // The key stands for filter and order.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const wanted = useMemo(
    () => ({
      key,
      pages: createRecordPages(
        (offset, limit, signal) => client.getRecords({ filter: asked.filter, order, offset, limit }, { signal }),
        () => settled.current,
      ),
    }),
    [client, key],
  );
  const [shown, setShown] = useState(wanted);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    const { pages } = wanted;
    const settle = (): void => {
      const { total, error } = pages.getState();
      if (total === undefined && error === undefined) return;
      setShown(wanted);
      setBusy(false);
      clearTimeout(timer);
    };
    const timer = setTimeout(() => setBusy(true), QUIET_MS);
    const stop = pages.subscribe(settle);
    pages.want(0, FIRST_LOOK);
    settle();
    return () => {
      clearTimeout(timer);
      stop();
      pages.close();
    };
  }, [wanted]);
  useEffect(() => {
    if (marksVersion > 0) shown.pages.refresh();
  }, [marksVersion, shown]);
  useStore(shown.pages);
  return { ...shown, isBusy };
}
