import { type FormEvent, useState } from 'react';
import type { Alert } from '#contract/anomalies.ts';
import { Failed } from '../../app/answer-state.tsx';
import { useClient, useQueryState, useSession } from '../../app/services.tsx';
import { useEngineQuery } from '../../app/use-engine-query.ts';
import { formatCount } from '../../format/count.ts';
import { formatBucket } from '../../format/duration.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { Callout } from '../../widgets/callout.tsx';
import { Chip } from '../../widgets/chip.tsx';
import { Dialog } from '../../widgets/dialog.tsx';

const MINUTE_US = 60_000_000;

/** Limits a person sets: how many records of a query may come in a time. What is beyond one is an anomaly, now and as records come. */
export function AlertsDialog({ onClose, onChanged }: { onClose(): void; onChanged(): void }) {
  const client = useClient();
  const investigationId = useSession((session) => session.investigation?.id) ?? '';
  const [version, setVersion] = useState(0);
  const [problem, setProblem] = useState<string>();
  const { data, error, retry } = useEngineQuery(
    `alerts ${investigationId}`,
    (signal) => client.listAlerts({ investigationId }, { signal }),
    version,
  );
  const changed = async (work: Promise<unknown>): Promise<boolean> => {
    try {
      await work;
      setProblem(undefined);
      setVersion((now) => now + 1);
      onChanged();
      return true;
    } catch (failure) {
      setProblem(failure instanceof Error ? failure.message : String(failure));
      return false;
    }
  };
  return (
    <Dialog title="Alerts" width={560} onClose={onClose}>
      {error !== undefined && <Failed what="The alerts could not be read." error={error} onRetry={retry} />}
      {data?.alerts.length === 0 && <p className="dim">No alert is set. One that is crossed stands among the anomalies.</p>}
      <ul className="alerts">
        {data?.alerts.map((alert) => (
          <li key={alert.id}>
            <span className="two">
              <b className="el">{alert.name}</b>
              <small className="el">
                {alert.comparison === 'more' ? 'More' : 'Fewer'} than {formatCount(alert.count)} in {formatBucket(alert.windowUs)}:{' '}
                <span className="mono">{alert.query === '' ? 'all records' : alert.query}</span>
              </small>
            </span>
            <IconButton
              icon="x"
              label={`Remove the alert ${alert.name}`}
              onClick={() => void changed(client.removeAlert({ investigationId, alertId: alert.id }))}
            />
          </li>
        ))}
      </ul>
      <NewAlert onPut={(alert) => changed(client.putAlert({ investigationId, alert }))} />
      {problem !== undefined && <Callout tone="bad">{problem}</Callout>}
    </Dialog>
  );
}

function NewAlert({ onPut }: { onPut(alert: Alert): Promise<boolean> }) {
  const text = useQueryState((state) => state.text);
  const [name, setName] = useState('');
  const [query, setQuery] = useState(text);
  const [comparison, setComparison] = useState<Alert['comparison']>('more');
  const [count, setCount] = useState('100');
  const [minutes, setMinutes] = useState('5');
  const [limit, windowUs] = [Number(count), Math.round(Number(minutes) * MINUTE_US)];
  const isWhole = count !== '' && Number.isSafeInteger(limit) && limit >= 0 && windowUs >= 1_000_000 && windowUs <= 7 * 24 * 60 * MINUTE_US;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!isWhole) return;
    const isKept = await onPut({
      id: crypto.randomUUID(),
      name: name.trim() === '' ? (query.trim() === '' ? 'All records' : query.trim().slice(0, 200)) : name.trim(),
      query,
      comparison,
      count: limit,
      windowUs,
    });
    if (isKept) setName('');
  };
  return (
    <form className="alert-form" onSubmit={(event) => void submit(event)}>
      <label>
        <span>Name</span>
        <input className="inp" value={name} maxLength={200} placeholder="As the query" onChange={(event) => setName(event.target.value)} />
      </label>
      <label>
        <span>Records of</span>
        <input className="inp mono" value={query} placeholder="all records" onChange={(event) => setQuery(event.target.value)} />
      </label>
      <div className="row-f">
        <Chip on={comparison === 'more'} onClick={() => setComparison('more')}>
          More than
        </Chip>
        <Chip on={comparison === 'less'} onClick={() => setComparison('less')}>
          Fewer than
        </Chip>
        <input
          className="inp num"
          inputMode="numeric"
          aria-label="Records"
          value={count}
          onChange={(event) => setCount(event.target.value)}
        />
        <span className="dim">in</span>
        <input
          className="inp num"
          inputMode="decimal"
          aria-label="Minutes"
          value={minutes}
          onChange={(event) => setMinutes(event.target.value)}
        />
        <span className="dim">minutes</span>
        <span className="sp" />
        <Button kind="primary" type="submit" disabled={!isWhole}>
          Set the alert
        </Button>
      </div>
    </form>
  );
}
