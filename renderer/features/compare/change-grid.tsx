import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useMemo, useRef } from 'react';
import type { Change } from '#contract/compare.ts';
import type { Command } from '../../app/commands.ts';
import { useCommands, useServices, useView } from '../../app/services.tsx';
import { Grid, GridRow, GridRows, HeadCell } from '../../widgets/grid.tsx';
import { ChangeRow } from './change-row.tsx';
import { changeId } from './change-words.ts';
import { rateAxisOf } from './rate-dots.tsx';
import { useChangeActions } from './use-change-actions.ts';

const ROW_PX = 40;

/** @param all changes of every kind: rows of any choice share one axis. */
export function ChangeGrid({ rows, all }: { rows: readonly Change[]; all: readonly Change[] }) {
  const { view } = useServices();
  const { showRecords } = useChangeActions();
  const selected = useView((state) => (state.selection?.kind === 'change' ? state.selection.id : undefined));
  const grid = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const axis = useMemo(() => rateAxisOf(all), [all]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const at = rows.findIndex((row) => changeId(row) === selected);
  const moveTo = (index: number): void => {
    const to = Math.max(0, Math.min(rows.length - 1, index));
    const row = rows[to];
    if (row === undefined) return;
    view.select({ kind: 'change', id: changeId(row) });
    virtual.scrollToIndex(to);
  };
  const latest = useRef(moveTo);
  latest.current = moveTo;
  const place = useRef(at);
  place.current = at;
  const commands = useMemo<readonly Command[]>(() => {
    // The keys work from anywhere; the focus then goes on with the rows.
    const move = (by: number) => (): void => {
      grid.current?.focus({ preventScroll: true });
      latest.current(place.current + by);
    };
    return [
      { id: 'change.next', title: 'Next change', group: 'Rows', keys: ['J'], hidden: true, run: move(1) },
      { id: 'change.previous', title: 'Previous change', group: 'Rows', keys: ['K'], hidden: true, run: move(-1) },
    ];
  }, []);
  useCommands(commands);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / ROW_PX) - 1);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1, PageDown: at + page, PageUp: at - page }[event.key];
    const chosen = rows[at];
    if (to !== undefined) moveTo(to);
    else if (event.key === 'Enter' && chosen !== undefined) showRecords(chosen);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <Grid
      ref={grid}
      tabIndex={-1}
      className="cmp"
      aria-label="Changes, most significant first"
      aria-rowcount={rows.length + 1}
      onKeyDown={onKeyDown}
    >
      <GridRow className="thead" aria-rowindex={1}>
        <HeadCell />
        <HeadCell>Pattern</HeadCell>
        <HeadCell>Change</HeadCell>
        <HeadCell>A → B, per minute</HeadCell>
        <HeadCell isNumber>Factor</HeadCell>
        <HeadCell>Over time</HeadCell>
        <HeadCell isNumber aria-sort="descending">
          Strength
        </HeadCell>
      </GridRow>
      <div ref={scroller} className="rows-scroll">
        <GridRows style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const id = changeId(row);
            return (
              <ChangeRow
                key={id}
                change={row}
                axis={axis}
                strongest={all[0]?.strength ?? 1}
                index={item.index}
                top={item.start}
                isSelected={id === selected}
                isTabStop={id === selected || (at < 0 && item.index === 0)}
                onSelect={() => view.select({ kind: 'change', id })}
                onOpen={() => showRecords(row)}
              />
            );
          })}
        </GridRows>
      </div>
    </Grid>
  );
}
