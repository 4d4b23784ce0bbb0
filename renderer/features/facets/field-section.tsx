import { useState } from 'react';
import type { Facets, FieldValues } from '#contract/explore.ts';
import { FailedCallout } from '../../app/answer-state.tsx';
import { useClient, useFilter, useSession } from '../../app/services.tsx';
import { isPartial } from '../../app/stores/session.ts';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatCount, formatShortCount, threeDigits } from '../../format/count.ts';
import { Icon } from '../../widgets/icon.tsx';
import { ValueRows } from './value-rows.tsx';

/** Values of a field shown first, and how many more come with every click. */
const FIRST = 12;
const MORE = 50;
const MOST = 1_000;

interface Props {
  field: Facets['fields'][number];
  /** What the person looks for among the values; empty when the name itself is what was looked for. */
  contains: string;
}

/** A field opens its values when asked: counting them reads the records. */
export function FieldSection({ field: { name, records, numeric }, contains }: Props) {
  const client = useClient();
  const asked = useFilter();
  const { revision, partial } = useSession((session) => ({ revision: session.revision, partial: isPartial(session) }));
  const [isOpen, setOpen] = useState(false);
  const [limit, setLimit] = useState(FIRST);
  const { data, error, phase, retry } = useEngineQuery(
    isOpen && asked !== undefined ? JSON.stringify([asked.key, name, contains, limit]) : undefined,
    (signal) => client.getFieldValues({ filter: asked?.filter ?? { investigationId: '' }, field: name, contains, limit }, { signal }),
    revision,
  );
  const shown = isOpen ? data : undefined;
  return (
    <>
      <button
        type="button"
        className="f-row key"
        aria-expanded={isOpen}
        title={`${name}: in ${formatCount(records, { partial })} records`}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name={isOpen ? 'down' : 'right'} small />
        <span className="lab el">{name}</span>
        <span className="cnt num">
          {numeric || data?.numeric !== undefined
            ? 'numeric'
            : shown !== undefined
              ? `${shown.distinctExact ? '' : 'about '}${formatCount(shown.distinct)} ${shown.distinct === 1 ? 'value' : 'values'}`
              : formatShortCount(records, { partial })}
        </span>
      </button>
      {isOpen && error !== undefined && (
        <FailedCallout what={`The values of ${name} could not be counted.`} error={error} onRetry={retry} />
      )}
      {shown !== undefined && (
        <div className={phase === 'quiet' ? 'f-values' : 'f-values is-busy'} aria-busy={phase !== 'quiet'}>
          {shown.numeric !== undefined && <p className="f-range num">{rangeWords(shown.numeric)}</p>}
          <ValueRows field={name} values={shown.values} />
          {shown.values.length === 0 && <p className="f-none">{contains === '' ? 'No values in this filter' : 'No value holds this'}</p>}
          {contains === '' && shown.distinct > shown.values.length && limit < MOST && (
            <button type="button" className="f-more link" onClick={() => setLimit(Math.min(MOST, limit + MORE))}>
              {shown.distinctExact ? '' : 'about '}
              {formatCount(shown.distinct - shown.values.length)} more
            </button>
          )}
        </div>
      )}
    </>
  );
}

function rangeWords({ min, p50, max }: NonNullable<FieldValues['numeric']>): string {
  return `${threeDigits(min)} to ${threeDigits(max)}, median ${threeDigits(p50)}`;
}
