import { useEffect, useState } from 'react';
import { isAppError } from '#base/app-error.ts';
import { formatQuery } from '#base/filter/format.ts';
import type { ChangeKind, Comparison, PatternInWindows } from '#contract/compare.ts';
import { CancelledNote, Failed, SkeletonRows, SlowNote } from '../../app/answer-state.tsx';
import { useFilterTotals } from '../../app/filter-totals.tsx';
import { useQueryState, useServices, useSession, useView } from '../../app/services.tsx';
import { TabTools } from '../../app/tab-tools.tsx';
import { formatCount, formatPercent, plural } from '../../format/count.ts';
import { Button } from '../../widgets/button.tsx';
import { Chip } from '../../widgets/chip.tsx';
import { Kbd } from '../../widgets/kbd.tsx';
import { LevelWord } from '../../widgets/level-word.tsx';
import { Template } from '../../widgets/template.tsx';
import { NothingFound } from '../patterns/nothing-found.tsx';
import { ChangeGrid } from './change-grid.tsx';
import { useComparison } from './comparison.tsx';
import { WindowRow } from './window-row.tsx';
import { halvesOf, windowsFor } from './windows.ts';

const KINDS: readonly { readonly kind: ChangeKind; readonly title: string }[] = [
  { kind: 'appeared', title: 'Appeared' },
  { kind: 'vanished', title: 'Vanished' },
  { kind: 'rate', title: 'Rate' },
  { kind: 'values', title: 'Values' },
];

export function CompareTab() {
  const { view } = useServices();
  const windows = useView((state) => state.windows);
  const brush = useView((state) => state.brush);
  const whole = useSession((session) => session.investigation?.range);
  const answer = useComparison();
  // What is selected when the tab opens is what is asked about.
  useEffect(() => {
    if (windows === undefined && brush !== undefined && whole !== undefined) view.setWindows(windowsFor(brush, whole));
  }, [windows, brush, whole, view]);
  if (windows === undefined) return <NoWindows />;
  const failure = isAppError(answer.error, 'BAD_QUERY') ? undefined : answer.error;
  return (
    <div className="cmp-host">
      <WindowRow windows={windows} comparison={failure === undefined ? answer.data : undefined} />
      {failure !== undefined ? (
        <Failed what="The windows could not be compared." error={failure} onRetry={answer.retry} />
      ) : answer.data === undefined ? (
        !answer.cancelled && <SkeletonRows rows={8} />
      ) : (
        <div className={answer.phase === 'quiet' ? 'cmp-host' : 'cmp-host is-busy'} aria-busy={answer.phase !== 'quiet'}>
          <Changes comparison={answer.data} />
        </div>
      )}
      <SlowNote answer={answer} />
      <CancelledNote answer={answer} />
    </div>
  );
}

/** Nothing was chosen yet: what to do, and the key. */
function NoWindows() {
  const { view } = useServices();
  const chosen = useQueryState((query) => query.range);
  const whole = useSession((session) => session.investigation?.range);
  const range = chosen ?? whole;
  return (
    <div className="empty">
      <h3>No time is chosen to compare</h3>
      <p>
        Drag over a part of the timeline and press <Kbd keys="B" />: it becomes B, the equal time before it becomes the baseline A.
      </p>
      {range !== undefined && (
        <p className="row-f">
          <Button small onClick={() => view.setWindows(halvesOf(range))}>
            Compare the second half with the first
          </Button>
        </p>
      )}
    </div>
  );
}

function Changes({ comparison }: { comparison: Comparison }) {
  const { changes, pairs, onlyBetween, patterns, unchanged, comparisons, a, b } = comparison;
  const [choice, setChoice] = useState<ChangeKind | 'between'>();
  const toggle = (own: ChangeKind | 'between') => (): void => setChoice(choice === own ? undefined : own);
  const rows = choice === undefined ? changes : changes.filter(({ kind }) => kind === choice);
  return (
    <>
      <TabTools>
        <Chip on={choice === undefined} count={formatCount(changes.length)} onClick={() => setChoice(undefined)}>
          All
        </Chip>
        {KINDS.map(({ kind, title }) => ({ kind, title, count: changes.filter((change) => change.kind === kind).length }))
          .filter(({ kind, count }) => count > 0 || kind === choice)
          .map(({ kind, title, count }) => (
            <Chip key={kind} on={choice === kind} count={formatCount(count)} onClick={toggle(kind)}>
              {title}
            </Chip>
          ))}
        {onlyBetween.length > 0 && (
          <Chip on={choice === 'between'} count={formatCount(onlyBetween.length)} onClick={toggle('between')}>
            Only between A and B
          </Chip>
        )}
      </TabTools>
      <Pairs groups={pairs} />
      {choice === 'between' ? (
        <Between patterns={onlyBetween} />
      ) : patterns === 0 ? (
        <NoRecords />
      ) : changes.length === 0 ? (
        <div className="empty">
          <h3>No reliable change</h3>
          <p>
            {formatCount(a.records)} records of A and {formatCount(b.records)} of B were compared in {plural(patterns, 'pattern')} by{' '}
            {plural(comparisons, 'comparison')}. What differs between them also differs within them.
          </p>
        </div>
      ) : (
        <ChangeGrid rows={rows} all={changes} />
      )}
      {changes.length > 0 && unchanged > 0 && (
        <p className="patterns-cut">
          {formatCount(unchanged)} of {plural(patterns, 'pattern')} did not change reliably and {unchanged === 1 ? 'is' : 'are'} hidden.
        </p>
      )}
    </>
  );
}

/** Values that what appeared or became more has far more often than everything else: where it happens. */
function Pairs({ groups }: { groups: Comparison['pairs'] }) {
  const { query } = useServices();
  if (groups.length === 0) return null;
  return (
    <ul className="cmp-pairs" aria-label="Values that go with what appeared or became more">
      <li className="dim">What appeared or rose has more</li>
      {groups.map(({ pairs, patterns }) => (
        <li key={pairs.map(({ name, value }) => `${name} ${value}`).join()}>
          {pairs.map(({ name, value, share, elsewhere }) => (
            <button
              key={`${name} ${value}`}
              type="button"
              className="cmp-pair"
              title={`${formatPercent(share)} of the records of ${plural(patterns, 'pattern')} that appeared or became more, ${formatPercent(elsewhere)} of all others. Click to see only these.`}
              onClick={() => query.addTerm(formatQuery({ kind: 'value', field: name, values: [value] }))}
            >
              <span className="dim">{name}</span> <b className="mono el">{value}</b> {formatPercent(share)}{' '}
              <span className="dim">against {formatPercent(elsewhere)}</span>
            </button>
          ))}
        </li>
      ))}
    </ul>
  );
}

/** Neither window has a record of the filter. */
function NoRecords() {
  const { records } = useFilterTotals();
  if (records === 0) return <NothingFound />;
  return (
    <div className="empty">
      <h3>Neither A nor B has records</h3>
      <p>All that the filter finds lies at other times. Choose other windows, or a wider filter.</p>
    </div>
  );
}

/** Patterns of the time between the windows: causes often stand there. */
function Between({ patterns }: { patterns: readonly PatternInWindows[] }) {
  const { view } = useServices();
  return (
    <ul className="cmp-between scroll-y" aria-label="Patterns only between A and B">
      {patterns.map(({ patternId, parts, level, services }) => (
        <li key={patternId}>
          <button
            type="button"
            className="two"
            onClick={() => {
              view.setTab('patterns');
              view.select({ kind: 'pattern', id: patternId });
            }}
          >
            <span className="tpl el">
              <Template parts={parts} />
            </span>
            <span className="meta">
              <LevelWord level={level} />
              {services.join(', ')}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
