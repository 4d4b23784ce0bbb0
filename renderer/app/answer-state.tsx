import { useEffect, useState } from 'react';
import { formatDuration } from '../format/duration.ts';
import { Button } from '../widgets/button.tsx';
import { Callout } from '../widgets/callout.tsx';
import type { EngineQueryResult } from './use-engine-query.ts';

interface Failure {
  what: string;
  error: unknown;
  onRetry(): void;
}

/** In place of what failed: what happened, in the engine's words, and the way to ask again. The rest of the screen stays usable. */
export function Failed(failure: Failure) {
  return (
    <div className="failed">
      <FailedCallout {...failure} />
    </div>
  );
}

/** The same within a panel. */
export function FailedCallout({ what, error, onRetry }: Failure) {
  return (
    <Callout
      tone="bad"
      actions={
        <Button small onClick={onRetry}>
          Try again
        </Button>
      }
    >
      <b>{what}</b> {error instanceof Error ? error.message : ''}
    </Callout>
  );
}

/** After two seconds: how long the question runs, and Cancel. Old content stays under it, dimmed. */
export function SlowNote({ answer }: { answer: Pick<EngineQueryResult<unknown>, 'phase' | 'startedMs' | 'cancel'> }) {
  return answer.phase === 'slow' && answer.startedMs !== undefined ? <Elapsed startedMs={answer.startedMs} cancel={answer.cancel} /> : null;
}

function Elapsed({ startedMs, cancel }: { startedMs: number; cancel(): void }) {
  const [nowMs, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="slow-note" role="status">
      <span>Searching for {formatDuration(Math.max(2_000, Math.floor((nowMs - startedMs) / 1_000) * 1_000))}</span>
      <Button small onClick={cancel}>
        Cancel
      </Button>
    </div>
  );
}

/** The newest question was cancelled by hand: what stands here, if anything, answers an older one. */
export function CancelledNote({ answer }: { answer: Pick<EngineQueryResult<unknown>, 'cancelled' | 'data' | 'retry'> }) {
  if (!answer.cancelled) return null;
  return (
    <div className="slow-note" role="status">
      <span>Cancelled.{answer.data !== undefined && ' What is shown answers the question before.'}</span>
      <Button small onClick={answer.retry}>
        Search again
      </Button>
    </div>
  );
}

/** Rows that are not there yet; shown only after 150 ms, and only where there is no old content. */
export function SkeletonRows({ rows = 5 }: { rows?: number }) {
  const widths = [62, 78, 45, 70, 55, 66, 50];
  return (
    <div className="skeleton" aria-busy="true">
      <span className="vh">Searching</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: drawn rows have no identity
        <div key={row} className="skeleton-row" aria-hidden="true">
          <div className="skeleton-two">
            <div className="skel" style={{ width: `${widths[row % widths.length]}%` }} />
            <div className="skel" style={{ width: `${24 + ((row * 7) % 14)}%` }} />
          </div>
          <div className="skel" />
          <div className="skel" />
        </div>
      ))}
    </div>
  );
}
