import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Pattern, PatternTable } from '#contract/explore.ts';
import { useQueryState, useServices, useSession, useSettings, useTimeFormat, useView } from '../../app/services.tsx';
import { useWidthClass } from '../../app/use-window-width.ts';
import { ContextMenu } from '../../widgets/context-menu.tsx';
import { Grid, GridRow, GridRows, HeadCell } from '../../widgets/grid.tsx';
import { Icon } from '../../widgets/icon.tsx';
import type { MenuPoint } from '../../widgets/menu-sides.ts';
import { TreeRow } from '../grouping/tree-row.tsx';
import type { Grouping } from '../grouping/use-grouping.ts';
import { usePatternCommands } from './pattern-commands.ts';
import { PatternRow } from './pattern-row.tsx';
import { nextColumn, type PatternSort, type SortColumn, sortedBy } from './sort-patterns.ts';
import { usePatternActions } from './use-pattern-actions.ts';

const TREND_RULE =
  'new: none in the first quarter of the range. gone: none in the last quarter. rising, falling: the busiest or quietest five minutes against the median, three times or more. rare: five records at most.';
const ROW_PX = 40;
const COMPACT_ROW_PX = 24;

interface GridProps {
  table: PatternTable;
  rows: readonly Pattern[];
  grouping: Grouping;
  sort: PatternSort;
  onSort(sort: PatternSort): void;
}

export function PatternGrid({ table, rows: patterns, grouping, sort, onSort }: GridProps) {
  const { view } = useServices();
  const actionsOf = usePatternActions();
  const selected = useView((state) => (state.selection?.kind === 'pattern' ? state.selection.id : undefined));
  const { isCompact, isWrapped } = useSettings(({ density, wrap }) => ({ isCompact: density === 'compact', isWrapped: wrap }));
  const isWide = useWidthClass() === 'wide';
  const grid = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  // Heads of groups and forms cannot be selected; the keys stop at them all the same.
  const [passed, setPassed] = useState<string>();
  const { items } = grouping;
  const rows = useMemo(() => items(patterns), [items, patterns]);
  const [menu, setMenu] = useState<{ readonly at: MenuPoint; readonly pattern: Pattern }>();
  const rowPx = isCompact ? COMPACT_ROW_PX : ROW_PX;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 12,
  });
  // The virtualiser keeps the heights it measured for the old density.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => virtual.measure(), [rowPx, isWrapped]);
  const passedAt = passed === undefined ? -1 : rows.findIndex((row) => row.key === passed);
  const at = passedAt >= 0 ? passedAt : rows.findIndex((row) => row.key === selected);
  const row = rows[at];
  const chosen = row?.kind === 'pattern' ? row.pattern : undefined;
  // A pattern chosen elsewhere is in sight when the table opens.
  const openedAt = useRef(at);
  useEffect(() => {
    if (openedAt.current > 0) virtual.scrollToIndex(openedAt.current);
  }, [virtual]);
  const activate = (key: string, isPattern: boolean): void => {
    setPassed(isPattern ? undefined : key);
    if (isPattern) view.select({ kind: 'pattern', id: key });
  };
  /** Opens what the keys stand at. */
  const enter = (): void => {
    if (row?.kind === 'group') grouping.toggle(row.key);
    else if (row?.kind === 'form') actionsOf({ id: row.form.patternId, template: row.form.form }).showRecords();
    else if (chosen !== undefined) actionsOf(chosen).showRecords();
  };
  const moveTo = (index: number): void => {
    const to = Math.max(0, Math.min(rows.length - 1, index));
    const next = rows[to];
    if (next === undefined) return;
    activate(next.key, next.kind === 'pattern');
    virtual.scrollToIndex(to);
  };
  const openMenu = (pattern: Pattern, point: MenuPoint): void => {
    activate(pattern.id, true);
    setMenu({ at: point, pattern });
  };
  usePatternCommands({
    hasPattern: () => chosen !== undefined,
    move: (by) => {
      // The keys work from anywhere; the focus then goes on with the rows.
      grid.current?.focus({ preventScroll: true });
      moveTo(at + by);
    },
    showRecords: () => chosen !== undefined && actionsOf(chosen).showRecords(),
    only: () => chosen !== undefined && actionsOf(chosen).only(),
    exclude: () => chosen !== undefined && actionsOf(chosen).exclude(),
    makePolicy: () => chosen !== undefined && actionsOf(chosen).makePolicy(),
    copyTemplate: () => chosen !== undefined && void actionsOf(chosen).copyTemplate(),
    openMenu: () => chosen !== undefined && openMenu(chosen, placeOf(scroller.current, chosen.id)),
    sortByNext: () => onSort({ column: nextColumn(sort.column), isReversed: false }),
    reverseSort: () => onSort({ ...sort, isReversed: !sort.isReversed }),
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowPx) - 1);
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: rows.length - 1,
      PageDown: at + page,
      PageUp: at - page,
    }[event.key];
    // Enter on the head sorts, on a row it opens the records.
    const isOnRow = event.target instanceof Element && event.target.closest('.thead') === null;
    if (to !== undefined) moveTo(to);
    else if (event.key === 'Enter' && isOnRow && row !== undefined) enter();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <Grid
        ref={grid}
        tabIndex={-1}
        className={['patterns', isCompact && 'compact', isWrapped && 'wrapped', isWide && 'wide'].filter(Boolean).join(' ')}
        aria-label="Patterns"
        aria-rowcount={rows.length + 1}
        onKeyDown={onKeyDown}
      >
        <Head sort={sort} isCompact={isCompact} isWide={isWide} onSort={(column) => onSort(sortedBy(column, sort))} />
        <div ref={scroller} className="rows-scroll">
          <GridRows style={{ height: virtual.getTotalSize(), position: 'relative' }}>
            {virtual.getVirtualItems().map((item) => {
              const shown = rows[item.index];
              if (shown === undefined) return null;
              const isTabStop = item.index === at || (at < 0 && item.index === 0);
              if (shown.kind !== 'pattern') {
                return (
                  <TreeRow
                    key={shown.key}
                    item={shown}
                    records={table.records}
                    index={item.index}
                    top={item.start}
                    isActive={item.index === at}
                    isTabStop={isTabStop}
                    onActivate={() => activate(shown.key, false)}
                    onToggle={() => shown.kind === 'group' && grouping.toggle(shown.key)}
                  />
                );
              }
              const { pattern } = shown;
              return (
                <PatternRow
                  key={pattern.id}
                  pattern={pattern}
                  records={table.records}
                  index={item.index}
                  top={item.start}
                  isSelected={pattern.id === selected}
                  isTabStop={isTabStop}
                  isCompact={isCompact}
                  isWide={isWide}
                  measure={isWrapped ? virtual.measureElement : undefined}
                  onSelect={() => activate(pattern.id, true)}
                  onOpen={() => actionsOf(pattern).showRecords()}
                  onMenu={(point) => openMenu(pattern, point)}
                />
              );
            })}
          </GridRows>
        </div>
      </Grid>
      {menu !== undefined && (
        <ContextMenu at={menu.at} label="Actions of the pattern" items={actionsOf(menu.pattern).menu} onClose={() => setMenu(undefined)} />
      )}
    </>
  );
}

/** Under the template of a row, for a menu that a key asks for. */
function placeOf(scroller: HTMLElement | null, id: string): MenuPoint {
  const box = scroller?.querySelector(`[data-pattern="${CSS.escape(id)}"]`)?.getBoundingClientRect();
  return { x: (box?.left ?? 0) + 24, y: (box?.top ?? 0) + 20 };
}

interface HeadProps {
  sort: PatternSort;
  isCompact: boolean;
  isWide: boolean;
  onSort(column: SortColumn): void;
}

function Head({ sort, isCompact, isWide, onSort }: HeadProps) {
  const column = (id: SortColumn, title: string, isNumber = false) => (
    <HeadCell
      isNumber={isNumber}
      aria-sort={sort.column === id ? (sort.isReversed ? 'ascending' : 'descending') : undefined}
      title={id === 'trend' ? TREND_RULE : undefined}
    >
      <button type="button" onClick={() => onSort(id)}>
        {title} {sort.column === id && <Icon name={sort.isReversed ? 'up' : 'down'} small />}
      </button>
    </HeadCell>
  );
  return (
    <GridRow className="thead" aria-rowindex={1}>
      <HeadCell />
      {column('pattern', 'Pattern')}
      {column('trend', 'Trend')}
      <HeadCell>
        <ShownTime />
      </HeadCell>
      {column('count', 'Count', true)}
      {column('bytes', 'Bytes', true)}
      {(isWide || !isCompact) && column('first', isWide ? 'First' : 'First / last', true)}
      {isWide && column('last', 'Last', true)}
    </GridRow>
  );
}

/** What the small bars of the rows show: the time asked about, the same as the timeline's. */
function ShownTime() {
  const time = useTimeFormat();
  const chosen = useQueryState((state) => state.range);
  const whole = useSession((session) => session.investigation?.range);
  const range = chosen ?? whole;
  return range === undefined ? null : time.span(range.fromUs, range.untilUs);
}
