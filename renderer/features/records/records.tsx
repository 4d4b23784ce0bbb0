import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { LogRecord, RecordOrder } from '#contract/explore.ts';
import type { Command } from '../../app/commands.ts';
import { useFilterTotals } from '../../app/filter-totals.tsx';
import { useClient, useCommands, useFilter, useServices, useSession, useSettings, useTimeFormat, useView } from '../../app/services.tsx';
import { TabTools } from '../../app/tab-tools.tsx';
import { formatDuration } from '../../format/duration.ts';
import { Button } from '../../widgets/button.tsx';
import { Callout } from '../../widgets/callout.tsx';
import { Chip } from '../../widgets/chip.tsx';
import { Grid, GridRow, GridRows } from '../../widgets/grid.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { LevelWord, levelClass } from '../../widgets/level-word.tsx';
import { NothingFound } from '../patterns/nothing-found.tsx';
import { ExpandedRecord } from './expanded-record.tsx';
import { Message } from './message.tsx';
import { createRecordPages } from './record-pages.ts';
import { ROW_PX, scrollMap } from './scroll-map.ts';

/** Rows drawn above and below what is seen. */
const OVERSCAN = 20;
const BOLD_GAP_US = 2_000_000;

export function RecordsTab() {
  const asked = useFilter();
  const totals = useFilterTotals();
  const [order, setOrder] = useState<RecordOrder>('oldest');
  const { settings } = useServices();
  const wrap = useSettings((state) => state.wrap);
  return (
    <>
      <TabTools>
        <Chip on={order === 'newest'} onClick={() => setOrder(order === 'oldest' ? 'newest' : 'oldest')}>
          {order === 'oldest' ? 'Oldest first' : 'Newest first'}
        </Chip>
        <Chip on={wrap} onClick={() => settings.change({ wrap: !wrap })}>
          Wrap
        </Chip>
      </TabTools>
      {asked !== undefined && totals.records === 0 ? (
        <NothingFound />
      ) : (
        asked !== undefined && <RecordList key={`${asked.key} ${order}`} filter={asked.filter} order={order} totalHint={totals.records} />
      )}
    </>
  );
}

interface ListProps {
  filter: { readonly investigationId: string; readonly query: string };
  order: RecordOrder;
  totalHint: number | undefined;
}

function RecordList({ filter, order, totalHint }: ListProps) {
  const client = useClient();
  const { view } = useServices();
  const { revision, isReading } = useSession((session) => ({
    revision: session.revision,
    isReading: session.investigation?.reading === true,
  }));
  const wrap = useSettings((state) => state.wrap);
  const jump = useView((state) => state.jump);
  const scroller = useRef<HTMLDivElement>(null);
  const [viewportPx, setViewportPx] = useState(400);
  const [top, setTop] = useState(0);
  const [selected, setSelected] = useState(-1);
  const [expanded, setExpanded] = useState<string>();

  // A new question brings a new set of pages (the list is keyed by it); growth while reading asks anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the filter is part of the key
  const pages = useMemo(
    () => createRecordPages((offset, limit, signal) => client.getRecords({ filter, order, offset, limit }, { signal }), !isReading),
    [client, revision, isReading],
  );
  useEffect(() => () => pages.close(), [pages]);
  const { total: answered, error } = useStore(pages);
  const total = Math.max(totalHint ?? 0, answered ?? 0);
  const map = scrollMap(total, viewportPx);
  const first = Math.floor(top);
  const visible = Math.ceil(viewportPx / ROW_PX) + 1;
  const from = Math.max(0, first - OVERSCAN);
  const until = Math.min(total, first + visible + OVERSCAN);
  useEffect(() => pages.want(from, until), [pages, from, until]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => entry !== undefined && setViewportPx(entry.contentRect.height));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const showRow = useCallback(
    (row: number) => {
      const target = Math.min(map.lastTop, Math.max(0, row));
      setTop(target);
      if (scroller.current !== null) scroller.current.scrollTop = map.scrollOf(target);
    },
    [map],
  );
  const latestShow = useRef(showRow);
  latestShow.current = showRow;

  // Jumping to a time asks where it stands in the order.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the serial stands for the jump
  useEffect(() => {
    if (jump === undefined) return;
    const abort = new AbortController();
    client
      .locateRecord({ filter, order, atUs: jump.atUs }, { signal: abort.signal })
      .then(({ offset }) => {
        latestShow.current(offset - 3);
        setSelected(offset);
      })
      .catch(() => undefined);
    return () => abort.abort();
  }, [jump?.serial, client]);

  const select = (index: number): void => {
    const row = Math.max(0, Math.min(total - 1, index));
    setSelected(row);
    const record = pages.row(row);
    if (record !== undefined) view.select({ kind: 'pattern', id: record.patternId });
    if (row < top + 1) showRow(row - 1);
    else if (row > top + viewportPx / ROW_PX - 2) showRow(row - viewportPx / ROW_PX + 3);
  };
  const mark = async (record: LogRecord, pinned: boolean, note: string | undefined): Promise<void> => {
    await client.setMark({ investigationId: filter.investigationId, recordId: record.id, pinned, note });
    pages.refresh();
  };
  useRecordCommands(() => (selected < 0 ? undefined : pages.row(selected)), mark);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
    const page = Math.max(1, Math.floor(viewportPx / ROW_PX) - 1);
    const to = {
      ArrowDown: selected + 1,
      j: selected + 1,
      ArrowUp: selected - 1,
      k: selected - 1,
      Home: 0,
      End: total - 1,
      PageDown: selected + page,
      PageUp: selected - page,
    }[event.key];
    const record = pages.row(selected);
    if (to !== undefined) select(to);
    else if ((event.key === 'Enter' || event.key === 'ArrowRight') && record !== undefined)
      setExpanded(event.key === 'Enter' && expanded === record.id ? undefined : record.id);
    else if (event.key === 'ArrowLeft') setExpanded(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  if (error !== undefined && answered === undefined) {
    return (
      <Callout
        tone="bad"
        actions={
          <Button small onClick={() => pages.want(from, until)}>
            Try again
          </Button>
        }
      >
        The records could not be read. {error instanceof Error ? error.message : ''}
      </Callout>
    );
  }
  const rows = Array.from({ length: Math.max(0, until - from) }, (_, index) => from + index);
  return (
    <Grid className={wrap ? 'records wrapped' : 'records'} aria-label="Records" aria-rowcount={total + 1} onKeyDown={onKeyDown}>
      <GridRow className="rec rec-head" aria-rowindex={1}>
        <span />
        <span />
        <span>Time</span>
        <span className="rec-gap-head">Gap</span>
        <span>Level</span>
        <span>Service</span>
        <span>Message</span>
      </GridRow>
      <div
        ref={scroller}
        className="rows-scroll"
        onScroll={(event) => {
          const row = map.rowAt(event.currentTarget.scrollTop);
          // Where the scrollbar is scaled a pixel is many rows: our own exact moves must not be rounded away.
          if (Math.abs(map.scrollOf(top) - event.currentTarget.scrollTop) > 1) setTop(row);
        }}
        onWheel={(event) => {
          if (map.spacerPx >= total * ROW_PX || event.ctrlKey) return;
          event.preventDefault();
          showRow(top + event.deltaY / ROW_PX);
        }}
      >
        <GridRows style={{ height: map.spacerPx + (expanded === undefined ? 0 : viewportPx / 2), position: 'relative' }}>
          <div className="rec-window" style={{ transform: `translateY(${map.scrollOf(top) - (top - from) * ROW_PX}px)` }}>
            {rows.map((index) => (
              <RecordRow
                key={index}
                index={index}
                record={pages.row(index)}
                above={pages.row(index - 1)}
                isSelected={index === selected}
                isTabStop={index === selected || (selected < 0 && index === first)}
                isExpanded={expanded !== undefined && pages.row(index)?.id === expanded}
                onSelect={() => select(index)}
                onToggle={() => setExpanded(expanded === pages.row(index)?.id ? undefined : pages.row(index)?.id)}
                onMark={mark}
              />
            ))}
          </div>
        </GridRows>
      </div>
    </Grid>
  );
}

interface RowProps {
  index: number;
  record: LogRecord | undefined;
  above: LogRecord | undefined;
  isSelected: boolean;
  isTabStop: boolean;
  isExpanded: boolean;
  onSelect(): void;
  onToggle(): void;
  onMark(record: LogRecord, pinned: boolean, note: string | undefined): Promise<void>;
}

function RecordRow({ index, record, above, isSelected, isTabStop, isExpanded, onSelect, onToggle, onMark }: RowProps) {
  const time = useTimeFormat();
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (
      isSelected &&
      row.current?.closest('[role="grid"]')?.contains(document.activeElement) &&
      !(document.activeElement instanceof HTMLInputElement)
    ) {
      row.current.focus({ preventScroll: true });
    }
  }, [isSelected]);
  if (record === undefined) return <GridRow className="rec" aria-rowindex={index + 2} />;
  const gapUs = above?.timeUs !== undefined && record.timeUs !== undefined ? record.timeUs - above.timeUs : undefined;
  const isNewDay = above?.timeUs !== undefined && record.timeUs !== undefined && time.day(above.timeUs) !== time.day(record.timeUs);
  return (
    <>
      <GridRow
        ref={row}
        className={isExpanded ? 'rec open' : isSelected ? 'rec sel' : 'rec'}
        aria-rowindex={index + 2}
        aria-selected={isSelected}
        aria-expanded={isExpanded}
        tabIndex={isTabStop ? 0 : -1}
        title={isNewDay && record.timeUs !== undefined ? `A new day: ${time.date(record.timeUs)}` : undefined}
        onClick={() => window.getSelection()?.isCollapsed !== false && onSelect()}
        onDoubleClick={onToggle}
      >
        <i className={`lvb ${levelClass(record.level)}`} aria-hidden="true" />
        <span className={record.pinned ? 'gut pin' : 'gut'}>
          {record.pinned ? <Icon name="pinf" small /> : record.note !== undefined && <Icon name="note" small />}
        </span>
        <span className={record.timeInherited ? 'tm inherited' : 'tm'}>{time.time(record.timeUs)}</span>
        <span className={gapUs !== undefined && Math.abs(gapUs) >= BOLD_GAP_US ? 'dl big' : 'dl'}>
          {isNewDay ? 'new day' : gapUs === undefined ? '' : `${gapUs < 0 ? '\u2212' : '+'}${formatDuration(Math.abs(gapUs) / 1000)}`}
        </span>
        <LevelWord level={record.level} />
        <span className="svc el">{record.service}</span>
        <span className="msg el">
          <Message record={record} />
          {record.lineCount > 1 && <span className="dim"> +{record.lineCount - 1} lines</span>}
        </span>
      </GridRow>
      {isExpanded && <ExpandedRecord record={record} onMark={(pinned, note) => void onMark(record, pinned, note)} />}
    </>
  );
}

function useRecordCommands(
  current: () => LogRecord | undefined,
  mark: (record: LogRecord, pinned: boolean, note: string | undefined) => Promise<void>,
): void {
  const latest = useRef({ current, mark });
  latest.current = { current, mark };
  const { settings, platform } = useServices();
  const commands = useMemo<readonly Command[]>(
    () => [
      {
        id: 'record.pin',
        title: 'Pin the record',
        group: 'Rows',
        keys: ['P'],
        icon: 'pin',
        enabled: () => latest.current.current() !== undefined,
        run: () => {
          const record = latest.current.current();
          if (record !== undefined) void latest.current.mark(record, !record.pinned, record.note);
        },
      },
      {
        id: 'record.copy',
        title: 'Copy the message',
        group: 'Rows',
        keys: ['C'],
        icon: 'copy',
        enabled: () => latest.current.current() !== undefined,
        run: () => void platform.copyText((latest.current.current()?.message ?? []).map(({ text }) => text).join('')),
      },
      {
        id: 'records.wrap',
        title: 'Wrap long lines',
        group: 'Rows',
        keys: ['W'],
        icon: 'wrap',
        run: () => settings.change({ wrap: !settings.getState().wrap }),
      },
    ],
    [settings, platform],
  );
  useCommands(commands);
}
