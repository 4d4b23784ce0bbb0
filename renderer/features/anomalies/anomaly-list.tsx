import { type KeyboardEvent, useMemo, useRef } from 'react';
import type { Command } from '../../app/commands.ts';
import { useCommands, useServices, useView } from '../../app/services.tsx';
import type { NumberedAnomaly } from './anomalies-answer.tsx';
import { AnomalyRow } from './anomaly-row.tsx';
import { useAnomalyActions } from './use-anomaly-actions.ts';

/** Rows a page key passes. */
const PAGE = 5;

export function AnomalyList({ rows, label }: { rows: readonly NumberedAnomaly[]; label: string }) {
  const { view } = useServices();
  const { showRecords } = useAnomalyActions();
  const selected = useView((state) => (state.selection?.kind === 'anomaly' ? state.selection.id : undefined));
  const list = useRef<HTMLDivElement>(null);
  const at = rows.findIndex(({ anomaly }) => anomaly.id === selected);
  const moveTo = (index: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row !== undefined) view.select({ kind: 'anomaly', id: row.anomaly.id });
  };
  const latest = useRef({ moveTo, at });
  latest.current = { moveTo, at };
  const commands = useMemo<readonly Command[]>(() => {
    // The keys work from anywhere; the focus then goes on with the rows.
    const move = (by: number) => (): void => {
      list.current?.focus({ preventScroll: true });
      latest.current.moveTo(latest.current.at + by);
    };
    return [
      { id: 'anomaly-row.next', title: 'Next row', group: 'Rows', keys: ['J'], hidden: true, run: move(1) },
      { id: 'anomaly-row.previous', title: 'Previous row', group: 'Rows', keys: ['K'], hidden: true, run: move(-1) },
    ];
  }, []);
  useCommands(commands);
  const open = ({ anomaly }: NumberedAnomaly): void => {
    const [lead] = anomaly.evidence;
    if (lead !== undefined) showRecords(lead);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1, PageDown: at + PAGE, PageUp: at - PAGE }[event.key];
    if (to === undefined) return;
    moveTo(to);
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={list} role="listbox" tabIndex={-1} className="anos" aria-label={label} onKeyDown={onKeyDown}>
      {rows.map((row, index) => (
        <AnomalyRow
          key={row.anomaly.id}
          row={row}
          isSelected={row.anomaly.id === selected}
          isTabStop={row.anomaly.id === selected || (at < 0 && index === 0)}
          onSelect={() => view.select({ kind: 'anomaly', id: row.anomaly.id })}
          onOpen={() => open(row)}
        />
      ))}
    </div>
  );
}
