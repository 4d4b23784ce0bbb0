import { type CSSProperties, type MouseEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import type { Command } from '../../app/commands.ts';
import { useClient, useCommands, useFilter, useQueryState, useServices, useSession } from '../../app/services.tsx';
import { isPartial } from '../../app/stores/session.ts';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatCount } from '../../format/count.ts';
import { Button } from '../../widgets/button.tsx';
import { Callout } from '../../widgets/callout.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { Kbd } from '../../widgets/kbd.tsx';
import { levelClass } from '../../widgets/level-word.tsx';
import { afterClick, choiceOf } from './choice.ts';

/** Values of a field shown before "more". */
const FIELD_VALUES = 12;

export function FacetsPanel() {
  const client = useClient();
  const asked = useFilter();
  const revision = useSession((session) => session.revision);
  const { data, error, phase, retry } = useEngineQuery(
    asked?.key,
    (signal) => client.listFacets({ filter: asked?.filter ?? { investigationId: '' } }, { signal }),
    revision,
  );
  const [find, setFind] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const commands = useMemo<readonly Command[]>(
    () => [
      {
        id: 'facets.find',
        title: 'Find a field or value',
        group: 'Filters',
        keys: ['F'],
        icon: 'search',
        run: () => input.current?.focus(),
      },
    ],
    [],
  );
  useCommands(commands);
  const wanted = (text: string) => text.toLowerCase().includes(find.toLowerCase());
  if (data === undefined) {
    return error === undefined ? null : (
      <Callout
        tone="bad"
        actions={
          <Button small onClick={retry}>
            Try again
          </Button>
        }
      >
        The filters could not be counted. {error instanceof Error ? error.message : ''}
      </Callout>
    );
  }
  return (
    <>
      <div className="f-find">
        <Icon name="search" />
        <input
          ref={input}
          className="f-input"
          value={find}
          placeholder="Find a field or value"
          aria-label="Find a field or value"
          onChange={(event) => setFind(event.target.value)}
        />
        <Kbd keys="F" />
      </div>
      <div className={phase === 'quiet' ? 'f-scroll' : 'f-scroll is-busy'} aria-busy={phase !== 'quiet'}>
        <Section title="Level">
          <Values field="level" values={data.levels.filter(({ value }) => wanted(value))} isLevel />
        </Section>
        {data.services.length > 0 && (
          <Section title="Service" count={data.services.length}>
            <Values field="service" values={data.services.filter(({ value }) => wanted(value))} />
          </Section>
        )}
        <Section title="Source" count={data.sources.length}>
          <Values field="source" values={data.sources.filter(({ value }) => wanted(value))} />
        </Section>
        {data.fields.length > 0 && (
          <Section title="Fields" count={data.fields.length}>
            {data.fields
              .filter(({ name }) => wanted(name))
              .map((field) => (
                <Field key={field.name} name={field.name} records={field.records} />
              ))}
          </Section>
        )}
      </div>
    </>
  );
}

function Section({ title, count, children }: { title: string; count?: number; children: ReactNode }) {
  const [isOpen, setOpen] = useState(true);
  return (
    <section className="f-sec">
      <h3>
        <button type="button" className="row-f" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Icon name={isOpen ? 'down' : 'right'} small />
          {title}
        </button>
        {count !== undefined && <span className="n">{formatCount(count)}</span>}
      </h3>
      {isOpen && children}
    </section>
  );
}

function Values({
  field,
  values,
  isLevel = false,
}: {
  field: string;
  values: readonly { readonly value: string; readonly count: number }[];
  isLevel?: boolean;
}) {
  const { query } = useServices();
  const text = useQueryState((state) => state.text);
  const partial = useSession((session) => isPartial(session));
  const most = Math.max(1, ...values.map(({ count }) => count));
  const shown = isLevel ? [...values].sort((a, b) => LEVEL_ORDER.indexOf(a.value) - LEVEL_ORDER.indexOf(b.value)) : values;
  const hasChoice = values.some(({ value }) => choiceOf(text, field, value) === 'only');
  return shown.map(({ value, count }) => {
    const choice = choiceOf(text, field, value);
    // Levels are all on until one is chosen; other fields are open until one is.
    const isOn = choice === 'only' || (isLevel && choice === 'open' && !hasChoice);
    const onClick = (event: MouseEvent): void =>
      query.setText(afterClick(text, field, value, { add: event.ctrlKey || event.metaKey, exclude: event.altKey }));
    const className = ['f-row', isOn && 'on', choice === 'out' && 'out'].filter(Boolean).join(' ');
    const style: CSSProperties & { '--p': number } = { '--p': count / most };
    return (
      // biome-ignore lint/a11y/useSemanticElements: the row is drawn as the design says; button and role give the same keys and words
      <button
        key={value}
        type="button"
        role="checkbox"
        aria-checked={choice === 'out' ? 'mixed' : isOn}
        className={className}
        style={style}
        title="Click: only this. Ctrl+click: as well. Alt+click: exclude."
        onClick={onClick}
      >
        {isLevel ? (
          <i className={isOn ? `sw ${levelClass(value)}` : 'sw off'} />
        ) : (
          <i className="box">{choice === 'only' ? <Icon name="check" small /> : choice === 'out' && <Icon name="minus" small />}</i>
        )}
        <span className="lab el">{isLevel && value === 'UNSET' ? 'no level' : value}</span>
        <span className="cnt num">{formatCount(count, { partial })}</span>
      </button>
    );
  });
}

const LEVEL_ORDER = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE', 'UNSET'];

/** A field opens its values when asked: counting them reads the records. */
function Field({ name, records }: { name: string; records: number }) {
  const client = useClient();
  const asked = useFilter();
  const [isOpen, setOpen] = useState(false);
  const { data, error } = useEngineQuery(isOpen && asked !== undefined ? `${asked.key} ${name}` : undefined, (signal) =>
    client.getFieldValues({ filter: asked?.filter ?? { investigationId: '' }, field: name, limit: FIELD_VALUES }, { signal }),
  );
  const count =
    data === undefined
      ? formatCount(records)
      : data.numeric !== undefined
        ? 'numeric'
        : `${formatCount(data.distinct)}${data.distinctExact ? '' : '+'} values`;
  return (
    <>
      <button type="button" className="f-row key" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Icon name={isOpen ? 'down' : 'right'} small />
        <span className="lab el">{name}</span>
        <span className="cnt num">{count}</span>
      </button>
      {isOpen && error !== undefined && <p className="f-row err">{error instanceof Error ? error.message : 'not counted'}</p>}
      {isOpen && data !== undefined && <Values field={name} values={data.values} />}
    </>
  );
}
