import { Fragment, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useServices } from '../../app/services.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { Kbd } from '../../widgets/kbd.tsx';
import { splitPrefix } from './palette-query.ts';
import { segments } from './segments.ts';
import { type Entry, useEntries } from './use-entries.ts';

/** One field to find everything: commands, fields and values, patterns, records, a time. */
export function Palette({ prefix, onClose }: { prefix: string; onClose(): void }) {
  const { overlay } = useServices();
  const [typed, setTyped] = useState(prefix);
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const { entries, busy, problem } = useEntries(typed);
  useEffect(() => setTyped(prefix), [prefix]);
  const chosen = Math.min(at, Math.max(0, entries.length - 1));

  const run = (entry: Entry | undefined, exclude: boolean): void => {
    const act = exclude ? entry?.exclude : entry?.run;
    if (act === undefined) return;
    // The command may open a dialog of its own: close first.
    overlay.close();
    act();
  };
  const move = (to: number): void => {
    setAt(to);
    list.current?.querySelector(`#pal-${to}`)?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined && entries.length > 0) {
      const next =
        Math.abs(step) === 1 ? (chosen + step + entries.length) % entries.length : Math.min(entries.length - 1, Math.max(0, chosen + step));
      move(next);
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
      run(
        entries.find((entry) => entry.id === 'records'),
        false,
      );
    else if (event.key === 'Enter') run(entries[chosen], event.altKey);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title="Commands" bare width={680} top={96} onClose={onClose} className="pal">
      <div className="pal-in">
        <Icon name="search" className="dim" />
        <input
          data-autofocus
          className="pal-input"
          role="combobox"
          aria-expanded="true"
          aria-controls="pal-list"
          aria-activedescendant={entries.length > 0 ? `pal-${chosen}` : undefined}
          aria-label="Command, field, pattern or time"
          placeholder="Command, field, pattern or time"
          spellCheck={false}
          autoComplete="off"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <span className="dim small nw">{busy ? 'Searching' : entries.length === 1 ? '1 result' : `${entries.length} results`}</span>
      </div>
      <div role="listbox" id="pal-list" aria-label="Results" ref={list} className="pal-list">
        {entries.length === 0 && !busy && <p className="pal-none mid">{problem ?? nothingWords(typed)}</p>}
        {entries.map((entry, index) => (
          <Fragment key={entry.id}>
            {entry.group !== entries[index - 1]?.group && <h3 role="presentation">{entry.group}</h3>}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above has the focus and handles the keys */}
            {/* biome-ignore lint/a11y/useFocusableInteractive: the combobox names it as its active descendant */}
            <div
              id={`pal-${index}`}
              role="option"
              aria-selected={index === chosen}
              className={index === chosen ? 'pal-r on' : 'pal-r'}
              onPointerMove={() => index !== chosen && setAt(index)}
              onClick={(event) => run(entry, event.altKey)}
            >
              <Icon name={entry.icon} className={index === chosen ? '' : 'dim'} />
              <span className={entry.variables ? 'el tpl' : entry.isMono ? 'el mono' : 'el'}>
                <Marked entry={entry} />
              </span>
              <span className="dim">{entry.hint}</span>
              <span className="row-f pal-keys">
                {entry.keys && <Kbd keys={entry.keys} />}
                {entry.cap && <kbd className="kbd">{entry.cap}</kbd>}
              </span>
            </div>
          </Fragment>
        ))}
      </div>
      <div className="pal-foot">
        {(
          [
            ['>', 'commands'],
            ['#', 'patterns'],
            ['@', 'fields'],
            [':', 'time'],
            ['~', 'meaning'],
            ['?', 'ask'],
          ] as const
        ).map(([sign, words]) => (
          <span key={sign} className="row-f">
            <kbd className="kbd">{sign}</kbd> {words}
          </span>
        ))}
        <span className="sp" />
        <span className="row-f">
          <Kbd keys="Enter" /> run
        </span>
        <span className="row-f">
          <Kbd keys="Alt+Enter" /> exclude
        </span>
        <span className="row-f">
          <Kbd keys="Esc" /> close
        </span>
      </div>
    </Dialog>
  );
}

/** Why the list is empty, and what would fill it. */
function nothingWords(typed: string): string {
  const { scope } = splitPrefix(typed);
  if (scope === 'time') return 'Type a time such as 14:31 or 14:31:07.214.';
  if (scope === 'ask') return 'Ask in words, such as ? which services logged errors after 14:31.';
  if (scope === 'meaning') return 'Say in your own words what a pattern means, such as ~ database unreachable.';
  return 'Nothing is called that. Prefixes: > commands, # patterns, @ fields, : time, ~ meaning, ? ask.';
}

/** The text with its hits marked and its variables tinted. Text from logs stays text. */
function Marked({ entry }: { entry: Entry }) {
  return segments(entry.text, entry.match.hits, entry.variables ?? []).map(({ from, text, isHit, isVariable }) => {
    const piece = isHit ? <mark>{text}</mark> : text;
    return (
      <span key={from} className={isVariable ? 'var' : undefined}>
        {piece}
      </span>
    );
  });
}
