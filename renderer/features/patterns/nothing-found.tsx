import { bothOf } from '#base/filter/ast.ts';
import { formatQuery } from '#base/filter/format.ts';
import { parseQuery } from '#base/filter/parse.ts';
import { tokensOf, topParts } from '#base/filter/tokens.ts';
import { useClient, useFilter, useServices } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatExactCount, plural } from '../../format/count.ts';
import { Button } from '../../widgets/button.tsx';
import { Token } from '../../widgets/token.tsx';
import { tokenWords } from '../query/token-words.ts';

/** Nothing matches: what was searched, and how many records there are without each part of the query. */
export function NothingFound() {
  const client = useClient();
  const { query } = useServices();
  const asked = useFilter();
  const { data } = useEngineQuery(asked?.key, (signal) =>
    client.explainEmpty({ filter: asked?.filter ?? { investigationId: '' } }, { signal }),
  );
  if (data === undefined) return null;
  /** The parts come in the order of the query, the time range behind them. */
  const leaveOut = (index: number): void => {
    const { text, typed } = query.getState();
    const parsed = parseQuery(typed ?? text);
    const parts = parsed.ok ? topParts(parsed.node) : [];
    if (index >= parts.length) query.setRange(undefined);
    else query.setText(formatQuery(bothOf(parts.filter((_, at) => at !== index))));
  };
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
      {data.without.map(({ part, records }, index) => (
        <p key={part} className="row-f">
          <PartToken part={part} onRemove={() => leaveOut(index)} />
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

/** A part of the query as the bar shows it; its x leaves it out. */
function PartToken({ part, onRemove }: { part: string; onRemove(): void }) {
  const read = tokensOf(part);
  const token = read.ok ? read.tokens[0] : undefined;
  return <Token {...(token === undefined ? { value: part } : tokenWords(token))} onRemove={onRemove} onClick={onRemove} />;
}
