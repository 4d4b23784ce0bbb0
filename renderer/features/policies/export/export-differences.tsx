import { useState } from 'react';
import type { Policy } from '#contract/policies.ts';
import { Failed } from '../../../app/answer-state.tsx';
import { useClient, useTimeFormat } from '../../../app/services.tsx';
import { useEngineQuery } from '../../../app/use-engine-query.ts';
import { formatExactCount } from '../../../format/count.ts';
import { Button } from '../../../widgets/button.tsx';
import { LevelWord } from '../../../widgets/level-word.tsx';

const SHOWN = 8;

interface ExportDifferencesProps {
  readonly investigationId: string;
  readonly policies: readonly Policy[];
  readonly target: string;
  readonly title: string;
}

/** The loaded records about which the target would decide differently: looked for when asked, because every record is read. */
export function ExportDifferences({ investigationId, policies, target, title }: ExportDifferencesProps) {
  const client = useClient();
  const time = useTimeFormat();
  const [isAsked, setAsked] = useState(false);
  const found = useEngineQuery(isAsked ? JSON.stringify([investigationId, target, policies]) : undefined, (signal) =>
    client.findExportDifferences({ investigationId, policies: [...policies], target }, { signal }),
  );
  const ids = found.data?.records.slice(0, SHOWN) ?? [];
  const lines = useEngineQuery(ids.length === 0 ? undefined : JSON.stringify(ids), (signal) =>
    client.getPolicyRecords({ investigationId, recordIds: [...ids] }, { signal }),
  );
  if (!isAsked)
    return (
      <Button small icon="eye" onClick={() => setAsked(true)}>
        Show the records that differ
      </Button>
    );
  if (found.error !== undefined) return <Failed what="The records could not be compared." error={found.error} onRetry={found.retry} />;
  if (found.data === undefined) return <p className="dim">Deciding about every record as {title} would …</p>;
  const { taken, left } = found.data;
  if (taken + left === 0) return <p role="status">On all loaded records, {title} decides like the policies.</p>;
  return (
    <div role="status">
      <p>
        <b>{formatExactCount(taken + left)} loaded records</b> would be decided differently: {formatExactCount(taken)} kept here and at risk
        there, {formatExactCount(left)} dropped here and kept there.
      </p>
      <ul aria-label="Records that differ">
        {lines.data?.records.map(({ id, timeUs, level, text }) => (
          <li key={id} className="diffl" title={text}>
            <span />
            <span className="t">{time.time(timeUs)}</span>
            <LevelWord level={level} />
            <span className="el">{text}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
