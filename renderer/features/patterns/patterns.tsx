import { useMemo, useRef, useState } from 'react';
import { useClient, useFilter, useServices, useSession, useSettings } from '../../app/services.tsx';
import { TabTools } from '../../app/tab-tools.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatCount } from '../../format/count.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { Callout } from '../../widgets/callout.tsx';
import { Chip } from '../../widgets/chip.tsx';
import { NothingFound } from './nothing-found.tsx';
import { PatternGrid } from './pattern-grid.tsx';
import { type PatternSort, sortPatterns, type TrendKind } from './sort-patterns.ts';
import { useSettledRows } from './use-settled-rows.ts';

const CHIPS: readonly { readonly kind: TrendKind; readonly title: string }[] = [
  { kind: 'new', title: 'New' },
  { kind: 'rising', title: 'Rising' },
  { kind: 'gone', title: 'Gone' },
  { kind: 'falling', title: 'Falling' },
  { kind: 'rare', title: 'Rare' },
];

export function PatternsTab() {
  const client = useClient();
  const asked = useFilter();
  const revision = useSession((session) => session.revision);
  const answer = useEngineQuery(
    asked?.key,
    (signal) => client.listPatterns({ filter: asked?.filter ?? { investigationId: '' } }, { signal }),
    revision,
  );
  const isWrapped = useSettings((settings) => settings.wrap);
  const { settings } = useServices();
  const [trend, setTrend] = useState<TrendKind>();
  const [sort, setSort] = useState<PatternSort>({ column: 'trend', isReversed: false });
  const table = useRef<HTMLDivElement>(null);
  const shown = useSettledRows(answer.data, answer.dataKey, table);
  const rows = useMemo(() => {
    const all = shown?.patterns ?? [];
    return sortPatterns(trend === undefined ? all : all.filter((pattern) => pattern.trend.kind === trend), sort.column, sort.isReversed);
  }, [shown, trend, sort]);

  if (answer.error !== undefined && shown === undefined) {
    return (
      <Callout
        tone="bad"
        actions={
          <Button small onClick={answer.retry}>
            Try again
          </Button>
        }
      >
        The patterns could not be listed. {answer.error instanceof Error ? answer.error.message : ''}
      </Callout>
    );
  }
  if (shown === undefined) return <Skeleton />;
  return (
    <>
      <TabTools>
        <Chip on={trend === undefined} count={formatCount(shown.total, { partial: shown.partial })} onClick={() => setTrend(undefined)}>
          All
        </Chip>
        {CHIPS.filter(({ kind }) => shown.trends[kind] > 0 || kind === trend).map(({ kind, title }) => (
          <Chip
            key={kind}
            on={trend === kind}
            count={formatCount(shown.trends[kind])}
            onClick={() => setTrend(trend === kind ? undefined : kind)}
          >
            {title}
          </Chip>
        ))}
        <IconButton icon="wrap" label="Wrap templates (W)" aria-pressed={isWrapped} onClick={() => settings.change({ wrap: !isWrapped })} />
      </TabTools>
      {shown.patterns.length === 0 ? (
        <NothingFound />
      ) : (
        <div
          ref={table}
          className={answer.phase === 'quiet' ? 'patterns-host' : 'patterns-host is-busy'}
          aria-busy={answer.phase !== 'quiet'}
        >
          <PatternGrid table={shown} rows={rows} sort={sort} onSort={setSort} />
          {shown.patterns.length < shown.total && (
            <p className="patterns-cut">
              The {formatCount(shown.patterns.length)} most frequent of {formatCount(shown.total)} patterns are listed and sorted. A filter
              brings the others.
            </p>
          )}
        </div>
      )}
    </>
  );
}

function Skeleton() {
  return (
    <div className="patterns-skeleton" aria-hidden="true">
      {[60, 74, 52, 66, 58].map((width) => (
        <div key={width} className="skel" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
