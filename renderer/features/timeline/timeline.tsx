import { useMemo, useState } from 'react';
import type { Level } from '#base/level.ts';
import { CancelledNote, Failed, SlowNote } from '../../app/answer-state.tsx';
import { useClient, useFilter, useSession } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatCount, plural } from '../../format/count.ts';
import { formatBucket } from '../../format/duration.ts';
import { Icon } from '../../widgets/icon.tsx';
import { levelClass } from '../../widgets/level-word.tsx';
import { Menu } from '../../widgets/menu.tsx';
import { BucketTable } from './bucket-table.tsx';
import { lanesOf, presentLevels } from './chart-lanes.ts';
import { Plot } from './plot.tsx';

const NOTHING_HIDDEN: ReadonlySet<Level> = new Set();

/** Records over time by level, with the serious levels on a scale of their own; selecting a part of it asks about that part. */
export function TimelinePanel() {
  const client = useClient();
  const asked = useFilter();
  const revision = useSession((session) => session.revision);
  const answer = useEngineQuery(
    asked?.key,
    (signal) => client.getTimeline({ filter: asked?.filter ?? { investigationId: '' } }, { signal }),
    revision,
  );
  const [isLogarithmic, setLogarithmic] = useState(false);
  const [hidden, setHidden] = useState(NOTHING_HIDDEN);
  const [hasTable, setTable] = useState(false);
  const timeline = answer.data;
  const lanes = useMemo(() => (timeline === undefined ? [] : lanesOf(timeline, hidden)), [timeline, hidden]);
  if (timeline === undefined) {
    return (
      <section className="tl tl-empty" aria-label="Timeline" aria-busy={answer.phase !== 'quiet'}>
        {answer.error !== undefined && <Failed what="The timeline could not be drawn." error={answer.error} onRetry={answer.retry} />}
        <SlowNote answer={answer} />
        <CancelledNote answer={answer} />
      </section>
    );
  }
  const present = presentLevels(timeline);
  const toggle = (level: Level): void => {
    const next = new Set(hidden);
    if (!next.delete(level)) next.add(level);
    // Nothing left would say nothing: the last one taken out brings all back.
    setHidden(present.every((one) => next.has(one)) ? NOTHING_HIDDEN : next);
  };
  return (
    <section className={answer.phase === 'quiet' ? 'tl' : 'tl is-busy'} aria-label="Timeline" aria-busy={answer.phase !== 'quiet'}>
      <div className="tl-head">
        <span className="nw mid">Records per {formatBucket(timeline.bucketUs)}</span>
        {/* biome-ignore lint/a11y/useSemanticElements: a legend of a chart, not of a form */}
        <span className="legend" role="group" aria-label="Levels drawn">
          {present.map((level) => (
            <button
              key={level}
              type="button"
              aria-pressed={!hidden.has(level)}
              title={hidden.has(level) ? `Draw ${level} again` : `Leave ${level} out of the drawing`}
              onClick={() => toggle(level)}
            >
              <i className={hidden.has(level) ? 'sw off' : `sw ${level === 'UNSET' ? 'unset' : levelClass(level)}`} />
              {level === 'UNSET' ? 'no level' : level}
            </button>
          ))}
        </span>
        <span className="sp" />
        {timeline.untimed > 0 && (
          <span className="nw el" title="Records before the first time of their file have no place on this axis.">
            {formatCount(timeline.untimed, { partial: timeline.partial })} without a time
          </span>
        )}
        {lanes.length > 1 && <span className="el hide-narrow">Lower lane: WARN and above, own scale</span>}
        <ScaleMenu isLogarithmic={isLogarithmic} onChange={setLogarithmic} onTable={() => setTable(true)} />
      </div>
      {answer.error !== undefined && <Failed what="The timeline could not be drawn anew." error={answer.error} onRetry={answer.retry} />}
      {present.length === 0 ? (
        <p className="tl-none">
          {timeline.total === 0 ? 'No records to draw.' : `None of ${plural(timeline.total, 'record')} says when it was written.`}
        </p>
      ) : (
        <Plot timeline={timeline} lanes={lanes} isLogarithmic={isLogarithmic} hidden={hidden} onTable={() => setTable(true)} />
      )}
      <SlowNote answer={answer} />
      <CancelledNote answer={answer} />
      {hasTable && <BucketTable timeline={timeline} onClose={() => setTable(false)} />}
    </section>
  );
}

interface ScaleMenuProps {
  isLogarithmic: boolean;
  onChange(isLogarithmic: boolean): void;
  onTable(): void;
}

function ScaleMenu({ isLogarithmic, onChange, onTable }: ScaleMenuProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="menu-root">
      <button type="button" className="row-f tl-scale" aria-haspopup="menu" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isLogarithmic ? 'Logarithmic' : 'Linear'} <Icon name="down" small />
      </button>
      {isOpen && (
        <Menu
          label="Scale of the timeline"
          align="end"
          onClose={() => setOpen(false)}
          items={[
            { id: 'linear', label: 'Linear', checked: !isLogarithmic, run: () => onChange(false) },
            { id: 'log', label: 'Logarithmic', checked: isLogarithmic, run: () => onChange(true) },
            { id: 'table', label: 'Show as table', run: onTable },
          ]}
        />
      )}
    </div>
  );
}
