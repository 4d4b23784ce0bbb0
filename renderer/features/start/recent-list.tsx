import { type KeyboardEvent, useMemo, useRef } from 'react';
import type { RecentInvestigation } from '#contract/investigations.ts';
import type { Command } from '../../app/commands.ts';
import { useCommands, useServices, useTimeFormat } from '../../app/services.tsx';
import { formatCount, formatShortCount, plural } from '../../format/count.ts';
import { formatSpan } from '../../format/duration.ts';
import type { TimeFormat } from '../../format/time.ts';
import { Grid, GridCell, GridRow, HeadCell } from '../../widgets/grid.tsx';
import { Sparkline } from '../../widgets/sparkline.tsx';

interface RecentListProps {
  /** Undefined while the engine is asked. */
  recent: readonly RecentInvestigation[] | undefined;
}

/** One row per saved investigation; Enter or a click opens, Delete asks to remove the index. */
export function RecentList({ recent }: RecentListProps) {
  const { actions, overlay } = useServices();
  const time = useTimeFormat();
  const grid = useRef<HTMLDivElement>(null);
  const commands = useMemo<readonly Command[]>(
    () =>
      (recent ?? []).slice(0, 7).map((row, index) => ({
        id: `recent.${index + 1}`,
        title: `Open ${row.name}`,
        group: 'Open',
        keys: [String(index + 1)],
        icon: 'file',
        enabled: () => row.available,
        run: () => void actions.openInvestigation(row.id),
      })),
    [recent, actions],
  );
  useCommands(commands);
  if (recent === undefined) return null;
  if (recent.length === 0) {
    return (
      <p className="mid recent-empty">Nothing opened yet. Drop files here, press the keys above, or begin with the sample incident.</p>
    );
  }
  const onKeyDown = (event: KeyboardEvent, row: RecentInvestigation): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
    if (step !== undefined) moveFocus(grid.current, step);
    else if (event.key === 'Enter') void actions.openInvestigation(row.id);
    else if (event.key === 'Delete' || event.key === 'Backspace') overlay.open({ kind: 'delete', investigationId: row.id, name: row.name });
    else return;
    event.preventDefault();
  };
  return (
    <Grid ref={grid} aria-label="Recent investigations" aria-rowcount={recent.length + 1}>
      <GridRow className="thead" aria-rowindex={1}>
        {['Name', 'Volume, errors', `Starts (${time.zoneName})`].map((title) => (
          <HeadCell key={title}>{title}</HeadCell>
        ))}
        {['Records', 'Patterns', 'Opened'].map((title) => (
          <HeadCell key={title} isNumber>
            {title}
          </HeadCell>
        ))}
      </GridRow>
      {recent.map((row, index) => (
        <GridRow
          key={row.id}
          aria-rowindex={index + 2}
          aria-disabled={!row.available}
          tabIndex={index === 0 ? 0 : -1}
          className="trow recent-row"
          onClick={() => row.available && void actions.openInvestigation(row.id)}
          onKeyDown={(event) => onKeyDown(event, row)}
        >
          <RecentCells row={row} time={time} />
        </GridRow>
      ))}
    </Grid>
  );
}

function RecentCells({ row, time }: { row: RecentInvestigation; time: TimeFormat }) {
  const partial = !row.complete;
  const errors = row.errors.reduce((sum, count) => sum + count, 0);
  return (
    <>
      <GridCell className="two">
        <span className="el recent-name">{row.name}</span>
        <small className="el">{about(row)}</small>
      </GridCell>
      <GridCell>
        <Sparkline
          values={row.volume}
          over={{ values: row.errors, tone: 'lv-error' }}
          width={118}
          height={22}
          label={`${plural(row.records, 'record')}, ${errors === 0 ? 'no errors' : `${formatCount(errors)} of ERROR and FATAL`}`}
        />
      </GridCell>
      <GridCell className="two">
        <span className="nw">{row.range ? startOf(row.range.fromUs, time) : '–'}</span>
        <small>{row.range ? formatSpan(row.range.untilUs - row.range.fromUs) : ''}</small>
      </GridCell>
      <GridCell className="num">{formatShortCount(row.records, { partial })}</GridCell>
      <GridCell className="num">{formatShortCount(row.patterns, { partial })}</GridCell>
      <GridCell className="num dim">{time.ago(row.openedUs)}</GridCell>
    </>
  );
}

/** With the year there is no room for the hour, and nobody asks for it. */
function startOf(us: number, time: TimeFormat): string {
  const date = time.date(us);
  return /\d{4}$/.test(date) ? date : time.dateMinute(us);
}

/** The line under the name: its files, or why it cannot be opened. */
function about(row: RecentInvestigation): string {
  if (!row.available) return 'The saved file is gone or cannot be read';
  const [first] = row.sourceNames;
  if (first === undefined) return 'No files yet';
  const files = row.sourceNames.length === 1 ? first : `${row.sourceNames.length} files, ${first} …`;
  return row.complete ? files : `${files}, not read to the end`;
}

function moveFocus(grid: HTMLElement | null, step: number): void {
  const rows = [...(grid?.querySelectorAll<HTMLElement>('.recent-row') ?? [])];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.focus();
}
