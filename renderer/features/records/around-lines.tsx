import type { LogRecord } from '#contract/explore.ts';
import { Failed } from '../../app/answer-state.tsx';
import { useClient, useTimeFormat } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatExactCount } from '../../format/count.ts';
import { LevelWord } from '../../widgets/level-word.tsx';
import { Message } from './message.tsx';

interface Props {
  record: LogRecord;
  investigationId: string;
  /** Records before and after. */
  lines: number;
  /** The record itself stands between them. */
  isWithSelf?: boolean;
}

/** What the same file says before and after the record, whatever the filter. */
export function AroundLines({ record, investigationId, lines, isWithSelf = false }: Props) {
  const client = useClient();
  const { data, error, retry } = useEngineQuery(`${investigationId} ${record.id} ${lines}`, (signal) =>
    client.getContext({ investigationId, recordId: record.id, before: lines, after: lines }, { signal }),
  );
  if (error !== undefined) return <Failed what="The lines around it could not be read." error={error} onRetry={retry} />;
  if (data === undefined) return null;
  const shown = [...data.before, ...(isWithSelf ? [record] : []), ...data.after];
  if (shown.length === 0) return null;
  return (
    <div className="around">
      <div className="dim small">Same source, {lines === 1 ? 'one record' : `${lines} records`} before and after</div>
      {shown.map((one) => (
        <AroundRow key={one.id} record={one} isSelf={one.id === record.id} />
      ))}
    </div>
  );
}

function AroundRow({ record, isSelf }: { record: LogRecord; isSelf: boolean }) {
  const time = useTimeFormat();
  return (
    <div className={isSelf ? 'around-row on' : 'around-row'}>
      <span className="num">{formatExactCount(record.line)}</span>
      <span>{time.time(record.timeUs)}</span>
      <LevelWord level={record.level} />
      <span className="el">
        <Message record={record} />
      </span>
    </div>
  );
}
