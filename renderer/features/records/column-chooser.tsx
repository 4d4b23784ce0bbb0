import { useEffect, useMemo, useRef, useState } from 'react';
import type { Command } from '../../app/commands.ts';
import { useArrangement, useClient, useCommands, useServices, useSession } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatShortCount } from '../../format/count.ts';
import { IconButton } from '../../widgets/button.tsx';
import { Checkbox } from '../../widgets/checkbox.tsx';
import { builtInColumns, fieldColumn, toggled } from './columns.ts';

/** Which columns the list shows, kept with the investigation. */
export function ColumnChooser() {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const commands = useMemo<readonly Command[]>(
    () => [{ id: 'records.columns', title: 'Choose the columns', group: 'Rows', keys: ['V'], icon: 'cols', run: () => setOpen(true) }],
    [],
  );
  useCommands(commands);
  const close = (): void => {
    setOpen(false);
    root.current?.querySelector('button')?.focus();
  };
  return (
    <div ref={root} className="menu-root">
      <IconButton icon="cols" label="Columns (V)" aria-haspopup="dialog" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)} />
      {isOpen && <Choices onLeave={() => setOpen(false)} onEscape={close} />}
    </div>
  );
}

function Choices({ onLeave, onEscape }: { onLeave(): void; onEscape(): void }) {
  const client = useClient();
  const { arrangement } = useServices();
  const chosen = useArrangement((state) => state.columns);
  const investigationId = useSession((session) => session.investigation?.id) ?? '';
  const [find, setFind] = useState('');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector('input')?.focus({ preventScroll: true }), []);
  // All fields of the investigation, not only those of the filter: a column stays when the filter changes.
  const { data } = useEngineQuery(`${investigationId} columns`, (signal) => client.listFacets({ filter: { investigationId } }, { signal }));
  const wanted = find.trim().toLowerCase();
  const builtIn = builtInColumns();
  const isBuiltIn = (name: string): boolean => builtIn.some(({ id }) => id === name.toLowerCase());
  const named = (data?.fields ?? []).filter(({ name }) => !isBuiltIn(name));
  const fields = named.map(({ name, records }) => ({ id: fieldColumn(name), title: name, records }));
  const shown = [...builtIn.map(({ id, title }) => ({ id, title, records: undefined })), ...fields].filter(({ title }) =>
    title.toLowerCase().includes(wanted),
  );
  return (
    <div
      ref={box}
      className="menu at-end to-down columns"
      role="dialog"
      aria-label="Columns"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onEscape();
      }}
      onBlur={(event) => !event.currentTarget.parentElement?.contains(event.relatedTarget) && onLeave()}
    >
      <input
        className="inp"
        placeholder="Find a field"
        aria-label="Find a field"
        value={find}
        onChange={(event) => setFind(event.target.value)}
      />
      <div className="columns-list scroll-y">
        {shown.map(({ id, title, records }) => (
          <div key={id} className="columns-row">
            <Checkbox checked={chosen.includes(id)} label={title} onChange={() => arrangement.setColumns(toggled(chosen, id))} />
            {records !== undefined && <span className="dim num">{formatShortCount(records)}</span>}
          </div>
        ))}
        {shown.length === 0 && <p className="mid">No field has this in its name.</p>}
      </div>
    </div>
  );
}
