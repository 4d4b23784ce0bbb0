import { memo, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import type { LogRecord } from '#contract/explore.ts';
import { useSession, useTimeFormat } from '../../app/services.tsx';
import { formatBytes } from '../../format/bytes.ts';
import { formatExactCount } from '../../format/count.ts';
import { GridCell, GridRow } from '../../widgets/grid.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { LevelWord, levelClass } from '../../widgets/level-word.tsx';
import type { Column } from './columns.ts';
import { dayDivider } from './day-divider.ts';
import type { Fields } from './field-values.ts';
import { gapWords } from './gap-words.ts';
import { Message } from './message.tsx';
import type { FilterPick } from './record-filters.ts';
import type { MenuCall } from './record-menu.tsx';
import { ROW_PX } from './row-heights.ts';

const BOLD_GAP_US = 2_000_000;

/** What a row tells the list; the same object for as long as the list lives. */
export interface RowActions {
  select(index: number): void;
  toggle(index: number): void;
  openMenu(index: number, call: MenuCall): void;
  measured(index: number, px: number): void;
}

interface RowProps {
  index: number;
  record: LogRecord;
  /** Time of the row above. */
  aboveUs: number | undefined;
  isSelected: boolean;
  isTabStop: boolean;
  isExpanded: boolean;
  isWrapped: boolean;
  columns: readonly Column[];
  /** For columns that show a field; absent until they are there. */
  fields: Fields | undefined;
  actions: RowActions;
  /** What is opened under the row. */
  children?: ReactNode;
}

export const RecordRow = memo(function RecordRow(props: RowProps) {
  const { index, record, aboveUs, isSelected, isTabStop, isExpanded, isWrapped, columns, fields, actions, children } = props;
  const row = useRef<HTMLDivElement>(null);
  const divider = dayDivider(aboveUs, record.timeUs, useTimeFormat());
  const item = useMeasuredItem(index, isWrapped || isExpanded || divider !== undefined, actions);
  useFocusWithSelection(row, isSelected);
  return (
    <div ref={item} role="presentation" className="rec-item">
      {divider !== undefined && (
        // biome-ignore lint/a11y/useSemanticElements: a rule cannot hold words
        <div className="gap" role="separator" aria-label={`New day: ${divider}`}>
          {divider}
        </div>
      )}
      <GridRow
        ref={row}
        className={isExpanded ? 'rec open' : isSelected ? 'rec sel' : 'rec'}
        aria-rowindex={index + 2}
        aria-selected={isSelected}
        aria-expanded={isExpanded}
        tabIndex={isTabStop ? 0 : -1}
        onClick={() => window.getSelection()?.isCollapsed !== false && actions.select(index)}
        onDoubleClick={() => actions.toggle(index)}
        onContextMenu={(event) => {
          event.preventDefault();
          actions.openMenu(index, { at: { x: event.clientX, y: event.clientY }, pointed: pickAt(event.target) });
        }}
      >
        <i className={`lvb ${levelClass(record.level)}`} aria-hidden="true" />
        <Cells record={record} aboveUs={aboveUs} columns={columns} fields={fields} />
      </GridRow>
      {children}
    </div>
  );
});

function Cells({ record, aboveUs, columns, fields }: Pick<RowProps, 'record' | 'aboveUs' | 'columns' | 'fields'>) {
  const time = useTimeFormat();
  return (
    <>
      <GridCell className={record.pinned ? 'gut pin' : 'gut'}>
        {record.pinned ? <Icon name="pinf" small /> : record.note !== undefined && <Icon name="note" small />}
      </GridCell>
      <GridCell
        className={record.timeInherited ? 'tm inherited' : 'tm'}
        title={record.timeUs === undefined ? undefined : `${time.dateSecond(record.timeUs)} ${time.zoneName}`}
      >
        {time.time(record.timeUs)}
      </GridCell>
      {columns.map((column) => (
        <ColumnCell key={column.id} column={column} record={record} aboveUs={aboveUs} fields={fields} />
      ))}
      <GridCell className="msg el">
        <Message record={record} />
        {record.lineCount > 1 && <span className="dim"> +{record.lineCount - 1} lines</span>}
        {record.cut && <span className="rec-size"> … {formatBytes(record.bytes)}</span>}
      </GridCell>
    </>
  );
}

function ColumnCell({ column, record, aboveUs, fields }: Pick<RowProps, 'record' | 'aboveUs' | 'fields'> & { column: Column }) {
  if (column.field !== undefined) return <ValueCell field={column.field} value={fields?.get(column.field)} />;
  switch (column.id) {
    case 'gap':
      return <GapCell gapUs={aboveUs === undefined || record.timeUs === undefined ? undefined : record.timeUs - aboveUs} />;
    case 'level':
      return (
        <GridCell className="el" data-field="level" data-value={record.level === 'UNSET' ? undefined : record.level}>
          <LevelWord level={record.level} />
        </GridCell>
      );
    case 'source':
      return <SourceCell sourceId={record.sourceId} />;
    case 'line':
      return <GridCell className="svc num">{formatExactCount(record.line)}</GridCell>;
    default:
      return <ValueCell field="service" value={record.service} />;
  }
}

function GapCell({ gapUs }: { gapUs: number | undefined }) {
  const isLong = gapUs !== undefined && Math.abs(gapUs) >= BOLD_GAP_US;
  return <GridCell className={isLong ? 'dl big' : 'dl'}>{gapWords(gapUs)}</GridCell>;
}

function SourceCell({ sourceId }: { sourceId: number }) {
  const name = useSession((session) => session.investigation?.sources.find((source) => source.id === sourceId)?.name);
  return <ValueCell field="source" value={name} />;
}

function ValueCell({ field, value }: { field: string; value: string | undefined }) {
  return (
    <GridCell className="svc el" data-field={field} data-value={value} title={value}>
      {value}
    </GridCell>
  );
}

/** What of a record is under the pointer: a piece of its text that is selected, the value of a column, or a variable of the message. */
function pickAt(target: EventTarget): FilterPick | undefined {
  if (!(target instanceof Element)) return undefined;
  const selection = window.getSelection();
  const selected = selection?.anchorNode?.parentElement?.closest('.rec') === target.closest('.rec') ? selection?.toString().trim() : '';
  if (selected) return { text: selected };
  const { field, value } = target.closest<HTMLElement>('[data-field]')?.dataset ?? {};
  if (field !== undefined && value !== undefined) return { field, value };
  const text = target.closest('.rec-var')?.textContent ?? '';
  return text === '' ? undefined : { text };
}

/** The place of a row whose text is on its way. */
export function BlankRow({ index }: { index: number }) {
  return <GridRow className="rec" aria-rowindex={index + 2} aria-busy="true" />;
}

/** Rows that may be higher than one line are measured as they are laid out; the others are known to be ROW_PX. */
function useMeasuredItem(index: number, isMeasured: boolean, actions: RowActions) {
  const item = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!isMeasured || item.current === null) {
      actions.measured(index, ROW_PX);
      return;
    }
    const observer = new ResizeObserver(([entry]) => entry !== undefined && actions.measured(index, entry.contentRect.height));
    observer.observe(item.current);
    return () => observer.disconnect();
  }, [index, isMeasured, actions]);
  return item;
}

/**
 * The focus goes with the selection while it is in the list, but not out of a field being written in. A row that is scrolled away
 * leaves it with the list, so that the keys go on working.
 */
function useFocusWithSelection(row: React.RefObject<HTMLDivElement | null>, isSelected: boolean): void {
  useEffect(() => {
    const { activeElement } = document;
    if (!isSelected || activeElement instanceof HTMLTextAreaElement || activeElement instanceof HTMLInputElement) return;
    if (gridOf(row.current)?.contains(activeElement)) row.current?.focus({ preventScroll: true });
  }, [isSelected, row]);
  useLayoutEffect(() => {
    const element = row.current;
    return () => {
      if (element?.parentElement?.contains(document.activeElement)) gridOf(element)?.focus({ preventScroll: true });
    };
  }, [row]);
}

function gridOf(element: HTMLElement | null): HTMLElement | null {
  return element?.closest<HTMLElement>('[role="grid"]') ?? null;
}
