import { type CSSProperties, type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { LogRecord, RecordOrder } from '#contract/explore.ts';
import { Failed, SkeletonRows } from '../../app/answer-state.tsx';
import { useArrangement, useServices, useSettings } from '../../app/services.tsx';
import { Grid, GridRow, GridRows, HeadCell } from '../../widgets/grid.tsx';
import { NothingFound } from '../patterns/nothing-found.tsx';
import { type Column, columnsOf, gridColumns, withServiceRoom } from './columns.ts';
import { useRecordCommands } from './record-commands.ts';
import { type FilterPick, withOnlyPick, withoutPick } from './record-filters.ts';
import { type MenuCall, RecordMenu } from './record-menu.tsx';
import type { RowActions } from './record-row.tsx';
import { RecordRows } from './record-rows.tsx';
import { ROW_PX } from './row-heights.ts';
import { recordsOf, rowAfterKey, timesOf } from './rows-in-sight.ts';
import { Ruler } from './ruler.tsx';
import { useFieldValues } from './use-field-values.ts';
import { useJump, useShowTime, useSteadyPlace } from './use-list-place.ts';
import { useOpenedRecord } from './use-opened-record.ts';
import { useRecordActions } from './use-record-actions.ts';
import { useRecordPages } from './use-record-pages.ts';
import { useRecordScroll } from './use-record-scroll.ts';
import { useSelectedRecord, useSelection } from './use-selected-record.ts';

/** Rows fetched above and below what is seen, and rows drawn there. */
const FETCHED = 20;
const DRAWN = 5;
/** A menu asked for by key opens under the time of its row. */
const MENU_INDENT_PX = 28;

interface ListProps {
  asked: { readonly filter: { readonly investigationId: string; readonly query: string }; readonly key: string };
  order: RecordOrder;
  totalHint: number | undefined;
}

/** Puts the parts of the list together: pages, place, selection, what is opened, keys, menu and ruler. Whole, because each knows the others. */
export function RecordList({ asked, order, totalHint }: ListProps) {
  const { view } = useServices();
  const { filter } = asked;
  const wrap = useSettings((state) => state.wrap);
  const { pages, key, isBusy } = useRecordPages(asked, order);
  const { total: answered, error } = pages.getState();
  const total = answered ?? totalHint ?? 0;
  const grid = useRef<HTMLDivElement>(null);
  const { scroll, ref, onScroll } = useRecordScroll(total, wrap);
  const { first, end } = scroll.seen();
  useLayoutEffect(() => pages.want(Math.max(0, first - FETCHED), Math.min(total, end + FETCHED)), [pages, first, end, total]);
  useEffect(() => view.showRows({ first, end, total }), [view, first, end, total]);
  useEffect(() => () => view.showRows(undefined), [view]);

  const chosen = useSelection();
  useSteadyPlace({ filter, order, pages, key, scroll, ...chosen });
  useJump({ filter, order, scroll, ...chosen });
  const showTime = useShowTime({ filter, order, scroll });
  const selection = useSelectedRecord(chosen, pages, scroll, total);
  const openedRecord = useOpenedRecord();
  const recordActions = useRecordActions(filter, order);
  const [menu, setMenu] = useState<MenuCall>();
  const columnNames = useArrangement((state) => state.columns);
  const records = recordsOf(pages.row, { first, end });
  const { longestService, hasFineTimes } = useRoomNeeded(records);
  const columns = useMemo(() => withServiceRoom(columnsOf(columnNames), longestService), [columnNames, longestService]);
  const values = useFieldValues(
    filter.investigationId,
    records.map(({ id }) => id),
    columns.some(({ field }) => field !== undefined),
  );

  const { at, current, select } = selection;
  const { opened, open, toggle } = openedRecord;
  const pin = (): void => {
    if (current !== undefined) void recordActions.mark(current, !current.pinned, current.note);
  };
  const copy = (): void => {
    if (current !== undefined) void recordActions.copyRaw(current);
  };
  const openMenu = (): void => {
    const row = grid.current?.querySelector('[role="row"][aria-selected="true"]')?.getBoundingClientRect();
    if (row !== undefined) setMenu({ at: { x: row.left + MENU_INDENT_PX, y: row.bottom }, pointed: undefined });
  };
  const goToPin = async (step: 1 | -1): Promise<void> => {
    const rows = await recordActions.pinnedRows();
    const next = step === 1 ? rows.find((row) => row > at) : rows.findLast((row) => row < at || at < 0);
    if (next !== undefined) select(next);
  };
  const filterByPattern = usePatternFilter(current);
  useRecordCommands({
    hasRecord: () => current !== undefined,
    move: (by) => {
      // The keys work from anywhere; the focus then goes on with the rows.
      grid.current?.focus({ preventScroll: true });
      select(at + by);
    },
    pin,
    copy,
    openMenu,
    writeNote: () => open(current, { isWriting: true }),
    toggle: () => toggle(current),
    toggleRaw: () => open(current, { part: opened?.id === current?.id && opened?.part === 'raw' ? 'fields' : 'raw' }),
    only: () => filterByPattern(withOnlyPick),
    exclude: () => filterByPattern(withoutPick),
    goToPin: (step) => void goToPin(step),
  });
  // Rows are memoised: their actions stay the same object and find the newest functions here.
  const latest = useRef({ select, toggle, pages });
  latest.current = { select, toggle, pages };
  const rowActions = useMemo<RowActions>(
    () => ({
      select: (index) => latest.current.select(index),
      toggle: (index) => latest.current.toggle(latest.current.pages.row(index)),
      openMenu: (index, call) => {
        latest.current.select(index);
        setMenu(call);
      },
      measured: scroll.measured,
    }),
    [scroll],
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const isInside = event.target instanceof Element && event.target.closest('.expand') !== null;
    if (event.key === 'Escape' && opened !== undefined) {
      openedRecord.close();
      grid.current?.querySelector<HTMLElement>('[role="row"][tabindex="0"]')?.focus({ preventScroll: true });
    } else if (isInside) return;
    else if (event.key === 'Enter') toggle(current);
    else if (event.key === 'ArrowRight') toggle(current, true);
    else if (event.key === 'ArrowLeft') toggle(current, false);
    else {
      const to = rowAfterKey(event.key, at, total, Math.max(1, Math.floor(scroll.getState().viewportPx / ROW_PX) - 1));
      if (to === undefined) return;
      select(to);
    }
    event.preventDefault();
    event.stopPropagation();
  };

  if (error !== undefined && answered === undefined)
    return <Failed what="The records could not be read." error={error} onRetry={pages.retry} />;
  if (answered === undefined) return isBusy ? <SkeletonRows rows={12} /> : null;
  if (answered === 0) return <NothingFound />;
  const { offset, viewportPx } = scroll.getState();
  const drawn = { first: Math.max(0, first - DRAWN), end: Math.min(total, end + DRAWN) };
  const style: CSSProperties & { '--rec-columns': string } = { '--rec-columns': gridColumns(columns, hasFineTimes) };
  return (
    <>
      <Grid
        ref={grid}
        tabIndex={-1}
        style={style}
        className={`records${wrap ? ' wrapped' : ''}${isBusy ? ' is-busy' : ''}`}
        aria-label="Records"
        aria-rowcount={total + 1}
        aria-busy={isBusy}
        onKeyDown={onKeyDown}
      >
        <Head columns={columns} />
        {error !== undefined && <Failed what="Some records could not be read." error={error} onRetry={pages.retry} />}
        <div className="rec-body">
          <div ref={ref} className="rec-scroll" onScroll={onScroll}>
            <div style={{ height: scroll.map().spacerPx }}>
              <div className="rec-port" style={{ height: viewportPx }}>
                <GridRows style={{ transform: `translateY(${scroll.heights.offsetOf(drawn.first) - offset}px)` }}>
                  <RecordRows
                    pages={pages}
                    drawn={drawn}
                    firstSeen={first}
                    selection={selection}
                    openedRecord={openedRecord}
                    isWrapped={wrap}
                    columns={columns}
                    values={values}
                    rowActions={rowActions}
                    recordActions={recordActions}
                  />
                </GridRows>
              </div>
            </div>
          </div>
          <Ruler
            asked={asked}
            order={order}
            heightPx={viewportPx}
            seenUs={timesOf(records)}
            selectedUs={current?.timeUs}
            onJump={showTime}
          />
        </div>
      </Grid>
      {menu !== undefined && current !== undefined && (
        <RecordMenu
          call={menu}
          record={current}
          isOpen={opened?.id === current.id}
          onClose={() => setMenu(undefined)}
          onToggle={() => toggle(current)}
          onAround={() => open(current, { part: 'around' })}
          onPin={pin}
          onWriteNote={() => open(current, { isWriting: true })}
          onCopy={copy}
        />
      )}
    </>
  );
}

/** Changes the query by the pattern of a record: only it, or all but it. */
function usePatternFilter(record: LogRecord | undefined): (change: (query: string, pick: FilterPick) => string) => void {
  const { query } = useServices();
  return (change) => {
    if (record !== undefined) query.setText(change(query.getState().text, { field: 'pattern', value: record.patternId.slice(0, 8) }));
  };
}

/** What was met so far decides how wide the columns are: they grow with what is scrolled by and never shrink under the eyes. */
function useRoomNeeded(records: readonly LogRecord[]): { readonly longestService: number; readonly hasFineTimes: boolean } {
  const longestService = useRef(0);
  const hasFineTimes = useRef(false);
  longestService.current = Math.max(longestService.current, ...records.map(({ service }) => service?.length ?? 0));
  hasFineTimes.current ||= records.some(({ timeUs }) => timeUs !== undefined && timeUs % 1_000 !== 0);
  return { longestService: longestService.current, hasFineTimes: hasFineTimes.current };
}

function Head({ columns }: { columns: readonly Column[] }) {
  return (
    <GridRow className="rec rec-head" aria-rowindex={1}>
      <HeadCell />
      <HeadCell />
      <HeadCell>Time</HeadCell>
      {columns.map(({ id, title, hint }) => (
        <HeadCell key={id} className={id === 'gap' ? 'rec-gap-head' : 'el'} title={hint}>
          {title}
        </HeadCell>
      ))}
      <HeadCell>Message</HeadCell>
    </GridRow>
  );
}
