import { type ReactNode, useMemo, useRef, useState } from 'react';
import { isAppError } from '#base/app-error.ts';
import type { Facets } from '#contract/explore.ts';
import { FailedCallout } from '../../app/answer-state.tsx';
import type { Command } from '../../app/commands.ts';
import { useArrangement, useClient, useCommands, useFilter, useQueryState, useSession } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatCount } from '../../format/count.ts';
import { IconButton } from '../../widgets/button.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { Kbd } from '../../widgets/kbd.tsx';
import { SavedViews } from '../views/saved-views.tsx';
import { namedValues } from './choice.ts';
import { FieldSection } from './field-section.tsx';
import { ValueRows } from './value-rows.tsx';

const LEVEL_ORDER = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE', 'UNSET'];
/** They have sections of their own. */
const SECTIONED = new Set(['level', 'service', 'source']);

/** What the records hold, counted under the filter of the moment; every value is a click away from being the filter. */
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
  const isOld = phase !== 'quiet' || (error !== undefined && data !== undefined);
  return (
    <>
      <FindBox find={find} onFind={setFind} />
      <div className={isOld ? 'f-scroll scroll-y is-busy' : 'f-scroll scroll-y'} aria-busy={phase !== 'quiet'}>
        {/* What is wrong with a query is said at the query bar. */}
        {error !== undefined && !isAppError(error, 'BAD_QUERY') && (
          <FailedCallout what="The filters could not be counted." error={error} onRetry={retry} />
        )}
        <ViewSection />
        {data !== undefined && <Sections facets={data} find={find.trim().toLowerCase()} />}
      </div>
    </>
  );
}

function FindBox({ find, onFind }: { find: string; onFind(text: string): void }) {
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
  return (
    <div className="f-find">
      <Icon name="search" />
      <input
        ref={input}
        className="f-input"
        value={find}
        placeholder="Find a field or value"
        aria-label="Find a field or value"
        onChange={(event) => onFind(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          if (find === '') event.currentTarget.blur();
          else onFind('');
        }}
      />
      {find === '' ? <Kbd keys="F" /> : <IconButton icon="x" smallIcon label="Show all again" onClick={() => onFind('')} />}
    </div>
  );
}

/** @param find lower case; empty: everything */
function Sections({ facets, find }: { facets: Facets; find: string }) {
  const text = useQueryState((state) => state.text);
  // What the query names stays in the list, so that it can be taken back where nothing is found.
  const withNamed = <T extends { readonly value: string; readonly count: number }>(field: string, values: readonly T[]) => [
    ...values,
    ...namedValues(text, field)
      .filter((named) => !values.some(({ value }) => value.toLowerCase() === named.toLowerCase()))
      .map((value) => ({ value, count: 0 })),
  ];
  const levels = withNamed('level', facets.levels).sort((a, b) => LEVEL_ORDER.indexOf(a.value) - LEVEL_ORDER.indexOf(b.value));
  const fields = facets.fields.filter(({ name }) => !SECTIONED.has(name.toLowerCase()));
  return (
    <>
      <ValueSection title="Level" field="level" values={levels} find={find} isLevel />
      <ValueSection title="Service" field="service" values={withNamed('service', facets.services)} find={find} />
      <ValueSection title="Source" field="source" values={facets.sources} find={find} short />
      {fields.length > 0 && (
        <Section title="Fields" count={fields.length}>
          {fields.map((field) => {
            const isNamed = field.name.toLowerCase().includes(find);
            // A field that is open is searched by value too, so it stays in the list.
            return (
              <div key={field.name} className={isNamed ? undefined : 'f-unnamed'}>
                <FieldSection field={field} contains={isNamed ? '' : find} />
              </div>
            );
          })}
        </Section>
      )}
    </>
  );
}

function ViewSection() {
  const count = useArrangement((state) => state.views.length);
  if (count === 0) return null;
  return (
    <Section title="Saved views" count={count}>
      <SavedViews />
    </Section>
  );
}

interface ValueSectionProps {
  title: string;
  field: string;
  values: readonly { readonly value: string; readonly count: number; readonly id?: number }[];
  find: string;
  isLevel?: boolean;
  short?: boolean;
}

function ValueSection({ title, field, values, find, isLevel = false, short = false }: ValueSectionProps) {
  const found = find === '' || field.includes(find) ? values : values.filter(({ value }) => value.toLowerCase().includes(find));
  if (found.length === 0) return null;
  return (
    <Section title={title} count={isLevel ? undefined : values.length}>
      <ValueRows field={field} values={found} most={Math.max(1, ...values.map(({ count }) => count))} isLevel={isLevel} short={short} />
    </Section>
  );
}

function Section({ title, count, children }: { title: string; count: number | undefined; children: ReactNode }) {
  const [isOpen, setOpen] = useState(true);
  return (
    <section className="f-sec" aria-label={title}>
      <h3>
        <button type="button" className="row-f f-fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Icon name={isOpen ? 'down' : 'right'} small />
          {title}
        </button>
        {count !== undefined && <span className="n">{formatCount(count)}</span>}
      </h3>
      {isOpen && children}
    </section>
  );
}
