import { useMemo, useRef, useState } from 'react';
import { isAppError } from '#base/app-error.ts';
import { CancelledNote, Failed, SkeletonRows, SlowNote } from '../../app/answer-state.tsx';
import { useClient, useFilter, useServices, useSession, useSettings } from '../../app/services.tsx';
import { TabTools } from '../../app/tab-tools.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatCount } from '../../format/count.ts';
import { IconButton } from '../../widgets/button.tsx';
import { Chip } from '../../widgets/chip.tsx';
import { DetailSlider } from '../grouping/detail-slider.tsx';
import { useGrouping } from '../grouping/use-grouping.ts';
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
    (signal) => client.listPatterns({ filter: asked?.filter ?? { investigationId: '' }, keep: 'changed' }, { signal }),
    revision,
  );
  const isWrapped = useSettings((settings) => settings.wrap);
  const { settings } = useServices();
  const [trend, setTrend] = useState<TrendKind>();
  const [sort, setSort] = useState<PatternSort>({ column: 'trend', isReversed: false });
  const table = useRef<HTMLDivElement>(null);
  const grouping = useGrouping();
  const shown = useSettledRows(answer.data, answer.dataKey, table);
  const rows = useMemo(() => {
    const all = shown?.patterns ?? [];
    return sortPatterns(trend === undefined ? all : all.filter((pattern) => pattern.trend.kind === trend), sort.column, sort.isReversed);
  }, [shown, trend, sort]);

  // What is wrong with a query is said at the query bar.
  const failure = isAppError(answer.error, 'BAD_QUERY') ? undefined : answer.error;
  if (shown === undefined) {
    return (
      <>
        {failure === undefined ? (
          !answer.cancelled && <SkeletonRows rows={8} />
        ) : (
          <Failed what="The patterns could not be listed." error={failure} onRetry={answer.retry} />
        )}
        <SlowNote answer={answer} />
        <CancelledNote answer={answer} />
      </>
    );
  }
  return (
    <>
      <TabTools>
        <DetailSlider detail={grouping.detail} onChange={grouping.setDetail} />
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
      {failure !== undefined && <Failed what="The patterns could not be listed anew." error={failure} onRetry={answer.retry} />}
      {shown.patterns.length === 0 ? (
        <NothingFound />
      ) : (
        <div
          ref={table}
          className={answer.phase === 'quiet' ? 'patterns-host' : 'patterns-host is-busy'}
          aria-busy={answer.phase !== 'quiet'}
        >
          <PatternGrid table={shown} rows={rows} grouping={grouping} sort={sort} onSort={setSort} />
          {shown.patterns.length < shown.total && (
            <p className="patterns-cut">
              {formatCount(shown.patterns.length)} of {formatCount(shown.total)} patterns are listed and sorted: those that changed, then
              the most frequent. A filter brings the others.
            </p>
          )}
        </div>
      )}
      <SlowNote answer={answer} />
      <CancelledNote answer={answer} />
    </>
  );
}
