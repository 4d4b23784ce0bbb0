import { useEffect, useRef, useState } from 'react';
import type { CrossedAlert } from '#contract/anomalies.ts';
import { useClient, useServices, useSession, useTimeFormat } from '../../app/services.tsx';
import { plural } from '../../format/count.ts';
import { formatBucket } from '../../format/duration.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { Icon } from '../../widgets/icon.tsx';

/** Which crossing it is: one that goes on is the same. */
const keyOf = ({ alert, fromUs }: CrossedAlert): string => `${alert.id} ${fromUs}`;

/** While records come in: the newest limit that was crossed, until somebody says that it is seen. */
export function AlertNotice() {
  const { view, session } = useServices();
  const time = useTimeFormat();
  const crossed = useCrossed();
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const fresh = crossed.filter((one) => !seen.has(keyOf(one)));
  const newest = fresh.toSorted((a, b) => b.fromUs - a.fromUs)[0];
  if (newest === undefined) return null;
  const { alert, fromUs, records } = newest;
  const dismiss = (): void => setSeen(new Set([...seen, ...crossed.map(keyOf)]));
  return (
    <div className="notice" role="status">
      <Icon name="warn" />
      <span>
        <b>{alert.name}:</b> {plural(records, 'record')} from {time.time(fromUs)}, {alert.comparison === 'more' ? 'more' : 'fewer'} than{' '}
        {alert.count} in {formatBucket(alert.windowUs)}
        {fresh.length > 1 && `; ${fresh.length - 1} more ${fresh.length === 2 ? 'crossing' : 'crossings'}`}
      </span>
      <span className="sp" />
      <Button
        small
        onClick={() => {
          dismiss();
          session.show('investigate');
          view.setTab('anomalies');
        }}
      >
        Show
      </Button>
      <IconButton icon="x" label="Dismiss" onClick={dismiss} />
    </div>
  );
}

/** Nothing of what was there when it was opened: that stands among the anomalies. When reading ends there is a last look. */
function useCrossed(): readonly CrossedAlert[] {
  const client = useClient();
  const investigationId = useSession((session) => session.investigation?.id);
  const isReading = useSession((session) => session.investigation?.reading ?? false);
  const [found, setFound] = useState<{ readonly of: string; readonly crossed: readonly CrossedAlert[] }>();
  const wasReading = useRef<string>(undefined);
  useEffect(() => {
    if (investigationId === undefined || (!isReading && wasReading.current !== investigationId)) return;
    wasReading.current = isReading ? investigationId : undefined;
    const stop = new AbortController();
    const watch = async (): Promise<void> => {
      for await (const { crossed } of client.watchAlerts({ investigationId }, { signal: stop.signal }))
        setFound({ of: investigationId, crossed });
    };
    // Reading tells by itself when it fails.
    watch().catch(() => undefined);
    return () => stop.abort();
  }, [client, investigationId, isReading]);
  return found === undefined || found.of !== investigationId ? [] : found.crossed;
}
