import { type CSSProperties, type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { RecordOrder } from '#contract/explore.ts';
import { Failed, SkeletonRows } from '../../app/answer-state.tsx';
import { useArrangement, useServices, useSettings } from '../../app/services.tsx';
import { Grid, GridRow, GridRows, HeadCell } from '../../widgets/grid.tsx';
import { NothingFound } from '../patterns/nothing-found.tsx';
import { type Column, columnsOf, gridColumns } from './columns.ts';
import { ExpandedRecord, type RecordPart } from './expanded-record.tsx';
import { useRecordCommands } from './record-commands.ts';
import { type MenuCall, RecordMenu } from './record-menu.tsx';
import type { RecordPages } from './record-pages.ts';
import { BlankRow, RecordRow, type RowActions } from './record-row.tsx';
import { ROW_PX } from './row-heights.ts';
import { Ruler } from './ruler.tsx';
import { useFieldValues } from './use-field-values.ts';
import { type Selected, useJump, useShowTime, useSteadyPlace } from './use-list-place.ts';
import { useRecordActions } from './use-record-actions.ts';
import { useRecordPages } from './use-record-pages.ts';
import { useRecordScroll } from './use-record-scroll.ts';

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

export function RecordList({ asked, order, totalHint }: ListProps) {
  const { view, query } = useServices();
  const wrap = useSettings((state) => state.wrap);
  const { pages, key, isBusy } = useRecordPages(asked, order);
  const { total: answered, error } = pages.getState();
  const total = answered ?? totalHint ?? 0;
  const grid = useRef<HTMLDivElement>(null);
  const { scroll, ref, onScroll } = useRecordScroll(total, wrap);
  const [selected, setSelected] = useState<Selected>();
  const [opened, setOpened] = useState<Opened>();
  const [menu, setMenu] = useState<MenuCall>();
  const seen = scroll.seen();
  const from = Math.max(0, seen.first - DRAWN);
  const until = Math.min(total, seen.end + DRAWN);
  useLayoutEffect(
    () => pages.want(Math.max(0, seen.first - FETCHED), Math.min(total, seen.end + FETCHED)),
    [pages, seen.first, seen.end, total],
  );
  useSteadyPlace({ filter: asked.filter, order, pages, key, selected, setSelected, scroll });
  useJump({ filter: asked.filter, order, scroll, setSelected });
  const showTime = useShowTime({ filter: asked.filter, order, scroll });
  const chosen = useArrangement((state) => state.columns);
  const columns = useMemo(() => columnsOf(chosen), [chosen]);
  const ids = idsOf(pages, seen);
  const values = useFieldValues(
    asked.filter.investigationId,
    ids,
    columns.some(({ field }) => field !== undefined),
  );
  const { mark, copyRaw, pinnedRows } = useRecordActions(asked.filter, order);

  const at = selected?.index ?? -1;
  const held = at < 0 ? undefined : pages.row(at);
  const current = held !== undefined && (selected?.id === undefined || selected.id === held.id) ? held : undefined;
  // A row chosen before it was there gets its record when it comes.
  useEffect(() => {
    if (selected === undefined || selected.id !== undefined || held === undefined) return;
    setSelected({ index: selected.index, id: held.id });
    view.select({ kind: 'pattern', id: held.patternId });
  }, [selected, held, view]);

  const select = (index: number): void => {
    const row = Math.max(0, Math.min(total - 1, index));
    const record = pages.row(row);
    setSelected({ index: row, id: record?.id });
    if (record !== undefined) view.select({ kind: 'pattern', id: record.patternId });
    scroll.reveal(row);
  };
  const toggle = (index: number, open?: boolean): void => {
    const id = pages.row(index)?.id;
    if (id === undefined) return;
    setOpened((open ?? opened?.id !== id) ? { id, part: 'fields', isWriting: false } : undefined);
  };
  const open = (part: Partial<Opened>): void => {
    if (current === undefined) return;
    const before = opened?.id === current.id ? opened : { part: 'fields' as const, isWriting: false };
    setOpened({ ...before, ...part, id: current.id });
  };
  const goToPin = async (step: 1 | -1): Promise<void> => {
    const rows = await pinnedRows();
    const next = step === 1 ? rows.find((row) => row > at) : rows.findLast((row) => row < at || at < 0);
    if (next !== undefined) select(next);
  };
  const pin = (): void => {
    if (current !== undefined) void mark(current, !current.pinned, current.note);
  };
  const copy = (): void => {
    if (current !== undefined) void copyRaw(current);
  };
  const openMenu = (): void => {
    const row = grid.current?.querySelector('[role="row"][aria-selected="true"]')?.getBoundingClientRect();
    if (row !== undefined) setMenu({ at: { x: row.left + MENU_INDENT_PX, y: row.bottom }, pointed: undefined });
  };
  const pattern = current?.patternId.slice(0, 8) ?? '';
  useRecordCommands({
    hasRecord: () => current !== undefined,
    move: (by) => select(at + by),
    pin,
    copy,
    openMenu,
    writeNote: () => open({ isWriting: true }),
    toggle: () => toggle(at),
    toggleRaw: () => open({ part: opened?.id === current?.id && opened?.part === 'raw' ? 'fields' : 'raw' }),
    only: () => query.addTerm(`pattern:${pattern}`),
    exclude: () => query.addTerm(`-pattern:${pattern}`),
    goToPin: (step) => void goToPin(step),
  });
  // Rows are memoised: their actions stay the same object and find the newest functions here.
  const latest = useRef({ select, toggle });
  latest.current = { select, toggle };
  const actions = useMemo<RowActions>(
    () => ({
      select: (index) => latest.current.select(index),
      toggle: (index) => latest.current.toggle(index),
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
    const { viewportPx } = scroll.getState();
    if (event.key === 'Escape' && opened !== undefined) {
      setOpened(undefined);
      grid.current?.querySelector<HTMLElement>('[role="row"][tabindex="0"]')?.focus({ preventScroll: true });
    } else if (isInside) return;
    else if (event.key === 'Enter') toggle(at);
    else if (event.key === 'ArrowRight') toggle(at, true);
    else if (event.key === 'ArrowLeft') toggle(at, false);
    else {
      const to = rowAfterKey(event.key, at, total, Math.max(1, Math.floor(viewportPx / ROW_PX) - 1));
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
  const map = scroll.map();
  const { offset, viewportPx } = scroll.getState();
  const style: CSSProperties & { '--rec-columns': string } = { '--rec-columns': gridColumns(columns) };
  const rows = Array.from({ length: Math.max(0, until - from) }, (_, index) => from + index);
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
            <div style={{ height: map.spacerPx }}>
              <div className="rec-port" style={{ height: viewportPx }}>
                <GridRows style={{ transform: `translateY(${scroll.heights.offsetOf(from) - offset}px)` }}>
                  {rows.map((index) => {
                    const record = pages.row(index);
                    if (record === undefined) return <BlankRow key={index} index={index} />;
                    const isSelected = index === at && current !== undefined;
                    const isOpen = opened?.id === record.id;
                    return (
                      <RecordRow
                        key={index}
                        index={index}
                        record={record}
                        aboveUs={pages.row(index - 1)?.timeUs}
                        isSelected={isSelected}
                        isTabStop={isSelected || (current === undefined && index === seen.first)}
                        isExpanded={isOpen}
                        isWrapped={wrap}
                        columns={columns}
                        fields={values.get(record.id)}
                        actions={actions}
                      >
                        {isOpen && (
                          <ExpandedRecord
                            record={record}
                            part={opened.part}
                            isWritingNote={opened.isWriting}
                            onPart={(part) => setOpened({ ...opened, part })}
                            onWriteNote={(isWriting) => setOpened({ ...opened, isWriting })}
                            onMark={(pinned, note) => void mark(record, pinned, note)}
                            onCopy={() => void copyRaw(record)}
                          />
                        )}
                      </RecordRow>
                    );
                  })}
                </GridRows>
              </div>
            </div>
          </div>
          <Ruler
            asked={asked}
            order={order}
            heightPx={viewportPx}
            seenUs={timesOf(pages, seen)}
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
          onToggle={() => toggle(at)}
          onAround={() => open({ part: 'around' })}
          onPin={pin}
          onWriteNote={() => open({ isWriting: true })}
          onCopy={copy}
        />
      )}
    </>
  );
}

/** The record whose parts are shown under its row. */
interface Opened {
  readonly id: string;
  readonly part: RecordPart;
  readonly isWriting: boolean;
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

/** First and last time among the rows [first, end); undefined where none of them is there with a time. */
function timesOf(pages: RecordPages, { first, end }: { first: number; end: number }): readonly [number, number] | undefined {
  const times: number[] = [];
  for (let row = first; row < end; row++) {
    const us = pages.row(row)?.timeUs;
    if (us !== undefined) times.push(us);
  }
  return times.length === 0 ? undefined : [Math.min(...times), Math.max(...times)];
}

function idsOf(pages: RecordPages, { first, end }: { first: number; end: number }): readonly string[] {
  const ids: string[] = [];
  for (let row = first; row < end; row++) {
    const id = pages.row(row)?.id;
    if (id !== undefined) ids.push(id);
  }
  return ids;
}

/** Undefined: the key does not move the selection. */
function rowAfterKey(key: string, at: number, total: number, page: number): number | undefined {
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page }[key];
  return by === undefined ? { Home: 0, End: total - 1 }[key] : at + by;
}
