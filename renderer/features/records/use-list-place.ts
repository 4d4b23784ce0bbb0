import { useEffect, useRef } from 'react';
import type { RecordOrder } from '#contract/explore.ts';
import { useClient, useServices, useSession, useView } from '../../app/services.tsx';
import type { RecordPages } from './record-pages.ts';
import type { RecordScroll } from './record-scroll.ts';
import { ROW_PX } from './row-heights.ts';

/** A row by its place and by its record: the place may change while files are read, the record does not. */
export interface Selected {
  readonly index: number;
  /** Absent until the row is there. */
  readonly id: string | undefined;
}

export interface ListPlace {
  readonly filter: { readonly investigationId: string; readonly query: string };
  readonly order: RecordOrder;
  readonly pages: RecordPages;
  /** The question that the pages answer. */
  readonly key: string;
  readonly selected: Selected | undefined;
  readonly scroll: RecordScroll;
  setSelected(selected: Selected | undefined): void;
}

/** While files are read records come in between: what is seen and selected stays where it is. A new question looks for the same record. */
export function useSteadyPlace(place: ListPlace): void {
  const client = useClient();
  const revision = useSession((session) => session.revision);
  const latest = useRef(place);
  latest.current = place;
  const known = useRef({ key: place.key, revision });
  const { key } = place;
  useEffect(() => {
    const isNewQuestion = known.current.key !== key;
    if (!isNewQuestion && known.current.revision === revision) return;
    known.current = { key, revision };
    const { selected: chosen, scroll, pages, filter, order, setSelected } = latest.current;
    const { first } = scroll.seen();
    // Without a selection a list that grows holds on to its first row, unless it stands at the top.
    const seen = isNewQuestion || first === 0 ? undefined : { index: first, id: pages.row(first)?.id };
    const anchor = chosen?.id === undefined ? seen : chosen;
    if (isNewQuestion) scroll.forgetHeights();
    const begin = (): void => {
      setSelected(undefined);
      if (isNewQuestion) scroll.showAt(0);
      else pages.refresh();
    };
    if (anchor?.id === undefined) {
      if (isNewQuestion) begin();
      else pages.refresh();
      return;
    }
    const abort = new AbortController();
    client.locateRecord({ filter, order, recordId: anchor.id }, { signal: abort.signal }).then(
      ({ offset }) => {
        if (abort.signal.aborted) return;
        if (isNewQuestion) scroll.showAt(offset - Math.floor(scroll.getState().viewportPx / ROW_PX / 2));
        else if (offset !== anchor.index) scroll.shift(offset - anchor.index);
        if (chosen !== undefined) setSelected({ index: offset, id: chosen.id });
        pages.refresh();
      },
      // The record is not among the answers: the list begins at its top.
      () => !abort.signal.aborted && begin(),
    );
    return () => abort.abort();
  }, [key, revision, client]);
}

/** Goes to a record, or to the first one at or after a time, and selects it; once for every jump asked for. */
export function useJump(place: Pick<ListPlace, 'filter' | 'order' | 'scroll' | 'setSelected'>): void {
  const client = useClient();
  const { view, overlay } = useServices();
  const jump = useView((state) => state.jump);
  const latest = useRef(place);
  latest.current = place;
  useEffect(() => {
    if (jump === undefined) return;
    const abort = new AbortController();
    const { filter, order } = latest.current;
    const { atUs, recordId } = jump;
    const locate = async (): Promise<{ readonly row: number; readonly total: number }> => {
      const at = recordId === undefined ? { atUs } : { recordId };
      const { offset, total } = await client.locateRecord({ filter, order, ...at }, { signal: abort.signal });
      const row = Math.min(offset, Math.max(0, total - 1));
      if (recordId === undefined) return { row, total };
      const { records } = await client.getRecords({ filter, order, offset: row, limit: 1 }, { signal: abort.signal });
      if (records[0]?.id !== recordId) overlay.say('The filter leaves this record out: its neighbour in time is shown');
      return { row, total };
    };
    locate().then(
      ({ row, total }) => {
        if (abort.signal.aborted) return;
        latest.current.scroll.setTotal(total);
        latest.current.scroll.showAt(row - 3);
        latest.current.setSelected({ index: row, id: undefined });
        view.jumpDone();
      },
      (problem: unknown) => {
        if (!abort.signal.aborted)
          overlay.fail({
            title: recordId === undefined ? 'The time could not be found' : 'The record could not be found',
            message: problem instanceof Error ? problem.message : String(problem),
          });
      },
    );
    return () => abort.abort();
  }, [jump, client, view, overlay]);
}

/** Shows the first record at or after a time without selecting it; the newest call wins. */
export function useShowTime({ filter, order, scroll }: Pick<ListPlace, 'filter' | 'order' | 'scroll'>): (us: number) => void {
  const client = useClient();
  const { overlay } = useServices();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  return (us) => {
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    client.locateRecord({ filter, order, atUs: us }, { signal: abort.signal }).then(
      ({ offset }) => !abort.signal.aborted && scroll.showAt(offset),
      (problem: unknown) => {
        if (!abort.signal.aborted)
          overlay.fail({ title: 'The time could not be found', message: problem instanceof Error ? problem.message : String(problem) });
      },
    );
  };
}
