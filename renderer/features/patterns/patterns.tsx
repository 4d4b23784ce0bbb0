import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Pattern, PatternTable } from '#contract/explore.ts';
import type { Command } from '../../app/commands.ts';
import { useClient, useCommands, useFilter, useServices, useSession, useSettings, useTimeFormat, useView } from '../../app/services.tsx';
import { isPartial } from '../../app/stores/session.ts';
import { TabTools } from '../../app/tab-tools.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatCount, formatShare, plural } from '../../format/count.ts';
import { Button } from '../../widgets/button.tsx';
import { Callout } from '../../widgets/callout.tsx';
import { Chip } from '../../widgets/chip.tsx';
import { Grid, GridCell, GridRow, GridRows, HeadCell } from '../../widgets/grid.tsx';
import { LevelWord, levelClass } from '../../widgets/level-word.tsx';
import { Sparkline } from '../../widgets/sparkline.tsx';
import { Template } from '../../widgets/template.tsx';
import { DetailSlider } from '../grouping/detail-slider.tsx';
import { TreeRow } from '../grouping/tree-row.tsx';
import { type Grouping, useGrouping } from '../grouping/use-grouping.ts';
import { NothingFound } from './nothing-found.tsx';
import { type SortColumn, sortPatterns, type TrendKind } from './sort-patterns.ts';
import { TrendMark } from './trend-mark.tsx';
import { useSettledRows } from './use-settled-rows.ts';

const CHIPS: readonly { readonly kind: TrendKind; readonly title: string }[] = [
  { kind: 'new', title: 'New' },
  { kind: 'rising', title: 'Rising' },
  { kind: 'gone', title: 'Gone' },
  { kind: 'falling', title: 'Falling' },
  { kind: 'rare', title: 'Rare' },
];

const TREND_RULE =
  'new: none in the first quarter of the range. gone: none in the last quarter. rising, falling: the busiest or quietest five minutes against the median, three times or more. rare: five records at most.';

export function PatternsTab() {
  const client = useClient();
  const asked = useFilter();
  const revision = useSession((session) => session.revision);
  const answer = useEngineQuery(
    asked?.key,
    (signal) => client.listPatterns({ filter: asked?.filter ?? { investigationId: '' } }, { signal }),
    revision,
  );
  const [trend, setTrend] = useState<TrendKind>();
  const [sort, setSort] = useState<{ column: SortColumn; isReversed: boolean }>({ column: 'trend', isReversed: false });
  const table = useRef<HTMLDivElement>(null);
  const grouping = useGrouping();
  const shown = useSettledRows(answer.data, answer.dataKey, table);
  const rows = useMemo(() => {
    const all = shown?.patterns ?? [];
    return sortPatterns(trend === undefined ? all : all.filter((pattern) => pattern.trend.kind === trend), sort.column, sort.isReversed);
  }, [shown, trend, sort]);

  if (answer.error !== undefined && shown === undefined) {
    return (
      <Callout
        tone="bad"
        actions={
          <Button small onClick={answer.retry}>
            Try again
          </Button>
        }
      >
        The patterns could not be listed. {answer.error instanceof Error ? answer.error.message : ''}
      </Callout>
    );
  }
  if (shown === undefined) return <Skeleton />;
  return (
    <>
      <TabTools>
        <DetailSlider detail={grouping.detail} onChange={grouping.setDetail} />
        <Chip on={trend === undefined} count={formatCount(shown.total)} onClick={() => setTrend(undefined)}>
          All
        </Chip>
        {CHIPS.filter(({ kind }) => shown.trends[kind] > 0 || kind === trend).map(({ kind, title }) => (
          <Chip
            key={kind}
            on={trend === kind}
            count={formatCount(shown.trends[kind])}
            onClick={() => setTrend(trend === kind ? undefined : kind)}
          >
            {title}
          </Chip>
        ))}
      </TabTools>
      {shown.patterns.length === 0 ? (
        <NothingFound />
      ) : (
        <div
          ref={table}
          className={answer.phase === 'quiet' ? 'patterns-host' : 'patterns-host is-busy'}
          aria-busy={answer.phase !== 'quiet'}
        >
          <PatternGrid
            table={shown}
            rows={rows}
            grouping={grouping}
            sort={sort}
            onSort={(column) => setSort({ column, isReversed: column === sort.column && !sort.isReversed })}
          />
        </div>
      )}
    </>
  );
}

interface GridProps {
  table: PatternTable;
  rows: readonly Pattern[];
  grouping: Grouping;
  sort: { readonly column: SortColumn; readonly isReversed: boolean };
  onSort(column: SortColumn): void;
}

function PatternGrid({ table, rows: patterns, grouping, sort, onSort }: GridProps) {
  const { view, query } = useServices();
  const selected = useView((state) => (state.selection?.kind === 'pattern' ? state.selection.id : undefined));
  const isCompact = useSettings((settings) => settings.density === 'compact');
  // Heads of groups and forms cannot be selected; the keys stop at them all the same.
  const [passed, setPassed] = useState<string>();
  const { items } = grouping;
  const rows = useMemo(() => items(patterns), [items, patterns]);
  const scroller = useRef<HTMLDivElement>(null);
  const time = useTimeFormat();
  const rowHeight = isCompact ? 24 : 40;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  // The virtualiser keeps the heights it measured for the old density.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => virtual.measure(), [rowHeight]);
  const passedAt = passed === undefined ? -1 : rows.findIndex((row) => row.key === passed);
  const at = passedAt >= 0 ? passedAt : rows.findIndex((row) => row.key === selected);
  // A pattern chosen elsewhere is in sight when the table opens.
  const openedAt = useRef(at);
  useEffect(() => {
    if (openedAt.current > 0) virtual.scrollToIndex(openedAt.current);
  }, [virtual]);
  const open = (id: string): void => {
    query.addTerm(`pattern:${id.slice(0, 8)}`);
    view.setTab('records');
  };
  const activate = (key: string, isPattern: boolean): void => {
    setPassed(isPattern ? undefined : key);
    if (isPattern) view.select({ kind: 'pattern', id: key });
  };
  /** Opens what the keys stand at. */
  const enter = (): void => {
    const row = rows[at];
    if (row?.kind === 'group') grouping.toggle(row.key);
    else open(row?.kind === 'form' ? row.form.patternId : (row?.key ?? selected ?? ''));
  };
  const moveTo = (index: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row === undefined) return;
    activate(row.key, row.kind === 'pattern');
    virtual.scrollToIndex(rows.indexOf(row));
  };
  usePatternCommands(selected, open);
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 1);
    const to = {
      ArrowDown: at + 1,
      j: at + 1,
      ArrowUp: at - 1,
      k: at - 1,
      Home: 0,
      End: rows.length - 1,
      PageDown: at + page,
      PageUp: at - page,
    }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (to !== undefined) moveTo(to);
    else if (event.key === 'Enter' && (at >= 0 || selected !== undefined)) enter();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const head = (column: SortColumn, title: string, isNumber = false) => (
    <HeadCell
      isNumber={isNumber}
      aria-sort={sort.column === column ? (sort.isReversed ? 'ascending' : 'descending') : undefined}
      title={column === 'trend' ? TREND_RULE : undefined}
    >
      <button type="button" onClick={() => onSort(column)}>
        {title} {sort.column === column && (sort.isReversed ? '↑' : '↓')}
      </button>
    </HeadCell>
  );
  return (
    <Grid
      className={isCompact ? 'patterns compact' : 'patterns'}
      aria-label="Patterns"
      aria-rowcount={rows.length + 1}
      onKeyDown={onKeyDown}
    >
      <GridRow className="thead" aria-rowindex={1}>
        <HeadCell />
        {head('pattern', 'Pattern')}
        {head('trend', 'Trend')}
        <HeadCell>Over time</HeadCell>
        {head('count', 'Count', true)}
        {head('bytes', 'Bytes', true)}
        {head('first', 'First / last', true)}
      </GridRow>
      <div ref={scroller} className="rows-scroll">
        <GridRows style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const isTabStop = item.index === at || (at < 0 && item.index === 0);
            if (row.kind !== 'pattern') {
              return (
                <TreeRow
                  key={row.key}
                  item={row}
                  records={table.records}
                  index={item.index}
                  top={item.start}
                  isActive={item.index === at}
                  isTabStop={isTabStop}
                  onActivate={() => activate(row.key, false)}
                  onToggle={() => row.kind === 'group' && grouping.toggle(row.key)}
                />
              );
            }
            const { id } = row.pattern;
            return (
              <PatternRow
                key={id}
                pattern={row.pattern}
                records={table.records}
                index={item.index}
                top={item.start}
                isSelected={id === selected}
                isTabStop={isTabStop}
                isCompact={isCompact}
                time={time}
                onSelect={() => activate(id, true)}
                onOpen={() => open(id)}
              />
            );
          })}
        </GridRows>
      </div>
    </Grid>
  );
}

interface RowProps {
  pattern: Pattern;
  records: number;
  index: number;
  top: number;
  isSelected: boolean;
  isTabStop: boolean;
  isCompact: boolean;
  time: ReturnType<typeof useTimeFormat>;
  onSelect(): void;
  onOpen(): void;
}

function PatternRow({ pattern, records, index, top, isSelected, isTabStop, isCompact, time, onSelect, onOpen }: RowProps) {
  const partial = useSession((session) => isPartial(session));
  const binary = useSettings((settings) => settings.binaryBytes);
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isSelected && row.current?.closest('[role="grid"]')?.contains(document.activeElement)) row.current.focus({ preventScroll: true });
  }, [isSelected]);
  const tone = levelClass(pattern.level);
  return (
    <GridRow
      ref={row}
      className={isSelected ? 'trow sel' : 'trow'}
      style={{ position: 'absolute', top, left: 0, right: 0 }}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      tabIndex={isTabStop ? 0 : -1}
      onClick={() => window.getSelection()?.isCollapsed !== false && onSelect()}
      onDoubleClick={onOpen}
      data-pattern={pattern.id}
    >
      <i className={`lvb ${tone}`} aria-hidden="true" />
      <GridCell className="two">
        <div className="tpl el">
          <Template parts={pattern.parts} />
        </div>
        {!isCompact && (
          <div className="meta">
            <LevelWord level={pattern.level} />
            {pattern.services.length > 0 && <span>{pattern.services.slice(0, 3).join(', ')}</span>}
            <span>{pattern.variables === 0 ? 'no variables' : plural(pattern.variables, 'variable')}</span>
          </div>
        )}
      </GridCell>
      <GridCell>
        <TrendMark trend={pattern.trend} />
      </GridCell>
      <GridCell>
        <Sparkline
          values={pattern.spark}
          width={96}
          height={isCompact ? 16 : 24}
          tone={`lv-${tone}`}
          label={`${formatCount(pattern.count)} records`}
          base
        />
      </GridCell>
      <GridCell className="two">
        <span className="num">{formatCount(pattern.count, { partial })}</span>
        {!isCompact && <small className="num">{formatShare(pattern.count, records)}</small>}
      </GridCell>
      <GridCell className="num mid">{formatBytes(pattern.bytes, { binary })}</GridCell>
      <GridCell className="two">
        {!isCompact && pattern.firstUs !== undefined && (
          <>
            <span className="t num">{time.second(pattern.firstUs)}</span>
            <span className="t d num">{time.second(pattern.lastUs ?? pattern.firstUs)}</span>
          </>
        )}
      </GridCell>
    </GridRow>
  );
}

function Skeleton() {
  return (
    <div className="patterns-skeleton" aria-hidden="true">
      {[60, 74, 52, 66, 58].map((width) => (
        <div key={width} className="skel" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}

function usePatternCommands(selected: string | undefined, open: (id: string) => void): void {
  const { query } = useServices();
  const latest = useRef({ selected, open });
  latest.current = { selected, open };
  const commands = useMemo<readonly Command[]>(() => {
    const withSelected = (run: (id: string) => void) => ({
      enabled: () => latest.current.selected !== undefined,
      run: () => latest.current.selected !== undefined && run(latest.current.selected),
    });
    return [
      {
        id: 'pattern.records',
        title: "Show the pattern's records",
        group: 'Rows',
        keys: ['R'],
        icon: 'para',
        ...withSelected((id) => latest.current.open(id)),
      },
      {
        id: 'pattern.only',
        title: 'Only this pattern',
        group: 'Filters',
        keys: ['A'],
        icon: 'filter',
        ...withSelected((id) => query.addTerm(`pattern:${id.slice(0, 8)}`)),
      },
      {
        id: 'pattern.exclude',
        title: 'Exclude this pattern',
        group: 'Filters',
        keys: ['X'],
        icon: 'x',
        ...withSelected((id) => query.addTerm(`-pattern:${id.slice(0, 8)}`)),
      },
    ];
  }, [query]);
  useCommands(commands);
}
