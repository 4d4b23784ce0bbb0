import { useClient, useFilter, useServices } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatExactCount, plural } from '../../format/count.ts';
import { Button } from '../../widgets/button.tsx';

/** Nothing matches: what was searched, and how many records there are without each part of the query. */
export function NothingFound() {
  const client = useClient();
  const { query } = useServices();
  const asked = useFilter();
  const { data } = useEngineQuery(asked?.key, (signal) =>
    client.explainEmpty({ filter: asked?.filter ?? { investigationId: '' } }, { signal }),
  );
  if (data === undefined) return null;
  const parts = data.without.length;
  return (
    <div className="empty">
      <h3>
        {parts === 0
          ? 'There are no records'
          : parts === 1
            ? 'No record matches the filter'
            : `No record matches all ${plural(parts, 'filter')}`}
      </h3>
      <p>
        All {formatExactCount(data.searchedRecords)} records were searched.{parts > 0 && ' Leave one filter out:'}
      </p>
      {data.without.map(({ part, records }) => (
        <p key={part} className="row-f">
          <span className="token">
            <span className="v">{part}</span>
          </span>
          without it, {formatExactCount(records)} records
        </p>
      ))}
      {parts > 0 && (
        <div>
          <Button small keys="Shift+Esc" onClick={() => query.clear()}>
            Clear all filters
          </Button>
        </div>
      )}
    </div>
  );
}
