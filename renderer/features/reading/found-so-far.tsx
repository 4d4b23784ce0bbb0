import { useEffect, useState } from 'react';
import { LEVELS } from '#base/level.ts';
import type { Pattern, PatternTable } from '#contract/explore.ts';
import type { Investigation } from '#contract/investigations.ts';
import { useClient, useSession } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatExactCount } from '../../format/count.ts';
import { LevelWord, levelClass } from '../../widgets/level-word.tsx';
import { Template } from '../../widgets/template.tsx';
import { MiniTimeline } from './mini-timeline.tsx';
import { createNewest, type NewestPattern } from './newest-patterns.ts';
import { HandOverNote } from './reading-screen.tsx';

/** The wording found so far, asked once for all of the screen. */
export function useFoundPatterns(investigation: Investigation | undefined): PatternTable | undefined {
  const client = useClient();
  const revision = useSession((session) => session.revision);
  const filter = { investigationId: investigation?.id ?? '' };
  const hasRecords = investigation !== undefined && investigation.totals.records > 0;
  const { data } = useEngineQuery(
    hasRecords ? `reading-patterns|${filter.investigationId}` : undefined,
    (signal) => client.listPatterns({ filter, limit: 2_000, sparkBuckets: 0 }, { signal }),
    revision,
  );
  return data;
}

interface FoundProps {
  investigation: Investigation;
  patterns: PatternTable | undefined;
}

/** What reading has found: the timeline as it grows and the wording seen for the first time. */
export function FoundSoFar({ investigation, patterns }: FoundProps) {
  const client = useClient();
  const { revision, coveredUntilUs } = useSession((session) => ({
    revision: session.revision,
    coveredUntilUs: session.progress?.coveredUntilUs,
  }));
  const filter = { investigationId: investigation.id };
  const hasRecords = investigation.totals.records > 0;
  const timeline = useEngineQuery(
    hasRecords ? `reading-timeline|${investigation.id}` : undefined,
    (signal) => client.getTimeline({ filter, maxBuckets: 70 }, { signal }),
    revision,
  );
  const newest = useNewest(patterns?.patterns);
  const hatch = investigation.reading ? coveredUntilUs : undefined;
  return (
    <aside className="panel" aria-label="Found so far">
      <div className="insp-h found-head">
        <span className="strong">Found so far</span>
        <span className="sp" />
        <span className="dim small">{investigation.reading ? 'Updates twice a second' : ''}</span>
      </div>
      {timeline.data && timeline.data.total > timeline.data.untimed && (
        <div className="found-chart">
          <div className="legend dim small">
            {LEVELS.toReversed()
              .filter((level) => timeline.data?.counts[level]?.some((count) => count > 0))
              .map((level) => (
                <span key={level}>
                  <i className={`sw ${levelClass(level)}`} />
                  {level === 'UNSET' ? 'no level' : level}
                </span>
              ))}
          </div>
          <div className="found-svg">
            <MiniTimeline timeline={timeline.data} coveredUntilUs={hatch} />
          </div>
          {hatch !== undefined && <p className="dim small">Hatched: some files are not read this far yet</p>}
        </div>
      )}
      <div className="insp-h found-head">
        <span className="strong">Newest patterns</span>
        <span className="dim">{patterns && formatExactCount(patterns.total, { partial: patterns.partial })}</span>
        <span className="sp" />
        <span className="dim small">newest first</span>
      </div>
      <div className="found-list scroll-y">
        {newest.map(({ pattern, ago }) => (
          <NewestRow key={pattern.id} pattern={pattern} ago={ago} />
        ))}
      </div>
      {investigation.reading && <HandOverNote />}
    </aside>
  );
}

function NewestRow({ pattern, ago }: { pattern: Pattern; ago: string }) {
  return (
    <div className="live">
      <div className="meta">
        <LevelWord level={pattern.level} />
        <span className="el">{pattern.services[0] ?? ''}</span>
        <span className="sp" />
        <span>{ago}</span>
      </div>
      <div className="tpl el" title={pattern.template}>
        <Template parts={pattern.parts} />
      </div>
    </div>
  );
}

/** Remembers when each pattern was first heard of in this window. */
function useNewest(patterns: readonly Pattern[] | undefined): readonly NewestPattern[] {
  const [newest] = useState(createNewest);
  const [shown, setShown] = useState<readonly NewestPattern[]>([]);
  useEffect(() => {
    if (patterns !== undefined) setShown(newest.update(patterns, performance.now()));
  }, [newest, patterns]);
  return shown;
}
