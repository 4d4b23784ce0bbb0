import { useState } from 'react';
import { isAppError } from '#base/app-error.ts';
import type { LogRecord, Pattern, Timeline } from '#contract/explore.ts';
import { FailedCallout } from '../../app/answer-state.tsx';
import { useClient, useFilter, useServices, useSession, useSettings, useTimeFormat } from '../../app/services.tsx';
import { isPartial } from '../../app/stores/session.ts';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { useWidthClass } from '../../app/use-window-width.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatCount, formatPercent } from '../../format/count.ts';
import type { TimeFormat } from '../../format/time.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { Callout } from '../../widgets/callout.tsx';
import { Kbd } from '../../widgets/kbd.tsx';
import { LevelWord, levelClass } from '../../widgets/level-word.tsx';
import { Menu } from '../../widgets/menu.tsx';
import { Sparkline } from '../../widgets/sparkline.tsx';
import { Template } from '../../widgets/template.tsx';
import { TrendMark } from '../patterns/trend-mark.tsx';
import { usePatternActions } from '../patterns/use-pattern-actions.ts';
import { Message } from '../records/message.tsx';
import { PatternExpression } from './pattern-expression.tsx';
import { VariableBlock } from './variable-block.tsx';

/** Both paddings of a section. */
const PADDING_PX = 24;

/** All about one pattern under the filter of the moment. */
export function PatternDetail({ patternId }: { patternId: string }) {
  const client = useClient();
  const { query } = useServices();
  const asked = useFilter();
  const { revision, partial } = useSession((session) => ({ revision: session.revision, partial: isPartial(session) }));
  const width = useContentWidth();
  const { data, dataKey, error, phase, retry } = useEngineQuery(
    asked === undefined ? undefined : `${asked.key} ${patternId}`,
    (signal) => client.getPattern({ filter: asked?.filter ?? { investigationId: '' }, patternId }, { signal }),
    revision,
  );
  // The filter leaves the pattern out: nothing is wrong, there is nothing to count.
  const isLeftOut = isAppError(error, 'NOT_FOUND');
  const isOld = phase !== 'quiet' || error !== undefined;
  // The pattern before may stay for the moment its successor needs, never under an error that speaks of another.
  const shown = error !== undefined && dataKey?.endsWith(` ${patternId}`) !== true ? undefined : data;
  return (
    <div className="insp-scroll scroll-y" aria-busy={phase !== 'quiet'}>
      {isLeftOut && (
        <Callout
          tone="info"
          actions={
            <Button small onClick={query.clear}>
              Clear all filters
            </Button>
          }
        >
          No record of this pattern passes the filter.
        </Callout>
      )}
      {error !== undefined && !isLeftOut && <FailedCallout what="The pattern could not be read." error={error} onRetry={retry} />}
      {shown !== undefined && (
        <div className={isOld ? 'is-busy' : undefined}>
          <Identity pattern={shown.pattern} timeline={shown.timeline} />
          {!isLeftOut && (
            <>
              <Stats {...shown} partial={partial} width={width} />
              {shown.variables.map((variable) => (
                <VariableBlock
                  key={`${shown.pattern.id} ${variable.slot}`}
                  patternId={shown.pattern.id}
                  variable={variable}
                  width={width}
                  partial={partial}
                />
              ))}
              <PatternExpression key={shown.pattern.id} patternId={shown.pattern.id} />
              <Examples pattern={shown.pattern} examples={shown.examples} />
            </>
          )}
        </div>
      )}
    </div>
  );
}

/** Pixels between the paddings of the panel; the frame decides the same way how wide it is. */
function useContentWidth(): number {
  const size = useWidthClass();
  return useSettings((state) => state.inspectorWidth ?? (size === 'wide' ? 420 : 344)) - PADDING_PX;
}

function Identity({ pattern, timeline }: { pattern: Pattern; timeline: Timeline }) {
  const actions = usePatternActions()(pattern);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const time = useTimeFormat();
  const hasDays = spansDays(timeline, time);
  return (
    <section className="sec" aria-label="Pattern">
      <div className="meta insp-meta">
        <LevelWord level={pattern.level} />
        <span className="mid el" title={pattern.services.join(', ')}>
          {pattern.services.slice(0, 3).join(', ')}
          {pattern.services.length > 3 && ` and ${pattern.services.length - 3} more`}
        </span>
        <TrendMark trend={pattern.trend} />
        {pattern.trend.kind === 'new' && pattern.firstUs !== undefined && (
          <span className="insp-since" title={time.dateSecond(pattern.firstUs)}>
            at {hasDays ? time.dateMinute(pattern.firstUs) : time.second(pattern.firstUs)}
          </span>
        )}
      </div>
      <div className="tpl insp-template">
        <Template parts={pattern.parts} />
      </div>
      <div className="row-f insp-actions">
        <Button small onClick={actions.only}>
          Filter
        </Button>
        <Button small onClick={actions.exclude}>
          Exclude
        </Button>
        <span className="sp" />
        <div className="menu-root insp-more">
          <IconButton
            icon="dots"
            label="More actions"
            aria-haspopup="menu"
            aria-expanded={isMenuOpen}
            onClick={() => setMenuOpen(!isMenuOpen)}
          />
          {isMenuOpen && <Menu label="Actions of the pattern" align="end" items={actions.menu} onClose={() => setMenuOpen(false)} />}
        </div>
      </div>
    </section>
  );
}

interface StatsProps {
  pattern: Pattern;
  /** Of the records of the filter, in [0, 1]. */
  share: number;
  busiestMinute?: { readonly startUs: number; readonly count: number } | undefined;
  timeline: Timeline;
  partial: boolean;
  /** Pixels. */
  width: number;
}

function Stats({ pattern, share, busiestMinute, timeline, partial, width }: StatsProps) {
  const { view } = useServices();
  const time = useTimeFormat();
  const binary = useSettings((state) => state.binaryBytes);
  const { showRecords } = usePatternActions()(pattern);
  const totals = totalsOf(timeline);
  const spanUs = totals.length * timeline.bucketUs;
  const hasDays = spansDays(timeline, time);
  return (
    <section className="sec" aria-label="Numbers">
      <dl className="stats">
        <dt>Count</dt>
        <dd className="strong">
          <button type="button" className="insp-fact" title="Show these records" onClick={showRecords}>
            {formatCount(pattern.count, { partial })}
          </button>
        </dd>
        <dt>Share</dt>
        <dd>{formatPercent(share)}</dd>
        <dt>Bytes</dt>
        <dd>{formatBytes(pattern.bytes, { binary })}</dd>
        {busiestMinute !== undefined && (
          <>
            <dt>Busiest minute</dt>
            <dd>
              <button type="button" className="insp-fact" title="Show this minute" onClick={() => view.jumpTo(busiestMinute.startUs)}>
                {formatCount(busiestMinute.count, { partial })} at{' '}
                {hasDays ? time.dateMinute(busiestMinute.startUs) : time.minute(busiestMinute.startUs)}
              </button>
            </dd>
          </>
        )}
      </dl>
      {totals.length > 0 && (
        <>
          <div className="insp-chart">
            <Sparkline
              values={totals}
              width={width}
              height={30}
              tone={`lv-${levelClass(pattern.level)}`}
              label={`${formatCount(pattern.count, { partial })} records over time`}
              base
            />
          </div>
          <div className="row-f t d insp-scale">
            <span>{time.mark(timeline.fromUs, spanUs)}</span>
            <span className="sp" />
            {pattern.firstUs !== undefined && <span>first {hasDays ? time.dateMinute(pattern.firstUs) : time.time(pattern.firstUs)}</span>}
            <span className="sp" />
            <span>{time.mark(timeline.fromUs + spanUs, spanUs)}</span>
          </div>
        </>
      )}
    </section>
  );
}

/** Whether a time of day alone does not say which day. */
function spansDays(timeline: Timeline, time: TimeFormat): boolean {
  return time.day(timeline.fromUs) !== time.day(timeline.fromUs + totalsOf(timeline).length * timeline.bucketUs - 1);
}

function totalsOf({ counts }: Timeline): number[] {
  const lanes = Object.values(counts);
  return (lanes[0] ?? []).map((_, bucket) => lanes.reduce((sum, lane) => sum + (lane[bucket] ?? 0), 0));
}

function Examples({ pattern, examples }: { pattern: Pattern; examples: readonly { readonly why: string; readonly record: LogRecord }[] }) {
  const { showRecords } = usePatternActions()(pattern);
  return (
    <section className="sec insp-last" aria-label="Examples">
      <h3>
        Examples<span className="n el">{examples.map(({ why }) => why).join(', ')}</span>
        <span className="sp" />
        <Kbd keys="R" />
        <button type="button" className="n link" onClick={showRecords}>
          all records
        </button>
      </h3>
      {examples.map(({ record }) => (
        <Example key={record.id} record={record} />
      ))}
    </section>
  );
}

function Example({ record }: { record: LogRecord }) {
  const { view } = useServices();
  const time = useTimeFormat();
  const { timeUs } = record;
  return (
    <div className="ex">
      {timeUs !== undefined && (
        <>
          <button type="button" className="t" title="Show it among the records" onClick={() => view.openRecord(record.id, timeUs)}>
            {time.time(timeUs)}
          </button>{' '}
        </>
      )}
      <Message record={record} />
      {record.cut && <span className="dim"> …</span>}
    </div>
  );
}
