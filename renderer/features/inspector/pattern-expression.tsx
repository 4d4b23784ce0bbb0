import { useState } from 'react';
import type { PatternMatcher } from '#contract/patterns.ts';
import { FailedCallout } from '../../app/answer-state.tsx';
import { useClient, useFilter, useServices, useSession } from '../../app/services.tsx';
import { isPartial } from '../../app/stores/session.ts';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatCount, formatPercent } from '../../format/count.ts';
import { IconButton } from '../../widgets/button.tsx';
import { usePatternActions } from '../patterns/use-pattern-actions.ts';

/** Patterns named of those whose records an expression takes as well. */
const MOST_OFFENDERS = 3;

/**
 * The regular expression that finds a pattern elsewhere, and how well it does so on the records that are loaded. Made when it is asked for:
 * it is tried on records of all patterns.
 */
export function PatternExpression({ patternId }: { patternId: string }) {
  const client = useClient();
  const investigationId = useFilter()?.filter.investigationId;
  const isReading = useSession(isPartial);
  const [isWanted, setWanted] = useState(false);
  const { data, error, phase, retry } = useEngineQuery(
    isWanted && investigationId !== undefined ? `${investigationId} ${patternId} expression` : undefined,
    async (signal) =>
      (await client.listMatchers({ investigationId: investigationId ?? '', patternIds: [patternId] }, { signal })).matchers.at(0),
  );
  return (
    <section className="sec" aria-label="Expression" aria-busy={phase !== 'quiet'}>
      <h3>
        Expression<span className="n">to find it elsewhere</span>
        <span className="sp" />
        {!isWanted && (
          <button type="button" className="n link" disabled={isReading} onClick={() => setWanted(true)}>
            {isReading ? 'when all is read' : 'make and try it'}
          </button>
        )}
      </h3>
      {isWanted && error === undefined && data === undefined && <p className="mid insp-note">Trying it on the records…</p>}
      {error !== undefined && <FailedCallout what="The expression could not be made." error={error} onRetry={retry} />}
      {data !== undefined && <Expression matcher={data} />}
    </section>
  );
}

function Expression({ matcher }: { matcher: PatternMatcher }) {
  const { view } = useServices();
  const { copyExpression } = usePatternActions()({ id: matcher.patternId, template: matcher.template });
  const { source, tried, records, recall, offenders } = matcher;
  const sample = tried < records ? ` tried of ${formatCount(records)}` : '';
  return (
    <>
      <div className="insp-re">
        <code className="scroll-y">{source}</code>
        <IconButton icon="copy" label="Copy the expression" onClick={() => void copyExpression(source)} />
      </div>
      <p className="mid insp-note">
        Takes {recall === 1 ? 'all' : formatPercent(recall)} of its {formatCount(tried)} records{sample}
        {offenders.length === 0 ? ' and none of another pattern.' : ', and records of:'}
      </p>
      {offenders.slice(0, MOST_OFFENDERS).map(({ patternId, count, example }) => (
        <button
          key={patternId}
          type="button"
          className="insp-offender el"
          title={example}
          onClick={() => view.select({ kind: 'pattern', id: patternId })}
        >
          {formatCount(count)} × {example}
        </button>
      ))}
    </>
  );
}
